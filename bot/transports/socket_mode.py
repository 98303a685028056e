"""Running the bot: over Socket Mode until told to stop."""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.app import STOP_SECONDS, create_app
from bot.config import ConfigError, Settings
from bot.listeners.bolt_guard import request_of
from bot.slack.client import Slack
from bot.slack.errors import NoEntry, SlackProblem

log = logging.getLogger(__name__)

WATCH_SECONDS = 5.0
AWAY_SECONDS = 15.0


async def run(
    settings: Settings,
    stop: asyncio.Event | None = None,
    ready: asyncio.Event | None = None,
    clock: Callable[[], float] = time.time,
) -> None:
    """Connect and serve until `stop` is set, or SIGTERM or SIGINT comes."""
    async with create_app(settings, clock=clock) as running:
        stop = stop or stop_on_signals()  # before, there is nothing to finish, and a signal just ends it
        await _check_app_token(settings)
        # The handler must be made inside the running loop: it starts tasks at once.
        handler = _Handler(running.app, settings.app_token.get_secret_value())
        watching = asyncio.create_task(handler.watch())
        log.info("Connecting to %s as %s", settings.api_url, running.balance.identity.team_name)
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                await connecting
                log.info("Connected")
                running.listening.start(handler.connection)
                if ready:
                    ready.set()
            await stopping
        finally:
            log.info("Stopping: finishing what is under way")
            for task in (connecting, stopping, watching):
                task.cancel()
            await handler.finish(STOP_SECONDS)
            await handler.close_async()  # type: ignore[no-untyped-call]


class _Handler(AsyncSocketModeHandler):
    """Knows what it is busy with, so that a stop does not cut off an acknowledgement."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token)
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy = 0

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        began = time.time()
        self._busy += 1
        self._idle.clear()
        try:
            request = request_of(req.payload, build_headers(req))
            answer = await self.app.async_dispatch(request) if request else BoltResponse(status=200)
            await send_async_response(client, req, answer, began)
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def connection(self) -> str | None:
        """The name of the socket that is open now."""
        return await self.client.session_id() if await self.client.is_connected() else None

    async def watch(self) -> None:
        """The client tries a socket's address again for ever, also one that has run out: after a while
        without a connection it is made to ask Slack for a new one."""
        away = 0.0
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            away = 0.0 if await self.client.is_connected() else away + WATCH_SECONDS
            if away >= AWAY_SECONDS:
                log.warning("No connection for %.0f s: asking Slack for a new address", away)
                self.client.wss_uri, away = None, 0.0

    async def finish(self, seconds: float) -> None:
        """Take nothing new, and acknowledge what was taken."""
        self.client.socket_mode_request_listeners.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)


async def _check_app_token(settings: Settings) -> None:
    """The Socket Mode client would try a refused token again for ever. Raises ConfigError."""
    slack = Slack.connect(settings.app_token.get_secret_value(), settings.api_url)
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
