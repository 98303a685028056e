"""For whoever watches over the process: does it run, can it do its work, and how does it do?"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Generic, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import log as logs
from bot import metrics
from bot.catch_up.heartbeat import Connection
from bot.transports.server import Server, listener
from storage.database import Database
from storage.errors import StorageError
from storage.processes import drawing
from storage.trying import check_use

log = logging.getLogger(__name__)

T = TypeVar("T")

KNOWN_SECONDS = 1.0
"""How long what the store said is told to others who ask."""


class _Shared(Generic[T]):
    """What is asked of the store once, for all who want to know it by then. Strangers may want to, over and
    over, and each question would take a place that somebody's click needs."""

    def __init__(self, ask: Callable[[], Awaitable[T]], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._asked: asyncio.Task[T] | None = None
        self._known_until = 0.0

    async def answer(self) -> T:
        if self._asked is None or (self._asked.done() and self._clock() >= self._known_until):
            self._asked = asyncio.create_task(self._anew())
        return await asyncio.shield(self._asked)  # the others still want it when one has gone

    async def _anew(self) -> T:
        try:
            return await self._ask()
        finally:
            self._known_until = self._clock() + KNOWN_SECONDS


class Health:
    """Answers in words that tell nothing of what is in the store."""

    def __init__(
        self, database: Database, connection: Connection, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._connection = connection
        self._can_be_used = _Shared(self._ask_whether_it_can_be_used, clock)
        self._waiting = _Shared(self._ask_what_waits, clock)

    def routes(self, *, with_metrics: bool) -> list[Route]:
        """/health is what /readyz was called before."""
        routes = [
            Route("/healthz", self.lives, methods=["GET"]),
            Route("/readyz", self.is_ready, methods=["GET"]),
            Route("/health", self.is_ready, methods=["GET"]),
        ]
        return [*routes, Route("/metrics", self.counts, methods=["GET"])] if with_metrics else routes

    async def lives(self, _request: Request) -> Response:
        """It answers, so its event loop turns."""
        return JSONResponse({"status": "ok"})

    async def is_ready(self, _request: Request) -> Response:
        if await self._connection() is None:
            return JSONResponse({"status": "not connected to Slack"}, status_code=503)
        if not await self._can_be_used.answer():
            return JSONResponse({"status": "the database cannot be used"}, status_code=503)
        return JSONResponse({"status": "ok"})

    async def counts(self, _request: Request) -> Response:
        content = metrics.page(self._database.commits, logs.lines, await self._waiting.answer())
        return Response(content, media_type=metrics.CONTENT_TYPE)

    async def _ask_whether_it_can_be_used(self) -> bool:
        try:
            await self._database.read(check_use)
        except StorageError:
            return False
        return self._database.takes_changes

    async def _ask_what_waits(self) -> dict[str, int]:
        """A database that is away is told of by /readyz; what was counted is there all the same."""
        try:
            found = await self._database.read_beside(lambda t: drawing(t, datetime.now(UTC)))
        except StorageError:
            return {}
        return {"in_order": found.waiting, "in_trouble": found.held_up}


@contextlib.asynccontextmanager
async def at_own_address(host: str, port: int, health: Health) -> AsyncIterator[None]:
    """Answer there meanwhile. Raises ConfigError if that address cannot be had."""
    with listener(host, port, "BALANCE_HEALTH_ADDRESS") as listening:
        server = Server.of(Starlette(routes=health.routes(with_metrics=True)), asyncio.Event())
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        log.info("Health is told on %s port %s", host, listening.getsockname()[1])
        try:
            yield
        finally:
            server.should_exit = True
            await serving
