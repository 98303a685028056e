"""One, two and four bots of one workspace on one PostgreSQL, over Socket Mode: what an answer costs the bots
and the database, what it costs that any of them may be given a click, and one that is killed.

docs/scaling.md reckons with these figures.
"""

import asyncio
import importlib.util
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from sqlalchemy import NullPool, create_engine

from storage import schema
from storage.database import Database
from tests import postgres
from tests.benchmarks.figures import Report, in_ms, median
from tests.benchmarks.killed import one_is_killed
from tests.benchmarks.paces import at_a_rate, at_once, started
from tests.benchmarks.process import private_mb
from tests.benchmarks.several import SharedRoom, Spent, connections, several

BOTS = (1, 2, 4)
TEAMS, RATE = 12, 25.0
WARMING = 5
CROWD = 30
STARTS = 20
IDLE = 20.0
"""Seconds. Each bot writes down every 10 s that it hears, and looks every 20 s for what is behind."""

Pace = Callable[[Report, SharedRoom, str], Awaitable[Spent]]


async def processes(report: Report, folder: Path) -> None:
    """1, 2 and 4 bots on one PostgreSQL, and one of them killed."""
    if importlib.util.find_spec("pgserver") is None:
        report.row("not measured", "pgserver, which brings a PostgreSQL, has no wheel for this Python")
        return
    postgres.make_room(folder)
    with postgres.serving(folder, postgres.Server, "bench") as server:
        for number in BOTS:
            url = server.fresh()
            async with several(server, url, number) as here:
                if number == max(BOTS):
                    await _idle(report, here, url)
                await at_once(here, await started(here, WARMING * number))
                for pace in (_steadily, _flat_out):
                    await (_by_turns if number == 2 else _any)(report, here, pace)
                if number == max(BOTS):
                    _held(report, here, url, "after that")
                    await one_is_killed(report, here, url)


async def _any(report: Report, here: SharedRoom, pace: Pace) -> Spent:
    """Any bot is given a click, as in Slack."""
    number = len(here.bots.each)
    return await pace(report, here, "1 bot" if number == 1 else f"{number} bots")


async def _by_turns(report: Report, here: SharedRoom, pace: Pace) -> None:
    """The same beside bots that have threads of their own, so that no lease is ever in another bot's hands,
    and what a bot remembers of an assessment is right. By turns, so that the machine's moods hit both."""

    async def apart() -> Spent:
        here.way.by_thread = True
        spent = await pace(report, here, "2 bots, each with threads of its own")
        here.way.by_thread = False
        return spent

    either, own = await _any(report, here, pace), await apart()
    own, either = own + await apart(), either + await _any(report, here, pace)
    more = (either - own) / 2
    _row(report, "what an answer costs more because either bot may be given the click", str(more), more)


async def _steadily(report: Report, here: SharedRoom, who: str) -> Spent:
    """What an answer costs."""
    threads = await started(here, TEAMS)
    acks, spent = await here.spent_on(partial(at_a_rate, here, threads, RATE))
    each = spent / len(acks)
    _row(report, f"{who}, {RATE:.0f} answers a second, each", f"{each}; ack {in_ms(acks)}", each)
    return each


async def _flat_out(report: Report, here: SharedRoom, who: str) -> Spent:
    """What an answer costs."""
    threads = await started(here, CROWD)
    began = time.perf_counter()
    acks, spent = await here.spent_on(partial(at_once, here, threads))
    took = time.perf_counter() - began
    each, busy = spent / len(acks), spent / took
    _row(
        report,
        f"{who}, {CROWD} teams that click as soon as they see the next card",
        f"{len(acks) / took:.0f} answers a second, each {each}; cores kept busy: by bots {busy.bots:.2f}, by "
        f"the database {busy.database:.2f}, by the bench itself {busy.bench:.2f}",
        each,
    )
    return each


async def _idle(report: Report, here: SharedRoom, url: str) -> None:
    number = len(here.bots.each)
    report.row(
        "a start, each bot",
        f"{here.bots.cpu_seconds / number:.2f} s of CPU; looks at the tables while no other bot may, for "
        f"{_looking_at_tables(url) * 1e3:.0f} ms",
    )
    _held(report, here, url, "idle")
    _, spent = await here.spent_on(lambda: asyncio.sleep(IDLE))
    each = spent / (number * IDLE)
    _row(report, "a bot that nobody uses, each second", str(each), each)


def _looking_at_tables(url: str) -> float:
    """Seconds for which bots that start wait for each other, where the tables are as they should be."""
    database, took = Database(url), []
    for _ in range(STARTS):
        began = time.perf_counter()
        schema.upgrade(database)
        took.append(time.perf_counter() - began)
    database.close()
    return median(took)


def _held(report: Report, here: SharedRoom, url: str, when: str) -> None:
    """Memory and connections."""
    bots, number = here.bots, len(here.bots.each)
    served = connections(create_engine(url, poolclass=NullPool))
    backend = sum(map(private_mb, served)) / len(served)
    report.row(
        f"each of {number} bots, {when}",
        f"{bots.memory_mb / number:.0f} MB, {bots.private_mb / number:.0f} MB of it its own; "
        f"{len(served) / number:.1f} connections, each {backend:.1f} MB of the server's own",
        private_mb=bots.private_mb / number,
        connections=len(served) / number,
        connection_mb=backend,
    )


def _row(report: Report, what: str, measured: str, spent: Spent) -> None:
    report.row(
        what,
        measured,
        bots_ms=spent.bots * 1e3,
        database_ms=spent.database * 1e3,
        commits=spent.commits,
        calls=spent.calls,
    )
