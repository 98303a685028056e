"""The door to Slack: each answer is sorted by what to do about it, and nothing is sent twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.cards.card import Card
from bot.doctor import manifest
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world.riverside import AMINA, HOUSING
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import InDoubt, MessageGone, NoEntry, NoPlace, Refused, SlackProblem, TryLater
from tests.conftest import Hands

CARD = Card("Hello.", [{"type": "section", "text": {"type": "plain_text", "text": "Hello."}}])

Answer = web.Response | None
"""What the server says; None: it takes the call, and the connection breaks before the answer."""


def ok(**more: Any) -> web.Response:
    return web.json_response({"ok": True, "channel": "C1", "ts": "1.000001", **more})


def error(code: str, status: int = 200, **headers: str) -> web.Response:
    return web.json_response({"ok": False, "error": code}, status=status, headers=headers)


def wrong(*messages: object) -> web.Response:
    metadata = {"messages": [*messages], "warnings": ["typed"]}
    return web.json_response({"ok": False, "error": "invalid_blocks", "response_metadata": metadata})


@dataclass
class Wire:
    """A server in Slack's place that answers as it is told, and what it was asked."""

    answers: list[Answer] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    url: str = ""

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        asked = dict(request.query) if request.method == "GET" else json.loads(body or "{}")
        self.calls.append((request.match_info["method"], asked))
        answer = self.answers.pop(0) if self.answers else ok()
        if answer is None:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return answer


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    made = Wire()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield made
    await runner.cleanup()


@pytest.fixture
async def slack(wire: Wire, hands: Hands) -> AsyncIterator[Slack]:
    connected = Slack.connect("xoxb-test", wire.url, SlackClock(), hands)
    yield connected
    await connected.close()


async def post(slack: Slack, channel: str = "C1") -> None:
    await slack.post(channel, CARD, token="token")


# --- what Slack answers, sorted


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("message_not_found", MessageGone),
        ("cant_update_message", MessageGone),
        ("edit_window_closed", MessageGone),
        ("channel_not_found", NoPlace),
        ("not_in_channel", NoPlace),
        ("is_archived", NoPlace),
        ("thread_not_found", NoPlace),
        ("messages_tab_disabled", NoPlace),
        ("restricted_action_read_only_channel", NoPlace),
        ("invalid_auth", NoEntry),
        ("token_revoked", NoEntry),
        ("account_inactive", NoEntry),
        ("missing_scope", NoEntry),
        ("not_allowed_token_type", NoEntry),
        ("ratelimited", TryLater),
        ("service_unavailable", TryLater),
        ("request_timeout", TryLater),
        ("internal_error", InDoubt),
        ("fatal_error", InDoubt),
        ("invalid_blocks", Refused),
        ("msg_too_long", Refused),
        ("a_word_of_next_year", Refused),
    ],
)
async def test_an_error_is_sorted_by_what_to_do(
    code: str, kind: type[SlackProblem], slack: Slack, wire: Wire
) -> None:
    wire.answers = [error(code)]
    with pytest.raises(SlackProblem) as caught:
        await post(slack)
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.method == "chat.postMessage"
    assert len(wire.calls) == 1


