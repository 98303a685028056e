"""Running the bot over HTTP, for those who have a public address and a proxy with TLS in front of it."""

import asyncio
import contextlib
import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import Clock, SignatureVerifier
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from yarl import URL

from bot.app import STOP_SECONDS, Running, create_app
from bot.config import ConfigError, Settings
from bot.listeners.bolt_guard import request_of
from bot.slack.clock import SlackClock
from bot.transports import connections
from bot.transports.socket_mode import stop_on_signals
from storage.database import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

PATH = "/slack/events"

_TIMESTAMP = re.compile(r"[0-9]{1,10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


async def serve(
    settings: Settings,
    host: str,
    port: int,
    stop: asyncio.Event | None = None,
    ready: asyncio.Event | None = None,
    clock: Callable[[], float] = time.time,
) -> None:
    """Listen until `stop` is set, or SIGTERM or SIGINT comes; requests under way are finished.

    Raises ConfigError without a signing secret, or if the address cannot be had.
    """
    settings.check_signing_secret()
    with _listener(host, port) as listener:
        async with create_app(settings, clock=clock) as running:
            stop = stop or stop_on_signals()  # before, there is nothing to finish
            ready = ready or asyncio.Event()
            server = _server(_web(running, settings.signing_secret.get_secret_value()), ready)
            log.info("Listening on %s port %s, path %s", host, listener.getsockname()[1], PATH)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            running.listening.start(partial(_connection, ready))
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
                log.info("Stopping: finishing what is under way")
            finally:
                stopping.cancel()
                server.should_exit = True
                await serving


async def _connection(ready: asyncio.Event) -> str:
    """Open from the start to the end of the process; what the proxy before it does is not known here."""
    await ready.wait()
    return PATH


def _server(web: Starlette, ready: asyncio.Event) -> "_Server":
    config = uvicorn.Config(
        web,
        http=connections.Connection,
        ws="none",
        backlog=connections.BACKLOG,
        log_config=None,
        log_level=logging.ERROR,  # what was wrong with a request is said here, with its sender
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=int(STOP_SECONDS),
    )
    return _Server(config, ready)


def _web(running: Running, signing_secret: str) -> Starlette:
    events, health = _Events(running.app, signing_secret, running.clock), _Health(running.database)
    return Starlette(
        routes=[Route(PATH, events.take, methods=["POST"]), Route("/health", health.tell, methods=["GET"])]
    )


class _SlackTime(Clock):
    """The age of a signature goes by the clock of whoever signed it."""

    def __init__(self, clock: SlackClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


class _Events:
    """What Slack sends. Its size and the look of its signature are checked before its body is read, and the
    signature with its age before anything in the body is."""

    def __init__(self, app: AsyncApp, signing_secret: str, clock: SlackClock) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, _SlackTime(clock))

    async def take(self, request: Request) -> Response:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            return _unsigned(request)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return _invalid(400)  # nobody reads it
        if body is None:
            return _refused(413, "a request from %s that is too large", _sender(request))
        if not self._is_signed(body, timestamp, signature):
            return _unsigned(request)
        try:
            content = parsed(body.decode())
        except (ValueError, RecursionError):
            return _refused(400, "a signed request that is neither JSON nor a form")
        checked = request_of(content, {**request.headers})
        if checked is None:
            return _invalid(400)
        answer = await self._app.async_dispatch(checked)
        return to_starlette_response(answer)

    def _is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            return False


async def _body(request: Request) -> bytes | None:
    """None if it is too large: no more is read than shows that. Raises ClientDisconnect."""
    if int(request.headers.get("content-length", 0)) > connections.BODY_BYTES:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > connections.BODY_BYTES:
            return None
    return bytes(body)


def parsed(body: str) -> dict[str, Any]:
    """Events are JSON; commands are a form; interactions are a form with JSON in it. Raises ValueError.

    yarl reads a form in C: a click's payload holds its whole card, and the standard library takes ten times
    as long for it. https://docs.slack.dev/interactivity/handling-user-interaction#payloads"""
    if not body.startswith("{"):
        form = URL.build(path="/", query_string=body, encoded=True).query
        if "payload" not in form:
            return dict(form)
        body = form["payload"]
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError("not an object")
    return content


class _Health:
    """For the one who watches over the process: can it do its work?"""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tell(self, _request: Request) -> Response:
        try:
            await self._database.read(lambda transaction: transaction.execute(text("SELECT 1")))
        except StorageError:
            return JSONResponse({"status": "the database cannot be used"}, status_code=503)
        return JSONResponse({"status": "ok"})


def _unsigned(request: Request) -> Response:
    words = "a request from %s whose signature is missing, wrong or too old"
    return _refused(401, words, _sender(request))


def _refused(status: int, words: str, *about: str) -> Response:
    log.warning(f"Refused: {words}", *about)
    return _invalid(status)


def _invalid(status: int) -> Response:
    return JSONResponse({"error": "invalid request"}, status)


def _sender(request: Request) -> str:
    """As the proxy says, which may pass on what it was told: no longer than an address can be."""
    return request.client.host[:45] if request.client else "unknown"


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to us, and says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: asyncio.Event) -> None:
        super().__init__(config)
        self.server_state = connections.Crowd()
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


def _listener(host: str, port: int) -> socket.socket:
    """Taken before anything else is begun: uvicorn ends the process when it cannot have an address."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((host, address[1]), family=family)
    except OSError as error:
        raise ConfigError(
            "--host, --port", f"cannot listen on {host} port {port}: {error.strerror}."
        ) from None
