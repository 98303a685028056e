"""Running the bot: over Socket Mode until told to stop."""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable

from bot.app import STOP_SECONDS, create_app
from bot.config import ConfigError, Settings
from bot.listeners.bolt_guard import SocketMode
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.errors import NoEntry, SlackProblem
from bot.slack.way_out import WayOut
from bot.transports.health import Health, at_own_address

log = logging.getLogger(__name__)


async def run(
    settings: Settings,
    stop: asyncio.Event | None = None,
    ready: asyncio.Event | None = None,
    clock: Callable[[], float] = time.time,
    steady: Callable[[], float] = time.monotonic,
) -> None:
    """Connect and serve until `stop` is set, or SIGTERM or SIGINT comes."""
    async with create_app(settings, clock, steady) as running, contextlib.AsyncExitStack() as meanwhile:
        stop = stop or stop_on_signals()  # before, there is nothing to finish, and a signal just ends it
        await _check_app_token(settings, running.clock)
        token, way = settings.app_token.get_secret_value(), running.balance.slack.calls.way
        socket = SocketMode(running.app, token, running.asked_time.known, way)
        meanwhile.push_async_callback(socket.close_async)
        running.presence.start("Socket Mode", socket.session)
        if settings.health:
            await meanwhile.enter_async_context(
                at_own_address(*settings.health, Health(running.database, socket.session))
            )
        renewing = running.balance.tasks.spawn_lasting(socket.renew_dead_address, "a new address")
        log.info("Connecting to %s as %s", settings.api_url, running.balance.identity.team_name)
        connecting = asyncio.create_task(socket.connect_async())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                await connecting
                log.info("Connected")
                running.listening.start(socket.session)
                if ready:
                    ready.set()
            await stopping
        finally:
            log.info("Stopping: finishing what is under way")
            for task in (connecting, stopping, renewing):
                task.cancel()
            await socket.drain(STOP_SECONDS)


async def _check_app_token(settings: Settings, clock: SlackClock) -> None:
    """The Socket Mode client would try a refused token again for ever. Raises ConfigError."""
    slack = Slack.connect(
        settings.app_token.get_secret_value(), settings.api_url, clock, way=WayOut.of(settings)
    )
    try:
        await slack.open_connection()
    except NoEntry as problem:
        raise ConfigError("SLACK_APP_TOKEN", f"Slack refuses it ({problem.code}).") from None
    except SlackProblem as problem:
        log.warning("Slack gives no connection yet: %s", problem)
    finally:
        await slack.close()


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