TYPED = "the Carter family"


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        (
            [f'[ERROR] "{TYPED}" is wrong [json-pointer:/blocks/0/text/text]'],
            " [json-pointer:/blocks/0/text/text]",
        ),
        ([f"[json-pointer:/blocks/{TYPED}]", f"[json-pointer:/blocks/0] {TYPED}", TYPED], ""),
        (["[json-pointer:/a]"] * 900, " [json-pointer:/a]" * 5),
        ([f"[json-pointer:{'/a' * 900}]", 7, None, {"a": TYPED}], ""),
    ],
    ids=["where it is", "what only looks so", "many", "long, and no words"],
)
async def test_of_what_slack_says_to_a_refusal_only_the_places_are_logged(
    messages: list[object], told: str, slack: Slack, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """Its words may quote what somebody typed."""
    wire.answers = [wrong(*messages)]
    with pytest.raises(Refused):
        await post(slack)
    [line] = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert line == f"Slack refuses chat.postMessage: invalid_blocks{told}"


@pytest.mark.parametrize("details", [[], "typed", {"messages": "typed"}, {"messages": {"0": "typed"}}])
async def test_a_refusal_with_details_that_are_none_is_one_all_the_same(
    details: object, slack: Slack, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    wire.answers = [web.json_response({"ok": False, "error": "invalid_blocks", "response_metadata": details})]
    with pytest.raises(Refused):
        await post(slack)
    assert "typed" not in caplog.text


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_fault_of_the_server_leaves_it_in_doubt(status: int, slack: Slack, wire: Wire) -> None:
    wire.answers = [web.Response(status=status, text="<html>Bad gateway</html>")]
    with pytest.raises(InDoubt):
        await post(slack)
    assert len(wire.calls) == 1


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{not json"),
        ("application/json", b"[]"),
        ("application/json", b'["ok"]'),
        ("application/json", b'"ok"'),
        ("application/json", b"\xff\xfe{"),
        ("application/gzip", b"\x1f\x8b"),
        ("text/plain", b"Please sign in to this network."),
        ("text/html", b"<html>Please sign in to this network.</html>"),
        ("text/plain", b""),
    ],
)
async def test_an_answer_that_cannot_be_read_leaves_it_in_doubt(
    status: int, kind: str, body: bytes, slack: Slack, wire: Wire
) -> None:
    wire.answers = [web.Response(status=status, body=body, content_type=kind)] * 2
    with pytest.raises(InDoubt):
        await post(slack)
    with pytest.raises(InDoubt):
        await slack.open_view("trigger", {})


async def test_a_dropped_connection_leaves_it_in_doubt_and_nothing_is_sent_again(
    slack: Slack, wire: Wire
) -> None:
    await post(slack)  # a connection is kept, which the SDK would take for stale
    wire.answers = [None, ok()]
    with pytest.raises(InDoubt):
        await post(slack)
    assert len(wire.calls) == 2, "a post may have gone out: who sends it again, posts it twice"


async def test_where_nothing_listens_nothing_was_done() -> None:
    slack = Slack.connect("xoxb-test", "http://127.0.0.1:9/api/", SlackClock())
    with pytest.raises(TryLater) as caught:
        await post(slack)
    await slack.close()
    assert caught.value.code == "no_connection"


# --- 429


@pytest.mark.parametrize(
    ("header", "seconds"), [({"Retry-After": "30"}, 30), ({"Retry-After": "soon"}, 1), ({}, 1)]
)
async def test_a_429_says_how_long_to_wait(
    header: dict[str, str], seconds: float, slack: Slack, wire: Wire
) -> None:
    wire.answers = [error("ratelimited", 429, **header)]
    with pytest.raises(TryLater) as caught:
        await post(slack)
    assert caught.value.seconds == seconds


async def test_a_429_without_json_is_one_as_well(slack: Slack, wire: Wire) -> None:
    wire.answers = [web.Response(status=429, headers={"Retry-After": "7"})]
    with pytest.raises(TryLater) as caught:
        await post(slack)
    assert caught.value.seconds == 7


async def test_while_its_gate_is_closed_a_method_is_not_called_at_all(
    slack: Slack, wire: Wire, hands: Hands
) -> None:
    wire.answers = [error("ratelimited", 429, **{"Retry-After": "30"})]
    with pytest.raises(TryLater):
        await post(slack)
    hands.now += 10
    with pytest.raises(TryLater) as caught:
        await post(slack)
    assert caught.value.seconds == 20
    assert len(wire.calls) == 1
    hands.now += 20
    await post(slack)
    assert len(wire.calls) == 2


async def test_one_closed_gate_closes_no_other(slack: Slack, wire: Wire) -> None:
    wire.answers = [error("ratelimited", 429, **{"Retry-After": "30"})]
    with pytest.raises(TryLater):
        await post(slack)
    await post(slack, "C2")  # posts are counted for each channel
    await slack.update("C1", "1.000001", CARD)
    await slack.whisper("C1", "U1", CARD)
    assert wire.methods == ["chat.postMessage", "chat.postMessage", "chat.update", "chat.postEphemeral"]


# --- what is sent


async def test_a_post_carries_only_an_opaque_token_in_its_metadata(slack: Slack, wire: Wire) -> None:
    posted = await slack.post("C1", CARD, token="abc", thread_ts="1.000001", broadcast=True)
    _, asked = wire.calls[0]
    assert asked["metadata"] == {"event_type": "balance_surface", "event_payload": {"id": "abc"}}
    assert asked["reply_broadcast"] is True
    assert (asked["unfurl_links"], asked["unfurl_media"]) == (False, False)
    assert (posted.channel, posted.ts) == ("C1", "1.000001")


async def test_a_reply_that_slack_put_at_top_level_can_be_told(slack: Slack, wire: Wire) -> None:
    wire.answers = [ok(message={"thread_ts": "1.000001"}), ok(message={"ts": "2.000001"})]
    assert (await slack.post("C1", CARD, token="a", thread_ts="1.000001")).thread_ts == "1.000001"
    assert (await slack.post("C1", CARD, token="a", thread_ts="1.000001")).thread_ts is None


async def test_an_update_always_carries_its_blocks_because_slack_would_drop_them(
    slack: Slack, wire: Wire
) -> None:
    await slack.update("C1", "1.000001", CARD)
    assert wire.calls == [
        ("chat.update", {"channel": "C1", "ts": "1.000001", "text": "Hello.", "blocks": CARD.blocks})
    ]


async def test_a_check_mark_that_is_there_already_is_fine(slack: Slack, wire: Wire) -> None:
    wire.answers = [error("already_reacted"), error("invalid_name")]
    await slack.tick("C1", "1.000001")
    with pytest.raises(Refused):
        await slack.tick("C1", "1.000001")


async def test_a_post_is_found_by_its_token_on_a_later_page(slack: Slack, wire: Wire) -> None:
    other = {"ts": "1.1", "metadata": {"event_payload": {"id": "other"}}}
    mine = {"ts": "1.2", "thread_ts": "1.0", "metadata": {"event_payload": {"id": "mine"}}}
    wire.answers = [
        ok(messages=[other, {"ts": "1.3"}], response_metadata={"next_cursor": "more"}),
        ok(messages=[mine]),
    ]
    found = await slack.find("C1", "mine", 1_000.0, "1.0")
    assert found is not None
    assert (found.ts, found.thread_ts) == ("1.2", "1.0")
    assert wire.methods == ["conversations.replies"] * 2
    assert wire.calls[0][1]["oldest"] == "880.000000", "Slack's clock may be behind ours"
    assert wire.calls[1][1]["cursor"] == "more"


async def test_a_post_that_did_not_go_out_is_not_found(slack: Slack, wire: Wire) -> None:
    wire.answers = [ok(messages=[])]
    assert await slack.find("C1", "mine", 1_000.0, None) is None
    assert wire.methods == ["conversations.history"]


def slow_lane(*pages: web.Response) -> list[Answer]:
    """One look a minute: whoever asks again at once is told to wait."""
    return [answer for page in pages for answer in (page, error("ratelimited", 429, **{"Retry-After": "60"}))]


async def test_a_search_goes_on_where_a_limit_ended_it(slack: Slack, wire: Wire, hands: Hands) -> None:
    """One that began anew each time would never get past its first page."""
    mine = {"ts": "1.2", "metadata": {"event_payload": {"id": "mine"}}}
    wire.answers = slow_lane(
        ok(messages=[{"ts": "1.9"}], response_metadata={"next_cursor": "second"}),
        ok(messages=[{"ts": "1.8"}], response_metadata={"next_cursor": "third"}),
        ok(messages=[mine]),
    )
    for _ in range(2):
        with pytest.raises(TryLater) as caught:
            await slack.find("C1", "mine", 1_000.0, None)
        hands.now += caught.value.seconds
    found = await slack.find("C1", "mine", 1_000.0, None)
    assert found is not None
    assert found.ts == "1.2"
    asked = [arguments.get("cursor") for _, arguments in wire.calls]
    assert asked == [None, "second", "second", "third", "third"]
    assert {arguments["limit"] for _, arguments in wire.calls} == {"15"}


async def test_each_search_keeps_its_own_place(slack: Slack, wire: Wire, hands: Hands) -> None:
    first = ok(messages=[], response_metadata={"next_cursor": "second"})
    wire.answers = slow_lane(first)
    with pytest.raises(TryLater):
        await slack.find("C1", "mine", 1_000.0, None)
    hands.now += 60
    wire.answers = [ok(messages=[]), ok(messages=[]), ok(messages=[])]
    assert await slack.find("C1", "another", 1_000.0, None) is None
    assert await slack.find("C1", "mine", 2_000.0, None) is None, "posted anew, it is looked for anew"
    assert await slack.find("C1", "mine", 1_000.0, None) is None
    assert [arguments.get("cursor") for _, arguments in wire.calls][2:] == [None, None, "second"]


async def test_a_place_that_slack_no_longer_knows_is_forgotten(
    slack: Slack, wire: Wire, hands: Hands
) -> None:
    wire.answers = slow_lane(ok(messages=[], response_metadata={"next_cursor": "second"}))
    with pytest.raises(TryLater):
        await slack.find("C1", "mine", 1_000.0, None)
    hands.now += 60
    wire.answers = [error("invalid_cursor"), ok(messages=[])]
    with pytest.raises(Refused):
        await slack.find("C1", "mine", 1_000.0, None)
    assert await slack.find("C1", "mine", 1_000.0, None) is None
    assert "cursor" not in wire.calls[-1][1]


async def test_ten_calls_share_connections(slack: Slack, wire: Wire) -> None:
    await asyncio.gather(*(post(slack, f"C{number}") for number in range(10)))
    assert len(wire.calls) == 10


# --- against the sandbox


@pytest.fixture
async def riverside() -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=AppManifest.read(manifest.path())) as sandbox:
        yield sandbox


