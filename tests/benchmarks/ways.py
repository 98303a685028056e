"""The ways on which Slack reaches an app: signed requests over HTTP, or one of its open sockets."""

import asyncio
import json
import random
import time
import zlib
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from bot.sandbox.errors import NotDelivered
from bot.sandbox.wire.log import Log
from bot.sandbox.wire.outbox import Attempt, Kind
from bot.sandbox.wire.serving import Server, loopback_listener
from bot.sandbox.wire.sockets import Connection, Sockets
from bot.sandbox.world import World
from bot.sandbox.world.clock import WallClock
from tests.benchmarks.figures import Wrong
from tests.benchmarks.stub import Json

SECRET = "bench-secret"
PATIENCE = 60.0
"""Slack waits 3 s for an acknowledgement. Here one that came late is a figure, not a failure."""


class NotTaken(Wrong):
    """A form came back with what is wrong in it."""


class Way(Protocol):
    async def send(self, kind: Kind, payload: Json) -> float:
        """The seconds until it was acknowledged. Raises Wrong, or NotDelivered, if it was not, and NotTaken
        if it was, but nothing came of it."""
        ...


class OverHttp:
    """To one bot. `now`: Slack's time."""

    def __init__(self, http: aiohttp.ClientSession, bot_url: str, now: Callable[[], float]) -> None:
        self._http = http
        self._url = f"{bot_url}/slack/events"
        self._now = now
        self._signer = SignatureVerifier(SECRET)

    async def send(self, kind: Kind, payload: Json) -> float:
        body, content_type = _in_http(kind, payload)
        moment = str(int(self._now()))
        signature = self._signer.generate_signature(timestamp=moment, body=body)
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": str(signature),
        }
        began = time.perf_counter()
        async with self._http.post(self._url, data=body, headers=headers) as response:
            text = await response.text()
            took = time.perf_counter() - began
        if response.status != 200:
            raise Wrong(f"not acknowledged: {response.status} {text}")
        if "errors" in text:
            raise NotTaken(text)
        return took


def _in_http(kind: Kind, payload: Json) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    match kind:
        case Kind.EVENT:
            return json.dumps(payload), "application/json"
        case Kind.COMMAND:
            return urlencode(payload), form
        case Kind.INTERACTIVE:
            return urlencode({"payload": json.dumps(payload)}), form


class OverSockets(Sockets):
    """To the bots that have connected, each payload to any one of them. By chance: if they took turns, as in
    the sandbox, one of two might get all clicks, and the other one the events that follow from them.
    https://github.com/slackapi/bolt-python/issues/448

    `by_thread`: what happens in one thread goes to one bot. Slack does not do that; it shows what it costs
    that Slack does not.
    """

    def __init__(self) -> None:
        super().__init__(World([], [], "Bench"), WallClock(), Log(), PATIENCE)
        self.by_thread = False
        self._thread = ""
        self._dice = random.Random(7)
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._url = ""

    async def start(self) -> None:
        listener = loopback_listener("127.0.0.1", 0)
        self._url = f"ws://127.0.0.1:{listener.getsockname()[1]}/link/"
        self._server = Server(Starlette(routes=[WebSocketRoute("/link/", self.serve)]))
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))

    async def stop(self) -> None:
        await self.drop()
        if self._server and self._serving:
            self._server.request_stop()
            await self._serving

    def opened(self, _body: Json) -> Json:
        """What apps.connections.open answers."""
        return {"url": f"{self._url}?ticket={self.new_ticket()}"}

    async def connected_to(self, bots: int) -> None:
        """Wait until so many connections are open."""
        await self._world.pulse.until(lambda: len(self.connections) == bots, PATIENCE)

    async def send(self, kind: Kind, payload: Json) -> float:
        began = time.perf_counter()
        self._thread = _thread_of(payload)
        answer = await self.deliver(kind, payload, Attempt())
        if "errors" in answer:
            raise NotTaken(str(answer["errors"]))
        return time.perf_counter() - began

    def _next_connection(self) -> Connection:
        if not self.connections:
            raise NotDelivered("no_connection")
        if self.by_thread and self._thread:
            always_alike = sorted(self.connections, key=id)
            return always_alike[zlib.crc32(self._thread.encode()) % len(always_alike)]
        return self._dice.choice(self.connections)


def _thread_of(payload: Json) -> str:
    where = payload.get("container") or payload.get("event") or {}
    message = where.get("message") or where
    return str(message.get("thread_ts", ""))
