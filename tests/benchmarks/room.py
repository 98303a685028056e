"""A bot, a stand-in for Slack, and the people before it, put together for one bench."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.benchmarks.process import BotProcess, Costs
from tests.benchmarks.slack_side import SlackSide
from tests.benchmarks.stub import Stub
from tests.benchmarks.ways import OverHttp


@dataclass(frozen=True, slots=True)
class Room:
    stub: Stub
    side: SlackSide
    bot: Costs
    speed: float


@contextlib.asynccontextmanager
async def room(
    database: Path,
    *,
    latency: float = 0.150,
    speed: float = 1.0,
    limits: bool = False,
    echo: bool = False,
    command: tuple[str, ...] = (),
) -> AsyncIterator[Room]:
    """`limits`: Slack's tiers are enforced. Where they are not, the bot's own pace is lifted too: then it
    is seen what the process can carry, not what Slack lets one workspace have.

    `echo`: the bot hears of each of its own messages, as on Slack. Raises Wrong at the end if something
    was posted twice, or called that should not be.
    """
    paced = "1" if limits else "0"
    command = command or ("tests.benchmarks.faster", str(speed), paced, "serve")
    stub = Stub(latency, speed=speed, limits=limits)
    await stub.start()
    bot = BotProcess(stub.url, f"sqlite:///{database}", *command)
    # No limit: a click that waits in here for a connection would look like a slow bot.
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        try:
            await bot.start()
            side = SlackSide(OverHttp(http, bot.url, stub.moment), stub)
            stub.echo = side.event if echo else None
            yield Room(stub, side, bot, speed)
            stub.check()
        finally:
            await bot.stop()
            await stub.stop()