@pytest.fixture
async def door(riverside: Sandbox) -> AsyncIterator[Slack]:
    connected = Slack.connect(riverside.bot_token, riverside.api_url, SlackClock())
    yield connected
    await connected.close()


async def test_slack_says_who_we_are_and_what_we_may_do(door: Slack, riverside: Sandbox) -> None:
    identity = await door.identity()
    assert (identity.team_name, identity.team_id, identity.enterprise_id) == (
        "Riverside Council",
        "T0RIVERSIDE",
        "",
    )
    assert identity.user_id
    assert identity.bot_id
    assert "chat:write" in identity.scopes
    assert identity.url == riverside.url


DELIVERIES: dict[str, Callable[[Slack], Awaitable[object]]] = {
    "post": lambda slack: slack.post(HOUSING, CARD, token="t"),
    "say": lambda slack: slack.say(HOUSING, CARD),
    "whisper": lambda slack: slack.whisper(HOUSING, AMINA, CARD),
    "home": lambda slack: slack.publish_home(AMINA, {"type": "home", "blocks": CARD.blocks}),
}


@pytest.mark.parametrize("deliver", DELIVERIES.values(), ids=DELIVERIES.keys())
async def test_what_is_sent_is_taken(
    deliver: Callable[[Slack], Awaitable[object]], door: Slack, riverside: Sandbox
) -> None:
    await deliver(door)
    assert not riverside.log.errors


async def test_a_post_can_be_changed_ticked_found_and_deleted(door: Slack, riverside: Sandbox) -> None:
    posted = await door.post(HOUSING, CARD, token="mine")
    reply = await door.post(HOUSING, CARD, token="reply", thread_ts=posted.ts)
    assert reply.thread_ts == posted.ts
    await door.update(HOUSING, posted.ts, CARD)
    await door.tick(HOUSING, posted.ts)
    await door.tick(HOUSING, posted.ts)
    found = await door.find(HOUSING, "reply", float(posted.ts), posted.ts)
    assert found is not None
    assert found.ts == reply.ts
    await door.delete(HOUSING, reply.ts)
    with pytest.raises(MessageGone):
        await door.update(HOUSING, reply.ts, CARD)


async def test_a_response_url_that_is_not_there_is_said_not_to_work(door: Slack, riverside: Sandbox) -> None:
    assert not await door.respond(f"{riverside.url}hooks/actions/nothing", text="Hello.")
    assert not await door.respond("http://127.0.0.1:9/", text="Hello.")
