"""Running the bot over HTTP, for those who have a public address and a proxy with TLS in front of it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot.app import Running, create_app
from bot.config import Settings
from bot.transports.ending import Ending
from bot.transports.health import Health, at_own_address
from bot.transports.server import Server, listener
from bot.transports.slack_requests import SlackRequests
from bot.transports.socket_mode import stop_on_signals

log = logging.getLogger(__name__)

PATH = "/slack/events"


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
    if settings.signing_secret_is_strange:
        log.warning("SLACK_SIGNING_SECRET looks unlike Slack's: 32 characters, of 0 to 9 and a to f")
    shared = settings.health == (host, port)
    with listener(host, port, "--host, --port") as listening:
        async with create_app(settings, clock=clock) as running, contextlib.AsyncExitStack() as meanwhile:
            stop = stop or stop_on_signals()  # before, there is nothing to finish
            ready = ready or asyncio.Event()
            connection = partial(_connection, ready)
            health = Health(running.database, connection)
            if settings.health and not shared:
                await meanwhile.enter_async_context(at_own_address(*settings.health, health))
            told = health.routes(with_metrics=shared)
            server = Server.of(_web(running, settings.signing_secret.get_secret_value(), told), ready)
            log.info("Listening on %s port %s, path %s", host, listening.getsockname()[1], PATH)
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            running.presence.start("HTTP", connection)
            running.listening.start(connection)
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


def _web(running: Running, signing_secret: str, told: list[Route]) -> Starlette:
    """`told`: what is asked of its health at the same address."""
    events = SlackRequests(running.app, signing_secret, running.clock, running.asked_time)
    return Starlette(
        routes=[Route(PATH, events.take, methods=["POST"]), *told], middleware=[Middleware(Ending)]
    )
