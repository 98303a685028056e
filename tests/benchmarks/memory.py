"""What the process holds: idle, with many open assessments, and after very many answers."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.benchmarks.figures import Report
from tests.benchmarks.paces import QUESTIONS
from tests.benchmarks.room import Room, room

OPEN = 1_000
ANSWERS, ANSWERS_IN_FULL = 20_000, 100_000
STEPS = 5
AT_ONCE = 40
Work = Callable[[Room, str, str], Awaitable[None]]
FULL_CACHES = 2
"""The step after which all that is kept on purpose is there: parts of 2,000 assessments, 10,000 addresses."""
GROWN = 1.05
"""From there on, no more than the noise of an allocator."""


async def memory(report: Report, folder: Path) -> None:
    """Resident memory."""
    in_full = os.environ.get("BENCH_FULL") == "1"
    most = ANSWERS_IN_FULL if in_full else ANSWERS
    async with room(folder / "open.db", latency=0.0) as here:
        _row(report, "idle", here.bot.memory_mb, 120)
        await _in_parallel(here, OPEN, _open)
        _row(report, f"{OPEN:,} open assessments", here.bot.memory_mb, 150)
    async with room(folder / "many.db", latency=0.0) as here:
        series = []
        for _ in range(STEPS):
            await _in_parallel(here, most // STEPS // QUESTIONS, _whole)
            series.append(here.bot.memory_mb)
        step = most // STEPS
        figures = ", ".join(f"{mb:.0f}" for mb in series)
        note = (
            "" if in_full else f" (too few to judge by: caches still fill; BENCH_FULL=1: {ANSWERS_IN_FULL:,})"
        )
        report.row(
            f"after each {step:,} of {most:,} answers{note}",
            f"{figures} MB",
            "no growth",
            series[-1] <= series[FULL_CACHES] * GROWN if in_full else None,
            first_mb=series[0],
            last_mb=series[-1],
        )


async def _in_parallel(here: Room, number: int, work: Work) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(person: int) -> None:
        async with places:
            await work(here, f"UMEM{person}", f"CMEM{person % 100}")

    await asyncio.gather(*(one(person) for person in range(number)))


async def _open(here: Room, person: str, channel: str) -> None:
    await here.side.start(person, channel)


async def _whole(here: Room, person: str, channel: str) -> None:
    thread = await here.side.start(person, channel)
    for _ in range(QUESTIONS):
        await here.side.answer(person, thread)
    await here.side.answer(person, thread, "submit")
    here.stub.forget(thread)


def _row(report: Report, what: str, mb: float, most: int) -> None:
    report.row(what, f"{mb:.0f} MB", f"{most} MB", mb <= most, mb=mb)
