"""Running the bot: over Socket Mode until told to stop."""

import asyncio
import contextlib
import logging
import signal

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.app import STOP_SECONDS, create_app
from bot.config import Settings

log = logging.getLogger(__name__)


async def run(
    settings: Settings, stop: asyncio.Event | None = None, ready: asyncio.Event | None = None
) -> None:
    """Connect and serve until `stop` is set, or SIGTERM or SIGINT comes."""
    async with create_app(settings) as running:
        stop = stop or stop_on_signals()  # before, there is nothing to finish, and a signal just ends it
        # The handler must be made inside the running loop: it starts tasks at once.
        handler = _Handler(running.app, settings.app_token.get_secret_value())
        log.info("Connecting to %s as %s", settings.api_url, running.balance.identity.team_name)
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                await connecting
                log.info("Connected")
                if ready:
                    ready.set()
            await stopping
        finally:
            log.info("Stopping: finishing what is under way")
            connecting.cancel()
            stopping.cancel()
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
        self._busy += 1
        self._idle.clear()
        try:
            await super().handle(client, req)  # type: ignore[arg-type]
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def finish(self, seconds: float) -> None:
        """Take nothing new, and acknowledge what was taken."""
        self.client.socket_mode_request_listeners.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
