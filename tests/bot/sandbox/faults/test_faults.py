"""What all faults share: how far they reach, how they add up, how they end, and what is written down."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ManualClock, Sandbox
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.bot.sandbox.kit import MANIFEST, refusal


async def tries(client: AsyncWebClient, count: int) -> list[bool]:
    """Which of so many calls went well."""
    went_well = []
    for _ in range(count):
        try:
            await client.auth_test()
            went_well.append(True)
        except SlackApiError:
            went_well.append(False)
    return went_well


async def test_a_fault_lets_some_go_by_and_is_used_up(slack: Sandbox, client: AsyncWebClient) -> None:
    fault = slack.faults.calls.refuse("auth.test", skip=2, times=2)
    assert await tries(client, 6) == [True, True, False, False, True, True]
    assert (fault.active, fault.hits, slack.faults.active) == (False, 2, [])


async def test_a_fault_lasts_for_a_time() -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        slack.faults.calls.refuse(lasting=120)
        assert await tries(client, 1) == [False]
        await clock.advance(119)
        assert await tries(client, 1) == [False]
        await clock.advance(1)
        assert await tries(client, 1) == [True]


async def test_chance_is_drawn_from_the_seed(slack: Sandbox, client: AsyncWebClient) -> None:
    async def drawn(seed: int) -> list[bool]:
        slack.faults.seed = seed
        with slack.faults.calls.refuse(chance=0.5):
            return await tries(client, 12)

    first = await drawn(3)
    assert first == await drawn(3)
    assert first != await drawn(4)
    assert 0 < sum(first) < 12


async def test_another_fault_does_not_change_the_luck_of_the_first(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    slack.faults.seed = 5
    with slack.faults.calls.refuse("auth.test", chance=0.5):
        alone = await tries(client, 12)
    slack.faults.seed = 5
    with slack.faults.calls.refuse("auth.test", chance=0.5), slack.faults.calls.latency(0, 0.001, chance=0.5):
        assert await tries(client, 12) == alone


async def test_faults_add_up_and_the_oldest_decides(slack: Sandbox) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    slack.faults.calls.latency(0.01)
    slack.faults.calls.refuse(error="fatal_error", times=1)
    slack.faults.calls.drop(times=1)
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    assert refusal(refused) == "fatal_error"
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.auth_test()
    await client.auth_test()
    assert [one.fault for one in slack.log.injected] == ["latency", "refuse", "latency", "drop", "latency"]


async def test_clear_ends_them_all_and_lets_go_of_what_waits() -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        slack.faults.calls.latency(1_000, times=1)
        slack.faults.calls.refuse("chat.*")
        slack.faults.workspace.archive(HOUSING)
        waiting = asyncio.create_task(client.auth_test())
        await slack.until(lambda: [one for one in slack.log.injected if one.fault == "latency"])
        slack.faults.clear()
        await waiting
        await client.chat_postMessage(channel=HOUSING, text="all is well")
        assert not slack.faults.active
        assert not slack.log.errors


async def test_a_sandbox_stops_although_calls_wait() -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        slack.faults.calls.latency(1_000)
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        waiting = asyncio.create_task(client.auth_test())
        await slack.until(lambda: slack.log.injected)
    await asyncio.gather(waiting, return_exceptions=True)


async def test_a_real_mistake_is_told_apart(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.workspace.archive(HOUSING)
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel=HOUSING, text="hello")
    assert not slack.log.errors, "the fault did it"
    assert slack.log.injected[-1].details["error"] == "is_archived"
    with pytest.raises(SlackApiError, match="no_text"):
        await client.api_call("chat.postMessage", json={"channel": TOM, "text": " "})
    assert list(slack.log.errors) == ["chat.postMessage answered no_text"]
    slack.log.clear()
    assert not slack.log.injected
