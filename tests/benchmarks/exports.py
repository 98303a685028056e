"""Records that leave the store: one in every form, and 10,000 as data and tables."""

import asyncio
import contextlib
import io
import resource
import statistics
import sys
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from bot.config import ExitCode, Settings
from bot.exports import command
from bot.exports.arguments import EVERY_FORM, TABLES
from bot.exports.command import Wanted
from bot.exports.export import Export
from bot.records.exporter import Exporter
from tests.benchmarks.figures import Report, Wrong
from tests.benchmarks.store import fill

MANY = 10_000
PACKS = 5
PACK_SECONDS = 1.5
A_SECOND = 200
PART = MANY // 5
GROWN = 1.05
HELD_UP = 0.020
ON_PAPER = [form for form in EVERY_FORM if form != TABLES]
TICK = 0.001


async def exports(report: Report, folder: Path) -> None:
    """`balance export`, without the start of Python."""
    await fill(folder / "exports.db", folder, MANY)
    settings = Settings(BALANCE_DATABASE_URL=f"sqlite:///{folder / 'exports.db'}")
    ids = [f"{number:012x}" for number in range(1, PACKS + 1)]
    took = []
    for id in ids:
        begun = time.perf_counter()
        _export(settings, Wanted([id], None, EVERY_FORM, folder / "packs"))
        took.append(time.perf_counter() - begun)
    report.row(
        "one record in every form: the first, and the median of those after it",
        f"{took[0]:.2f} s, {statistics.median(took[1:]):.2f} s",
        f"{PACK_SECONDS} s",
        took[0] <= PACK_SECONDS,
        first_s=took[0],
    )
    exporter = Exporter(URL.create("sqlite", database=str(folder / "exports.db")))
    late = await _lateness(exporter.make(ids[0], ON_PAPER, without_names=False))
    quiet = await _lateness(asyncio.sleep(took[0]))
    report.row(
        "the longest that the event loop was held up by an export for somebody in Slack",
        f"{late * 1e3:.1f} ms; {quiet * 1e3:.1f} ms for as long without one",
        f"{HELD_UP * 1e3:.0f} ms",
        late <= HELD_UP,
        late_ms=late * 1e3,
    )
    begun = time.perf_counter()
    with _memory() as series:
        _export(settings, Wanted([], None, ("json", "csv"), folder / "all"))
    a_second = MANY / (time.perf_counter() - begun)
    report.row(
        f"{MANY:,} records as JSON and CSV",
        f"{a_second:,.0f} a second",
        f"{A_SECOND} a second",
        a_second >= A_SECOND,
        a_second=a_second,
    )
    figures = ", ".join(f"{mb:.0f}" for mb in series)
    report.row(
        f"the most memory that was held, after each {PART:,} of them",
        f"{figures} MB",
        "no growth",
        series[-1] <= series[1] * GROWN,
        last_mb=series[-1],
    )


async def _lateness(work: Coroutine[Any, Any, object]) -> float:
    """Seconds by which a task that looks at the clock each millisecond was late at most, while `work` ran."""
    task, late = asyncio.create_task(work), 0.0
    while not task.done():
        begun = time.perf_counter()
        await asyncio.sleep(TICK)
        late = max(late, time.perf_counter() - begun - TICK)
    await task
    return late


def _export(settings: Settings, wanted: Wanted) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        ended = command.export(settings, wanted)
    if ended is not ExitCode.FINE:
        raise Wrong(f"balance export ended with {ended}")


@contextlib.contextmanager
def _memory() -> Iterator[list[float]]:
    """What the process has held at most, in MB, each time that so many were written."""
    series: list[float] = []
    add = Export.add

    def counted(run: Export, kept: object) -> object:
        material = add(run, kept)  # type: ignore[arg-type]
        if run.outcome.written % PART == 0:
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            series.append(most / (1 << 20 if sys.platform == "darwin" else 1 << 10))
        return material

    Export.add = counted  # type: ignore[method-assign,assignment]
    try:
        yield series
    finally:
        Export.add = add  # type: ignore[method-assign]
