"""The bot over HTTP: the same conversation as over Socket Mode, delivered with Slack's signature."""

import asyncio
import contextlib
import json
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import ConfigError, Settings
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.world.riverside import AMINA, HOUSING
from bot.transports import connections, crowd
from bot.transports.http import serve
from bot.transports.slack_requests import parsed
from storage.database import Database
from tests.bot.transports.conftest import Server, refusals
from tests.ports import HOST

Spoil = Callable[[Server], dict[str, str]]
EVENT = json.dumps({"type": "event_callback", "team_id": "T0", "event": {"type": "message"}}).encode()


@pytest.mark.parametrize("skew", [0.0, -600.0, 600.0])
async def test_an_assessment_is_started_and_answered_over_http(server: Server) -> None:
    amina = server.slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", "Falls data")
    await server.slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Title": "Falls data for the council"}) is None
    await server.slack.until(lambda: amina.sees.messages(HOUSING))
    headline = amina.sees.messages(HOUSING)[-1]
    await server.slack.until(lambda: len(amina.sees.thread(HOUSING, headline.ts)) == 2)
    card = amina.sees.thread(HOUSING, headline.ts)[-1]

    await amina.clicks.button(HOUSING, card.ts, label="4")
    await server.slack.until(lambda: "Question 2 of 18" in amina.sees.thread(HOUSING, headline.ts)[-1].text)

    amina.types.post(HOUSING, "3 because we asked", thread_ts=headline.ts)
    await server.slack.until(lambda: "Question 3 of 18" in amina.sees.thread(HOUSING, headline.ts)[-1].text)
    await server.slack.settled()
    assert not server.slack.log.errors


