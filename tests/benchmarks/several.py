"""Several bots of one workspace on one PostgreSQL, which share their app's sockets; and what they cost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import astuple, dataclass
from typing import TypeVar

import aiohttp
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text

from tests.benchmarks.process import BotProcess, cpu_seconds, own_cpu_seconds, private_mb, started_by
from tests.benchmarks.room import Room
from tests.benchmarks.slack_side import SlackSide
from tests.benchmarks.stub import Stub
from tests.benchmarks.ways import OverSockets
from tests.ports import free_port
from tests.postgres import Server

T = TypeVar("T")


class SeveralBots:
    """As one that costs what they do."""

    def __init__(self, api_url: str, database_url: str, number: int) -> None:
        self._health = [free_port() for _ in range(number)]
        self.each = [
            BotProcess(
                api_url,
                database_url,
                *("tests.benchmarks.faster", "1", "0", "run"),
                BALANCE_HEALTH_ADDRESS=f"127.0.0.1:{port}",
                SLACK_BOT_TOKEN=_token(bot),
            )
            for bot, port in enumerate(self._health)
        ]

    def by_token(self, token: str) -> BotProcess:
        """Slack gives all of them the same; here it tells who calls."""
        return next(bot for number, bot in enumerate(self.each) if token == _token(number))

    @property
    def cpu_seconds(self) -> float:
        return sum(bot.cpu_seconds for bot in self.each)

    @property
    def memory_mb(self) -> float:
        return sum(bot.memory_mb for bot in self.each)

    @property
    def private_mb(self) -> float:
        """Without what they have in common, such as libraries."""
        return sum(private_mb(bot.pid) for bot in self.each)

    async def commits(self) -> float:
        """How many transactions they have committed."""
        async with aiohttp.ClientSession() as http:
            pages = [await _page(http, port) for port in self._health]
        return sum(
            sample.value
            for page in pages
            for family in text_string_to_metric_families(page)
            for sample in family.samples
            if sample.name == "balance_commits_total"
        )


def _token(bot: int) -> str:
    return f"xoxb-bench-{bot}"


async def _page(http: aiohttp.ClientSession, port: int) -> str:
    async with http.get(f"http://127.0.0.1:{port}/metrics") as response:
        return await response.text()


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of the bots, of the database's processes, and of the bench; transactions; calls to Slack
    that count against a limit."""

    bots: float
    database: float
    bench: float
    commits: float
    calls: float

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(*(now - then for now, then in zip(astuple(self), astuple(before), strict=True)))

    def __truediv__(self, number: float) -> "Spent":
        return Spent(*(value / number for value in astuple(self)))

    def __str__(self) -> str:
        return (
            f"CPU {self.bots * 1e3:.2f} ms in bots, {self.database * 1e3:.2f} ms in the database; "
            f"{self.commits:.2f} transactions; {self.calls:.2f} calls that count"
        )


@dataclass(frozen=True, slots=True)
class SharedRoom(Room):
    bots: SeveralBots
    way: OverSockets
    server: Server

    async def spent(self) -> Spent:
        """Since they were started."""
        return Spent(
            self.bots.cpu_seconds,
            database_cpu_seconds(self.server),
            own_cpu_seconds(),
            await self.bots.commits(),
            self.stub.counted,
        )

    async def spent_on(self, work: Callable[[], Awaitable[T]]) -> tuple[T, Spent]:
        before = await self.spent()
        done = await work()
        return done, await self.spent() - before


@contextlib.asynccontextmanager
async def several(server: Server, database_url: str, number: int) -> AsyncIterator[SharedRoom]:
    """As `room`, with every message echoed to one of them. Their own pace is lifted, and Slack has no
    limits: it is seen what the processes can carry, not what Slack lets one workspace have."""
    stub, way = Stub(), OverSockets()
    await stub.start()
    await way.start()
    stub.also["apps.connections.open"] = way.opened
    bots = SeveralBots(stub.url, database_url, number)
    try:
        for bot in bots.each:
            await bot.spawn()
        await way.connected_to(number)
        side = SlackSide(way, stub)
        stub.echo = side.event
        yield SharedRoom(stub, side, bots, 1.0, bots, way, server)
        stub.check()
    finally:
        await asyncio.gather(*(bot.stop() for bot in bots.each))
        await stub.stop()
        await way.stop()


def database_cpu_seconds(server: Server) -> float:
    """Of all its processes, with those that have ended."""
    running = 0.0
    for pid in started_by(server.pid):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            running += cpu_seconds(pid)
    return cpu_seconds(server.pid, with_ended=True) + running


def connections(engine: Engine) -> Sequence[int]:
    """The server's processes that serve others than whoever asks, in this database."""
    query = text(
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with engine.connect() as connection:
        return connection.execute(query).scalars().all()
