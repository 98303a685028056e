"""What works round Bolt: quiet where Bolt is not, and silent about what people answer."""

import io
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.listeners import bolt_guard
from bot.slack.client import Identity
from tests.logging_to import logging_to

IDENTITY = Identity("", "T0HERE", "Here", "U0BALANCE", "B0", "https://x.example/", frozenset())
SECRET = "because of the Carter family"


@pytest.fixture(params=["DEBUG", "INFO"])
def logged(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged at this level by a process that was given its token by the environment."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    with logging_to(request.param, io.StringIO()) as written:
        yield written


@pytest.fixture
async def app(logged: io.StringIO) -> AsyncIterator[AsyncApp]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", session=session)
        yield bolt_guard.new_app(IDENTITY, client, token="xoxb-1", signing_secret="")


def event(**of: object) -> AsyncBoltRequest:
    body = {"type": "event_callback", "team_id": "T0HERE", "event": {"user": "U0TOM", **of}}
    return AsyncBoltRequest(body=body, mode="socket_mode")


async def test_a_token_in_the_environment_is_no_reason_to_warn(app: AsyncApp, logged: io.StringIO) -> None:
    assert "slack_bolt" not in logged.getvalue()


async def test_what_people_type_is_not_logged_at_any_level(app: AsyncApp, logged: io.StringIO) -> None:
    """Nobody listens here: Bolt would warn, with the whole payload."""
    answer = await app.async_dispatch(event(type="message", text=SECRET))
    assert answer.status == 404
    assert SECRET not in logged.getvalue()


async def test_an_event_that_nobody_listens_for_is_acknowledged(app: AsyncApp) -> None:
    bolt_guard.take_every_event(app)
    answer = await app.async_dispatch(event(type="team_renamed"))
    assert answer.status == 200


async def test_news_of_our_own_messages_comes_through(app: AsyncApp) -> None:
    heard: list[object] = []

    async def listen(event: dict[str, object]) -> None:
        heard.append(event["type"])

    app.event("message")(listen)
    await app.async_dispatch(event(type="message", user="U0BALANCE"))
    assert heard == ["message"]


@pytest.mark.parametrize("user", [True, 7])
def test_what_bolt_cannot_read_is_no_request(user: object, caplog: pytest.LogCaptureFixture) -> None:
    assert bolt_guard.request_of({"type": "block_actions", "user": user}, None) is None
    assert "Refused: " in caplog.text


def nested(depth: int) -> list[object]:
    inner: list[object] = []
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize("part", ["half a character: \ud83d", nested(100_000)], ids=["half", "nested"])
def test_what_could_be_neither_stored_nor_sent_on_is_no_request(
    part: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert bolt_guard.request_of({"type": "event_callback", "event": {"text": part}}, None) is None
    assert "Refused: " in caplog.text
    assert "half" not in caplog.text