async def test_what_is_wrong_in_a_form_is_said_at_its_field(server: Server) -> None:
    amina = server.slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", "")
    await server.slack.until(lambda: amina.modal.views)
    errors = await amina.modal.submit({"Title": "ab"})
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
            lambda server: server.signed(EVENT) | {"X-Slack-Request-Timestamp": "1" * 400},
            id="a timestamp beyond all numbers",
        ),
        pytest.param(
            lambda server: server.signed(EVENT) | {"X-Slack-Signature": "v0="}, id="half a signature"
        ),
        pytest.param(
            lambda server: server.signed(EVENT) | {"X-Slack-Signature": "v0=é"},
            id="a signature that is not ASCII",
        ),
    ],
)
async def test_a_request_that_slack_did_not_sign_is_refused_and_logged(
    spoil: Spoil, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    status, _ = await server.send(EVENT, spoil(server))
    assert status == 401
    assert refusals(caplog) == [
        "Refused: a request from 127.0.0.1 whose signature is missing, wrong or too old"
    ]


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


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"payload=",
        b"payload=[1]",
        b"payload=%7B",
        b"payload=%FF%FE",
        pytest.param(b'{"a":' + b"[" * 100_000, id="lists in lists, not closed"),
        pytest.param(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", id="lists in lists"),
        pytest.param(b'{"event_ts":' + b"1" * 5_000 + b"}", id="a number beyond all numbers"),
    ],
)
async def test_what_is_signed_but_cannot_be_read_is_refused_and_logged(
    body: bytes, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    status, _ = await server.send(body, server.signed(body))
    assert status == 400
    assert refusals(caplog) == ["Refused: a signed request that is neither JSON nor a form"]


def typed(server: Server, words: str, ts: str) -> bytes:
    """What Slack would send when Amina had typed this."""
    event = {"type": "app_mention", "user": AMINA, "channel": HOUSING, "ts": ts, "text": words}
    return json.dumps({"type": "event_callback", "event_id": "Ev1", "event": event}).encode()


async def test_half_a_character_is_refused_and_logged(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    body = typed(server, "<@U0BALANCE01> start \ud83d", f"{time.time():.6f}")
    assert (await server.send(body, server.signed(body)))[0] == 400
    assert len(refusals(caplog)) == 1


@pytest.mark.parametrize("depth", [100, 400, 700, 900, 950, 980])
async def test_no_depth_of_lists_in_lists_fails(
    depth: int, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.loads(typed(server, "hello", f"{time.time():.6f}"))
    nested = json.dumps(body)[:-1].encode() + b', "blocks": ' + b"[" * depth + b"]" * depth + b"}"
    status, _ = await server.send(nested, server.signed(nested))
    assert status in (200, 400)
    assert len(refusals(caplog)) == (status == 400)


@pytest.mark.parametrize("ts", ["1" * 5_000, "1" * 5_000 + ".1", "9" * 20, "1" * 19 + ".1", "٣.٣"])
async def test_a_timestamp_beyond_all_clocks_is_nobodys_and_the_end_is_still_a_good_one(
    ts: str, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    body = typed(server, "hello", ts)
    assert (await server.send(body, server.signed(body)))[0] == 200
    await server.end()
    assert not refusals(caplog)


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
        for path in ("/slack/events/", "/readyz/"):
            async with session.post(f"{server.url}{path}", allow_redirects=False) as answer:
                assert answer.status == 404


async def test_after_it_has_stopped_a_click_is_not_acknowledged_and_nothing_hangs(server: Server) -> None:
    amina = server.slack.person(AMINA)
    amina.home.open()
    home = await server.slack.until(lambda: amina.home.view)
    assert home
    await server.end()
    with pytest.raises(NotAcknowledged):
        await amina.home.click(label="Start an assessment")


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


class Line:
    """A connection on which anything can be said."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    @contextlib.asynccontextmanager
    async def to(cls, server: Server) -> AsyncIterator["Line"]:
        line = cls(*await asyncio.open_connection(HOST, server.port))
        try:
            yield line
        finally:
            await line.hang_up()

    async def say(self, *words: bytes) -> None:
        """As much of it as is listened to."""
        with contextlib.suppress(ConnectionError):
            for some in words:
                self._writer.write(some)
                await self._writer.drain()

    async def answer(self) -> int:
        """The status of one, read as a whole."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        if length := re.search(rb"(?i)content-length: *(\d+)", head):
            await self._reader.readexactly(int(length[1]))
        return int(head.split()[1])

    async def ends(self) -> None:
        """Wait until the other side has closed it."""
        with contextlib.suppress(ConnectionError):
            while await self._reader.read(1_000):
                pass

    async def hang_up(self) -> None:
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


def head(headers: dict[str, str], **more: str) -> bytes:
    """The head of a request with these, and with more, in whose names a line stands for a dash."""
    named = {"Host": HOST} | headers | {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode()


HALF_A_HEAD = b"POST /slack/events HTTP/1.1\r\nHost: "
HUGE = "600000000"


async def test_nothing_of_a_body_is_awaited_without_a_signature(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with Line.to(server) as line:
        await line.say(head({}, Content_Length=HUGE))
        assert await line.answer() == 401
    assert len(refusals(caplog)) == 1


@pytest.mark.parametrize("length", [HUGE, "9" * 19, "0" * 4_301])
async def test_nothing_of_a_body_is_awaited_that_is_too_large(
    length: str, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Of what has more digits than Python makes a number of, the number is not asked for."""
    async with Line.to(server) as line:
        await line.say(head(server.signed(b""), Content_Length=length))
        assert await line.answer() == 413
    assert refusals(caplog) == ["Refused: a request from 127.0.0.1 that is too large"]


async def test_a_body_that_becomes_too_large_is_read_no_further(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    async with Line.to(server) as line:
        await line.say(head(server.signed(b""), Transfer_Encoding="chunked"))
        await line.say(*[chunk] * (connections.WIRE_BYTES // len(chunk) + 200))
        await line.ends()
    assert refusals(caplog) == ["Refused: a request from 127.0.0.1 that is too large"]


@pytest.mark.parametrize(
    "pieces", [b"1\r\nx\r\n" * 500, b"0\r\n" + b"A: b\r\n" * 500], ids=["chunks", "trailers"]
)
async def test_a_body_that_comes_in_too_many_parts_is_read_no_further(
    server: Server, caplog: pytest.LogCaptureFixture, pieces: bytes
) -> None:
    async with Line.to(server) as line:
        await line.say(head(server.signed(b""), Transfer_Encoding="chunked"))
        await line.say(pieces)
        assert await line.answer() == 400
        await line.ends()
    assert len(refusals(caplog)) == 1


@pytest.mark.parametrize("size", [1, 1_400, 65_536])
async def test_a_body_in_chunks_of_a_proxy_is_read(server: Server, size: int) -> None:
    length = 100 if size == 1 else 300_000
    body = json.dumps({"type": "url_verification", "challenge": "x" * length}).encode()
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    async with Line.to(server) as line:
        await line.say(head(server.signed(body), Transfer_Encoding="chunked"))
        await line.say(*[b"%x\r\n%s\r\n" % (len(part), part) for part in parts], b"0\r\n\r\n")
        assert await line.answer() == 200


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param(b"hello\r\n\r\n", 400, id="no HTTP"),
        pytest.param(HALF_A_HEAD + b"x" * 40_000, 431, id="half a head that is too large"),
        pytest.param(head({}, More="x" * 40_000), 431, id="a head that is too large"),
        pytest.param(head({f"More-{n}": "" for n in range(5_000)}), 431, id="a head of too many lines"),
        pytest.param(head({}).replace(b"/slack", b"/" + b"x" * 40_000), 431, id="a path that is too long"),
        pytest.param(b"\r\n" * 40_000, 431, id="empty lines"),
        pytest.param(head({}, Connection="Upgrade", Upgrade="websocket"), 400, id="another protocol"),
    ],
)
async def test_what_is_no_request_is_refused_and_logged(
    words: bytes, status: int, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with Line.to(server) as line:
        await line.say(words)
        assert await line.answer() == status
        await line.ends()
    assert len(refusals(caplog)) == 1


@pytest.mark.parametrize("path", [b"/slack/events", b"/nowhere"])
async def test_who_is_refused_does_not_keep_the_connection(path: bytes, server: Server) -> None:
    async with Line.to(server) as line:
        await line.say(head({}, Content_Length="2").replace(b"/slack/events", path))
        assert await line.answer() >= 400
        await line.say(b"{}")
        await line.ends()


async def test_where_a_proxy_says_that_something_comes_from_cannot_break_a_line(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with Line.to(server) as line:
        forwarded = b"X-Forwarded-For: \x9b2J\x85\xad evil\r\n\r\n"
        await line.say(head({}, Content_Length="0")[:-2] + forwarded)
        assert await line.answer() == 401
    (line_of_the_log,) = refusals(caplog)
    assert line_of_the_log.isascii()
    assert line_of_the_log.isprintable()


async def test_a_request_before_the_last_one_is_answered_ends_the_connection(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with Line.to(server) as line:
        await line.say(b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n" * 3_000)
        await line.ends()
    assert len(refusals(caplog)) == 1


@pytest.mark.parametrize("sent", ["nothing", "half a head", "half a body", "empty lines after an answer"])
async def test_a_request_that_does_not_come_as_a_whole_is_not_awaited_for_ever(
    sent: str, server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "WHOLE_SECONDS", 0.1)
    async with Line.to(server) as line:
        match sent:
            case "half a head":
                await line.say(HALF_A_HEAD)
            case "half a body":
                await line.say(head(server.signed(b"x" * 100), Content_Length="100"), b"x" * 50)
            case "empty lines after an answer":
                await line.say(head({}, Content_Length="0"))
                assert await line.answer() == 401
                await line.say(b"\r\n")
        await line.ends()
    assert len(refusals(caplog)) == (sent == "empty lines after an answer")


async def test_a_connection_of_slacks_is_kept_between_two_clicks(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc123"}).encode()
    monkeypatch.setattr(connections, "WHOLE_SECONDS", 0.1)
    async with Line.to(server) as line:
        for _ in range(2):
            await line.say(head(server.signed(body), Content_Length=str(len(body))), body)
            assert await line.answer() == 200
            await asyncio.sleep(0.3)  # longer than half a request is waited for
        await line.say(HALF_A_HEAD)
        await line.ends()


async def test_an_answer_that_takes_too_long_is_not_awaited_for_ever(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.1)
    over = asyncio.Event()

    async def hang(*_: object) -> None:
        await over.wait()

    monkeypatch.setattr(Database, "read", hang)
    async with Line.to(server) as line:
        await line.say(b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n")
        await line.ends()
    over.set()


async def test_who_hangs_up_in_the_middle_of_a_body_leaves_no_traceback(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with Line.to(server) as line:
        await line.say(head(server.signed(b"x" * 100), Content_Length="100"), b"x" * 50)
    body = json.dumps({"type": "url_verification", "challenge": "abc123"}).encode()
    assert (await server.send(body, server.signed(body)))[0] == 200
    await server.end()
    assert not refusals(caplog)


async def test_at_the_end_nothing_is_awaited_that_has_not_come_as_a_whole(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with Line.to(server) as line, Line.to(server) as other:
        await line.say(head(server.signed(b"x" * 100), Content_Length="100"), b"x" * 50)
        await other.say(HALF_A_HEAD)
        await server.end()
        await line.ends()
        await other.ends()
    assert not refusals(caplog)


async def somebody_starts(server: Server) -> None:
    amina = server.slack.person(AMINA)
    await amina.types.command(HOUSING, "/balance", "")
    await server.slack.until(lambda: amina.modal.views)
    await amina.modal.close()


@pytest.mark.parametrize(
    ("limit", "most", "words"),
    [
        pytest.param("CONNECTIONS", 20, HALF_A_HEAD, id="heads"),
        pytest.param("UNFINISHED_BYTES", 2_000_000, b"x" * 100_000, id="bodies"),
    ],
)
async def test_a_flood_of_half_sent_requests_keeps_nobody_out_and_is_logged_once(
    limit: str,
    most: int,
    words: bytes,
    server: Server,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crowd, limit, most)
    if limit == "UNFINISHED_BYTES":
        words = head(server.signed(words * 2), Content_Length=str(2 * len(words))) + words
    async with contextlib.AsyncExitStack() as open_lines:
        lines = [await open_lines.enter_async_context(Line.to(server)) for _ in range(60)]
        for line in lines:
            await line.say(words)
        await somebody_starts(server)
        for line in lines[:30]:
            await line.ends()
    assert len(refusals(caplog)) == 1
