"""The bot over HTTP: the same conversation as over Socket Mode, delivered with Slack's signature."""

import asyncio
import hashlib
import hmac
import json
import logging
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import ConfigError, Settings
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.riverside import AMINA, HOUSING
from bot.transports.http import parsed, serve
from tests.scenarios.conftest import ACK_SECONDS, TRIGGER_SECONDS

ROOT = Path(__file__).parents[3]
HOST = "127.0.0.1"


@dataclass
class Server:
    """The bot behind an address, and Slack that delivers to it."""

    slack: Sandbox
    settings: Settings
    port: int
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def start(self) -> None:
        ready = asyncio.Event()
        self.task = asyncio.create_task(serve(self.settings, HOST, self.port, self.stop, ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({waiting, self.task}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        waiting.cancel()
        if self.task.done():
            await self.task

    async def end(self) -> None:
        self.stop.set()
        if self.task:
            await self.task

    async def send(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/slack/events", data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    def signed(self, body: bytes, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers that Slack would send with this body."""
        timestamp = str(int(time.time() if at is None else at))
        key = (secret or self.slack.signing_secret).encode()
        digest = hmac.new(key, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest}",
        }


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    port = free_port()
    manifest = AppManifest.read(ROOT / "manifest.yml")
    address = f"http://{HOST}:{port}/slack/events"
    async with Sandbox(
        manifest=manifest,
        deliver_http_to=address,
        ack_seconds=ACK_SECONDS,
        trigger_seconds=TRIGGER_SECONDS,
    ) as slack:
        settings = Settings.model_validate(
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_SIGNING_SECRET": slack.signing_secret,
                "SLACK_API_URL": slack.api_url,
                "BALANCE_DATABASE_URL": f"sqlite:///{tmp_path / 'balance.db'}",
            }
        )
        running = Server(slack, settings, port)
        await running.start()
        yield running
        await running.end()


Spoil = Callable[[Server], dict[str, str]]
EVENT = json.dumps({"type": "event_callback", "team_id": "T0", "event": {"type": "message"}}).encode()


async def test_an_assessment_is_started_and_answered_over_http(server: Server) -> None:
    amina = server.slack.person(AMINA)
    await amina.command(HOUSING, "/balance", "Falls data")
    await server.slack.until(lambda: amina.views)
    assert await amina.submit({"Title": "Falls data for the council"}) is None
    await server.slack.until(lambda: amina.messages(HOUSING))
    headline = amina.messages(HOUSING)[-1]
    await server.slack.until(lambda: len(amina.thread(HOUSING, headline.ts)) == 2)
    card = amina.thread(HOUSING, headline.ts)[-1]

    await amina.click(HOUSING, card.ts, label="4")
    await server.slack.until(lambda: "Question 2 of 18" in amina.thread(HOUSING, headline.ts)[-1].text)

    amina.post(HOUSING, "3 because we asked", thread_ts=headline.ts)
    await server.slack.until(lambda: "Question 3 of 18" in amina.thread(HOUSING, headline.ts)[-1].text)
    await server.slack.settled()
    assert not server.slack.log.errors


async def test_what_is_wrong_in_a_form_is_said_at_its_field(server: Server) -> None:
    amina = server.slack.person(AMINA)
    await amina.command(HOUSING, "/balance", "")
    await server.slack.until(lambda: amina.views)
    errors = await amina.submit({"Title": "ab"})
    assert errors is not None
    assert "3 to 150 characters" in errors["title"]


async def test_slack_is_answered_when_it_verifies_the_address(server: Server) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc123"}).encode()
    status, answer = await server.send(body, server.signed(body))
    assert status == 200
    assert "abc123" in answer


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda server: server.signed(EVENT, secret="another secret"), id="another secret"),
        pytest.param(lambda server: server.signed(b"another body"), id="another body"),
        pytest.param(lambda server: server.signed(EVENT, at=time.time() - 301), id="an old timestamp"),
        pytest.param(lambda server: server.signed(EVENT, at=time.time() + 330), id="a timestamp to come"),
        pytest.param(lambda server: {}, id="no signature"),
        pytest.param(
            lambda server: server.signed(EVENT) | {"X-Slack-Request-Timestamp": "yesterday"},
            id="a timestamp that is no number",
        ),
        pytest.param(
            lambda server: server.signed(EVENT) | {"X-Slack-Signature": "v0="}, id="half a signature"
        ),
    ],
)
async def test_a_request_that_slack_did_not_sign_is_refused_and_logged(
    spoil: Spoil, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "bot.transports.http"):
        status, _ = await server.send(EVENT, spoil(server))
    assert status == 401
    assert "Refused: a request from 127.0.0.1 whose signature is missing, wrong or too old" in caplog.text


PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200) | st.just(EVENT),
    signature=PRINTABLE | st.text("0123456789abcdef", min_size=64, max_size=64).map("v0={}".format),
    age=st.integers(301, 10**9) | st.integers(-(10**9), -330) | st.just(0),
)
async def test_whatever_is_sent_without_slacks_signature_is_refused(
    body: bytes, signature: str, age: int, server: Server
) -> None:
    now = time.time()
    forged = server.signed(body, at=now) | {"X-Slack-Signature": signature}
    assert (await server.send(body, forged))[0] == 401
    if age:  # well signed, but long ago, or by a clock that is far ahead
        assert (await server.send(body, server.signed(body, at=now - age)))[0] == 401


async def test_a_body_that_is_no_text_is_refused(server: Server) -> None:
    body = b"\xff\xfe"
    assert (await server.send(body, server.signed(body)))[0] == 401


@pytest.mark.parametrize("body", [b"{", b"payload=", b"payload=[1]", b"payload=%7B", b"payload=%FF%FE"])
async def test_what_is_signed_but_cannot_be_read_is_refused_and_logged(
    body: bytes, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    status, _ = await server.send(body, server.signed(body))
    assert status == 400
    assert "Refused: a signed request that is neither JSON nor a form" in caplog.text
    assert "Traceback" not in caplog.text


WORDS = st.text() | st.text("+%&=;#?/ é💡\x00\n")


@given(values=st.dictionaries(WORDS, WORDS))
def test_a_form_is_read_as_the_standard_library_reads_it(values: dict[str, str]) -> None:
    """Python's own reading is what Bolt has at this place."""
    values.pop("payload", None)
    sent = urlencode(values)
    assert parsed(sent) == dict(parse_qsl(sent, keep_blank_values=True))
    assert parsed(urlencode({"payload": json.dumps(values)})) == values


async def test_it_says_that_it_is_well(server: Server) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{server.url}/health") as answer:
        assert answer.status == 200
        assert await answer.json() == {"status": "ok"}


async def test_it_answers_nothing_else(server: Server) -> None:
    async with aiohttp.ClientSession() as session:
        for path, expected in (("/", 404), ("/slack/events", 405)):
            async with session.get(f"{server.url}{path}") as answer:
                assert answer.status == expected


async def test_after_it_has_stopped_a_click_is_not_acknowledged_and_nothing_hangs(server: Server) -> None:
    amina = server.slack.person(AMINA)
    amina.home()
    home = await server.slack.until(lambda: amina.home_view)
    assert home
    await server.end()
    with pytest.raises(NotAcknowledged):
        await amina.click_home(label="Start an assessment")


async def test_sigterm_stops_it(server: Server) -> None:
    await server.end()
    stopped = Server(server.slack, server.settings, server.port)
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(stopped.settings, HOST, stopped.port, ready=ready))
    await asyncio.wait_for(ready.wait(), 30)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 30)


async def test_an_address_that_is_taken_is_said_and_nothing_is_started(
    server: Server, tmp_path: Path
) -> None:
    other = server.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'other.db'}"})
    with pytest.raises(ConfigError, match=f"cannot listen on {HOST} port {server.port}: Address already"):
        await serve(other, HOST, server.port, asyncio.Event())
    assert not (tmp_path / "other.db").exists()


async def test_it_does_not_start_without_a_signing_secret(server: Server) -> None:
    without = Settings.model_validate({"SLACK_BOT_TOKEN": "xoxb-1"})
    with pytest.raises(ConfigError, match="SLACK_SIGNING_SECRET"):
        await serve(without, HOST, 0, asyncio.Event())
