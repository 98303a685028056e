"""Running the bot: over Socket Mode until told to stop."""

import asyncio
import logging
import signal

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.app import create_app
from bot.config import Settings

log = logging.getLogger(__name__)


async def run(
    settings: Settings, stop: asyncio.Event | None = None, ready: asyncio.Event | None = None
) -> None:
    """Connect and serve until `stop` is set, or SIGTERM or SIGINT comes."""
    stop = stop or stop_on_signals()
    async with create_app(settings) as running:
        # The handler must be made inside the running loop: it starts tasks at once.
        handler = AsyncSocketModeHandler(running.app, settings.app_token.get_secret_value())
        log.info("Connecting to %s as %s", settings.api_url, running.balance.identity.team_name)
        connecting = asyncio.create_task(handler.connect_async())
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
            await handler.close_async()


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
