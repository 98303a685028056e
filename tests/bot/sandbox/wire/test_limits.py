"""Rate limits by tier, and for each channel that is posted in."""

import json
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ManualClock, Sandbox
from bot.sandbox.wire.api.web_api import METHODS, terms
from bot.sandbox.wire.limits import Limits
from bot.sandbox.world.riverside import HOUSING, SOCIAL_CARE
from tests.bot.sandbox.kit import MANIFEST, Json

DATA = Path(__file__).parents[3] / "data"
SOON = {"chat.getPermalink", "files.getUploadURLExternal", "files.completeUploadExternal", "files.info"}
"""What the app will call next: the link to a message, which makes one evidence and which the page follows;
and files, as which a record can leave Slack."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def takes(limits: Limits, count: int, method: str, tier: str, channel: str | None = None) -> bool:
    return all(limits.wait(method, tier, channel) == 0 for _ in range(count))


async def test_a_tier_gives_its_calls_a_minute_and_no_more(clock: ManualClock) -> None:
    limits = Limits(clock, enforced=True)
    assert takes(limits, 50, "chat.update", "tier 3")
    assert limits.wait("chat.update", "tier 3", None) == 2, "one call comes back every 1.2 seconds"
    assert limits.wait("chat.delete", "tier 3", None) == 0, "another method has a budget of its own"
    await clock.advance(1.3)
    assert takes(limits, 1, "chat.update", "tier 3")
    assert not takes(limits, 1, "chat.update", "tier 3")
    await clock.advance(600)
    assert takes(limits, 50, "chat.update", "tier 3")
    assert not takes(limits, 1, "chat.update", "tier 3")


async def test_posting_is_one_a_second_in_a_channel_after_a_short_burst(clock: ManualClock) -> None:
    limits = Limits(clock, enforced=True)
    assert takes(limits, 4, "chat.postMessage", "posting", HOUSING)
    assert limits.wait("chat.postMessage", "posting", HOUSING) == 1
    assert takes(limits, 4, "chat.postMessage", "posting", SOCIAL_CARE), "another channel is not held up"
    await clock.advance(1)
    assert takes(limits, 1, "chat.postMessage", "posting", HOUSING)


async def test_all_channels_together_have_several_hundred_posts_a_minute(clock: ManualClock) -> None:
    limits = Limits(clock, enforced=True)
    assert takes(limits, 0, "chat.postMessage", "posting")
    answers = [limits.wait("chat.postMessage", "posting", f"C{n}") for n in range(301)]
    assert answers == [0] * 300 + [1]


async def test_over_the_limit_the_answer_is_429_with_retry_after(clock: ManualClock) -> None:
    async with Sandbox(manifest=MANIFEST, clock=clock, enforce_limits=True) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        for n in range(4):
            await client.chat_postMessage(channel=HOUSING, text=f"{n}")
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=HOUSING, text="too many")
        response = refused.value.response
        assert (response.status_code, response.headers["Retry-After"], response["error"]) == (
            429,
            "1",
            "ratelimited",
        )
        assert [call.status for call in slack.log.of("chat.postMessage")] == [200] * 4 + [429]
        await clock.advance(1)
        await client.chat_postMessage(channel=HOUSING, text="again")


async def test_the_page_is_not_limited(slack: Sandbox, client: AsyncWebClient) -> None:
    for n in range(10):
        await client.chat_postMessage(channel=HOUSING, text=f"{n}")
    assert slack.log.counted == 10


async def test_every_method_has_its_terms() -> None:
    assert set(METHODS) == set(terms())
    by_tier: Json = {name: one.tier for name, one in terms().items()}
    assert (by_tier["chat.update"], by_tier["views.open"], by_tier["chat.postMessage"]) == (
        "tier 3",
        "tier 4",
        "posting",
    )


def test_the_sandbox_carries_what_the_app_calls_and_no_more() -> None:
    called = json.loads((DATA / "slack-scopes.json").read_text(encoding="utf-8"))["methods"]
    assert set(METHODS) == set(called) | SOON
