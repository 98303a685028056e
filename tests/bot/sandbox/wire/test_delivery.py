"""How what happens reaches the app: acknowledgements, retries, several sockets, signed HTTP."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocketDisconnect

from bot.sandbox import CommandFailed, ManualClock, NotAcknowledged, Sandbox
from bot.sandbox.world import APP_ID
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.bot.sandbox.ear import Ear
from tests.bot.sandbox.kit import MANIFEST, Bot, Json, actions, button


async def test_a_socket_is_greeted(slack: Sandbox, session: aiohttp.ClientSession) -> None:
    ear = Ear(slack)
    await ear.connect(session)
    assert (ear.frames[0]["type"], ear.frames[0]["num_connections"]) == ("hello", 1)
    assert ear.frames[0]["connection_info"]["app_id"] == APP_ID
    await ear.close()


async def test_a_ticket_is_good_once(slack: Sandbox, session: aiohttp.ClientSession) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    opened = await client.apps_connections_open(app_token=slack.app_token)
    async with session.ws_connect(opened["url"]):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])


async def test_an_unacknowledged_event_is_sent_again_at_once_then_after_one_and_five_minutes(
    session: aiohttp.ClientSession,
) -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        ear = Ear(slack)
        ear.acknowledges = False
        await ear.connect(session)
        slack.person(TOM).types.post(HOUSING, "hello")
        await ear.hears(1)
        await clock.advance(3)
        await ear.hears(2)
        await clock.advance(3 + 59)
        assert len(ear.events) == 2
        await clock.advance(1)
        await ear.hears(3)
        await clock.advance(3 + 300)
        await ear.hears(4)
        await clock.advance(3)
        await slack.settled()
        assert [(frame["retry_attempt"], frame["retry_reason"]) for frame in ear.events] == [
            (0, ""),
            (1, "timeout"),
            (2, "timeout"),
            (3, "timeout"),
        ]
        assert len({frame["payload"]["event_id"] for frame in ear.events}) == 1
        assert len({frame["envelope_id"] for frame in ear.events}) == 4
        assert "was never acknowledged (timeout)" in slack.log.errors[-1]
        await ear.close()


async def test_an_event_waits_for_an_app_that_comes_back(session: aiohttp.ClientSession) -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        slack.person(TOM).types.post(HOUSING, "is anybody there?")
        await clock.advance(1)
        ear = Ear(slack)
        await ear.connect(session)
        assert ear.events == []
        await clock.advance(60)
        await ear.hears(1)
        await slack.settled()
        assert ear.events[0]["retry_reason"] == "no_connection"
        await ear.close()


async def test_each_envelope_goes_to_one_socket_in_turn(
    slack: Sandbox, session: aiohttp.ClientSession
) -> None:
    ears = [Ear(slack) for _ in range(3)]
    for ear in ears:
        await ear.connect(session)
    for n in range(6):
        slack.person(TOM).types.post(HOUSING, f"{n}")
    await slack.settled()
    assert [len(ear.events) for ear in ears] == [2, 2, 2]
    for ear in ears:
        await ear.close()


async def test_an_eleventh_socket_is_sent_away(slack: Sandbox, session: aiohttp.ClientSession) -> None:
    ears = [Ear(slack) for _ in range(11)]
    for ear in ears:
        await ear.connect(session)
    assert ears[-1].frames[0] == {
        "type": "disconnect",
        "reason": "too_many_websockets",
        "debug_info": ears[0].frames[0]["debug_info"],
    }
    for ear in ears:
        await ear.close()


async def test_an_app_that_is_asked_to_refresh_opens_a_new_socket(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    [before] = slack.sockets.connections
    await slack.sockets.warn("refresh_requested")
    await slack.until(lambda: slack.sockets.connected)
    assert before not in [connection for connection in slack.sockets.connections if not connection.retiring]
    slack.person(TOM).types.post(HOUSING, "still there?")
    await slack.settled()
    assert len(bot.events("message")) == 1


async def test_a_socket_that_breaks_has_its_events_sent_again(
    slack: Sandbox, session: aiohttp.ClientSession
) -> None:
    deaf, ear = Ear(slack), Ear(slack)
    deaf.acknowledges = False
    await deaf.connect(session)
    await ear.connect(session)
    slack.person(TOM).types.post(HOUSING, "hello")
    await deaf.hears(1)
    await deaf.close()
    await slack.settled()
    assert [frame["retry_reason"] for frame in ear.events] == ["connection_closed"]
    await ear.close()


async def test_a_command_that_takes_too_long_fails_with_slacks_words(session: aiohttp.ClientSession) -> None:
    async with Sandbox(manifest=MANIFEST, ack_seconds=0.05) as slack:
        ear = Ear(slack)
        ear.acknowledges = False
        await ear.connect(session)
        with pytest.raises(CommandFailed, match="/balance failed with the error “operation_timeout”"):
            await slack.person(TOM).types.command(HOUSING, "/balance")
        await ear.close()


async def test_an_unanswered_click_leaves_a_warning_until_the_next(
    client: AsyncWebClient, bot: Bot, slack: Sandbox
) -> None:
    tom = slack.person(TOM)
    ts = (await client.chat_postMessage(channel=HOUSING, text="card", blocks=[actions(button("Go"))]))["ts"]
    with pytest.raises(NotAcknowledged):
        await tom.clicks.button(HOUSING, ts, label="Go")
    assert tom.sees.message(HOUSING, ts).warnings[TOM] == "Balance did not answer in time. Please try again."
    await bot.connect()
    await tom.clicks.button(HOUSING, ts, label="Go")
    assert tom.sees.message(HOUSING, ts).warnings == {}


@contextlib.asynccontextmanager
async def served(app: Starlette, port: int) -> AsyncIterator[None]:
    """An app of the test's own, listening."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off", ws="none"))
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        await serving


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def test_an_app_over_http_checks_the_signature_and_answers() -> None:
    port = free_port()
    async with Sandbox(manifest=MANIFEST, deliver_http_to=f"http://127.0.0.1:{port}/slack/events") as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bolt = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)
        heard: list[str] = []

        async def on_message(event: Json) -> None:
            heard.append(event["text"])

        async def on_command(ack: Any, body: Json) -> None:
            await ack(f"You said {body['text']}")

        async def on_click(ack: Any, body: Json) -> None:
            heard.append(body["actions"][0]["action_id"])
            await ack()

        bolt.event("message")(on_message)
        bolt.command("/balance")(on_command)
        bolt.action("go")(on_click)
        handler = AsyncSlackRequestHandler(bolt)
        async with served(Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])]), port):
            tom = slack.person(TOM)
            tom.types.post(HOUSING, "hello")
            await slack.settled()
            await tom.types.command(HOUSING, "/balance", "Falls & fires")
            answer = await client.chat_postMessage(
                channel=HOUSING, text="card", blocks=[actions(button("Go"))]
            )
            await tom.clicks.button(HOUSING, answer["ts"], label="Go")
            await slack.settled()
        assert heard == ["hello", "go"]
        assert tom.sees.ephemerals(HOUSING)[0].text == "You said Falls &amp; fires"


async def test_an_event_that_http_refuses_comes_again_with_the_reason() -> None:
    port = free_port()
    tries: list[tuple[str | None, str | None]] = []

    async def refuse_twice(request: Request) -> Response:
        tries.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        return Response(status_code=200 if len(tries) == 3 else 500)

    app = Starlette(routes=[Route("/", refuse_twice, methods=["POST"])])
    async with (
        Sandbox(
            manifest=MANIFEST, deliver_http_to=f"http://127.0.0.1:{port}/", retry_delays=(0, 0, 0)
        ) as slack,
        served(app, port),
    ):
        slack.person(TOM).types.post(HOUSING, "hello")
        await slack.settled()
    assert tries == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_a_warning_to_an_app_that_is_just_going_reaches_the_others(
    slack: Sandbox, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, ear = Ear(slack), Ear(slack)
    await going.connect(session)
    await ear.connect(session)

    async def is_gone(_message: object) -> None:
        raise WebSocketDisconnect

    monkeypatch.setattr(slack.sockets.connections[0].socket, "send_json", is_gone)
    await slack.sockets.warn()
    async with asyncio.timeout(20):
        while not any(frame["type"] == "disconnect" for frame in ear.frames):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    for one in (going, ear):
        await one.close()
