"""For whoever watches over the process: does it run, can it do its work, and how does it do?"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from sqlalchemy import text
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

log = logging.getLogger(__name__)


class Health:
    """Answers in words that tell nothing of what is in the store."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database = database
        self._connection = connection

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
        try:
            await self._database.read(lambda transaction: transaction.execute(text("SELECT 1")))
        except StorageError:
            return JSONResponse({"status": "the database cannot be used"}, status_code=503)
        return JSONResponse({"status": "ok"})

    async def counts(self, _request: Request) -> Response:
        waiting: dict[str, int] = {}
        # A database that is away is told of by /readyz; what was counted is there all the same.
        with contextlib.suppress(StorageError):
            found = await self._database.read_beside(lambda t: drawing(t, datetime.now(UTC)))
            waiting = {"in_order": found.waiting, "in_trouble": found.held_up}
        content = metrics.page(self._database.commits, logs.lines, waiting)
        return Response(content, media_type=metrics.CONTENT_TYPE)


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
