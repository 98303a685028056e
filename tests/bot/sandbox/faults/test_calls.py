"""Calls that go wrong: slow, limited, refused, or cut off before and after they took effect."""

import asyncio
import time

import aiohttp
import pytest
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ManualClock, Sandbox
from bot.sandbox.world.riverside import HOUSING, SOCIAL_CARE, TOM
from tests.bot.sandbox.kit import MANIFEST, Bot, Json, actions, button, refusal


def once(slack: Sandbox, *handlers: AsyncRetryHandler) -> AsyncWebClient:
    """A client that does not try again by itself, unless a handler is given for it."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=list(handlers))


def texts(slack: Sandbox, channel: str = HOUSING) -> list[str]:
    return [message.text for message in slack.person(TOM).sees.messages(channel)]


async def test_a_slow_call_waits_for_the_sandboxs_clock() -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        slack.faults.calls.latency(30, method="chat.postMessage")
        posting = asyncio.create_task(once(slack).chat_postMessage(channel=HOUSING, text="slow"))
        await slack.until(lambda: slack.log.injected)
        await clock.advance(29)
        assert texts(slack) == []
        assert (await once(slack).auth_test())["ok"], "other methods are as quick as ever"
        await clock.advance(1)
        await posting
        assert texts(slack) == ["slow"]


async def test_a_slow_answer_comes_after_the_call_took_effect() -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        slow = slack.faults.calls.latency(30, after=True)
        posting = asyncio.create_task(once(slack).chat_postMessage(channel=HOUSING, text="done"))
        await slack.until(lambda: texts(slack))
        assert not posting.done()
        slow.end()
        await posting


async def test_random_latency_is_the_same_for_the_same_seed() -> None:
    async def measured(seed: int) -> list[float]:
        clock = ManualClock()
        async with Sandbox(manifest=MANIFEST, clock=clock, fault_seed=seed) as slack:
            slack.faults.calls.latency(1, 9)
            waits = []
            for number in range(3):
                begin = clock.now()
                call = asyncio.create_task(once(slack).auth_test())
                await slack.until(lambda: len(slack.log.injected) > number)  # noqa: B023 - asked at once
                await clock.advance(0)
                due = clock.next_due()
                assert due is not None
                await clock.advance(due - begin)
                await call
                waits.append(round(due - begin, 3))
            return waits

    first = await measured(7)
    assert first == await measured(7)
    assert first != await measured(8)
    assert all(1 <= wait <= 9 for wait in first)


async def test_429_by_method_and_channel_for_n_calls(slack: Sandbox) -> None:
    client = once(slack)
    slack.faults.calls.rate_limit("chat.postMessage", channel=HOUSING, retry_after=7, times=2)
    await client.chat_postMessage(channel=SOCIAL_CARE, text="elsewhere")
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=HOUSING, text="too much")
        response = refused.value.response
        assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    await client.chat_postMessage(channel=HOUSING, text="now")
    assert texts(slack) == ["now"]
    assert [one.fault for one in slack.log.injected] == ["rate_limit"] * 2
    assert not slack.log.errors
    assert len(slack.log.of("chat.postMessage")) == 2, "what never reached Slack is no call of Slack's"
    assert slack.log.counted == 2


async def test_the_sdks_own_handler_waits_as_it_is_told(slack: Sandbox) -> None:
    slack.faults.calls.rate_limit(retry_after=1, times=1)
    begin = time.monotonic()
    await once(slack, AsyncRateLimitErrorRetryHandler()).chat_postMessage(channel=HOUSING, text="later")
    assert time.monotonic() - begin > 0.9
    assert texts(slack) == ["later"]


async def test_slacks_documented_tiers_on_command(slack: Sandbox) -> None:
    client = once(slack)
    with slack.faults.calls.enforce_limits():
        for n in range(4):
            await client.chat_postMessage(channel=HOUSING, text=f"{n}")
        with pytest.raises(SlackApiError, match="ratelimited"):
            await client.chat_postMessage(channel=HOUSING, text="too many")
    await client.chat_postMessage(channel=HOUSING, text="free again")
    assert list(slack.log.errors) == ["chat.postMessage answered ratelimited"], "the app's own doing"
    assert not slack.log.injected


async def test_in_the_slow_lane_one_look_a_minute_shows_fifteen_messages() -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        client = once(slack)
        tom = slack.person(TOM)
        root = tom.types.post(HOUSING, "root")
        for number in range(20):
            tom.types.post(HOUSING, f"{number}", thread_ts=root)
        lane = slack.faults.calls.slow_lane()
        first = await client.conversations_replies(channel=HOUSING, ts=root, limit=200)
        assert len(first["messages"]) == 15
        await client.conversations_history(channel=HOUSING)  # each method has its own
        cursor = first["response_metadata"]["next_cursor"]
        for wait in ("60", "30"):
            with pytest.raises(SlackApiError, match="ratelimited") as caught:
                await client.conversations_replies(channel=HOUSING, ts=root, cursor=cursor)
            assert caught.value.response.headers["Retry-After"] == wait
            await clock.advance(30)
        second = await client.conversations_replies(channel=HOUSING, ts=root, cursor=cursor)
        assert [message["text"] for message in second["messages"]] == ["14", "15", "16", "17", "18", "19"]
        assert not slack.log.errors
        assert {one.fault for one in slack.log.injected} == {"slow_lane"}
        lane.end()
        assert len((await client.conversations_replies(channel=HOUSING, ts=root))["messages"]) == 21


async def test_what_is_deleted_between_two_pages_hides_nothing_else(slack: Sandbox) -> None:
    client = once(slack)
    tom = slack.person(TOM)
    root = tom.types.post(HOUSING, "root")
    replies = [tom.types.post(HOUSING, f"{number}", thread_ts=root) for number in range(6)]
    first = await client.conversations_replies(channel=HOUSING, ts=root, limit=4)
    slack.faults.workspace.delete_message(HOUSING, replies[0])
    slack.faults.workspace.delete_message(HOUSING, replies[3])
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_replies(channel=HOUSING, ts=root, cursor=cursor)
    assert [message["text"] for message in second["messages"]] == ["4", "5"]


@pytest.mark.parametrize(("after", "shown"), [(False, []), (True, ["hello"])])
async def test_5xx_before_and_after_the_effect(slack: Sandbox, after: bool, shown: list[str]) -> None:
    slack.faults.calls.server_error("chat.*", status=502, after=after, times=1)
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        form = {"channel": HOUSING, "text": "hello"}
        url = f"{slack.api_url}chat.postMessage"
        async with session.post(url, data=form, headers=headers) as answer:
            assert (answer.status, answer.content_type) == (502, "text/html")
    assert texts(slack) == shown
    with slack.faults.calls.server_error(), pytest.raises(SlackApiError):
        await once(slack).auth_test()
    await once(slack).auth_test()
    assert not slack.log.errors


async def test_a_refusal_after_the_effect(slack: Sandbox) -> None:
    slack.faults.calls.refuse("chat.postMessage", error="fatal_error", after=True, times=1)
    with pytest.raises(SlackApiError) as refused:
        await once(slack).chat_postMessage(channel=HOUSING, text="in doubt")
    assert refusal(refused) == "fatal_error"
    assert texts(slack) == ["in doubt"]
    assert not slack.log.errors


async def test_a_connection_dropped_before_the_effect(slack: Sandbox) -> None:
    slack.faults.calls.drop("chat.postMessage", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await once(slack).chat_postMessage(channel=HOUSING, text="never")
    assert texts(slack) == []
    await once(slack).chat_postMessage(channel=HOUSING, text="ever")
    assert texts(slack) == ["ever"]


async def test_a_connection_dropped_after_the_effect_makes_the_sdk_post_twice(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    slack.faults.calls.drop("chat.postMessage", after=True, times=1)
    await client.chat_postMessage(channel=HOUSING, text="twice")
    assert texts(slack) == ["twice", "twice"], "the trap that every app of this SDK stands before"
    assert [(one.fault, one.target) for one in slack.log.injected] == [("drop", "chat.postMessage")]


async def test_the_other_connections_live_on(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.faults.calls.drop("chat.postMessage", times=1)
    others = [once(slack).chat_postMessage(channel=SOCIAL_CARE, text=f"{n}") for n in range(5)]
    done = await asyncio.gather(*others, return_exceptions=True)
    assert sum(isinstance(one, aiohttp.ServerDisconnectedError) for one in done) == 1
    assert slack.sockets.connected


async def answerable(slack: Sandbox, bot: Bot, client: AsyncWebClient) -> AsyncRespond:
    """What the app holds after a click: a response_url."""
    await bot.connect()
    ts = (await client.chat_postMessage(channel=HOUSING, text="card", blocks=[actions(button("Go"))]))["ts"]
    await slack.person(TOM).clicks.button(HOUSING, ts, label="Go")
    clicked: Json = bot.interactions("block_actions")[-1]
    return AsyncRespond(response_url=clicked["response_url"])


async def test_response_urls_expired_used_up_and_cut_off(
    slack: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    respond = await answerable(slack, bot, client)
    for used_up, error in ((False, "expired_url"), (True, "used_url")):
        slack.faults.calls.spoil_response_urls(used_up=used_up, times=1)
        answer = await respond("no")
        assert (answer.status_code, error in answer.body) == (404, True)
    slack.faults.calls.drop("response_url", after=True, times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await AsyncRespondOnce(respond)("whispered")
    assert [message.text for message in slack.person(TOM).sees.ephemerals(HOUSING)] == ["whispered"]
    assert (await respond("still good")).status_code == 200
    assert not slack.log.errors


class AsyncRespondOnce:
    """`respond` without the SDK's retries."""

    def __init__(self, respond: AsyncRespond) -> None:
        self._url = str(respond.response_url)

    async def __call__(self, text: str) -> None:
        async with aiohttp.ClientSession() as session:
            await session.post(self._url, json={"text": text})
