"""The same clicks on an empty store and on a full one, by turns, so that the machine's moods hit both."""

import time
from pathlib import Path

from tests.benchmarks.figures import Report, in_ms, median
from tests.benchmarks.paces import flat_out, one_by_one, steady
from tests.benchmarks.room import Room, room
from tests.benchmarks.store import MANY, fill

ROUNDS = 4
MOST = 1.2


async def growth(report: Report, folder: Path) -> None:
    """With 10,000 finished assessments in the store, beside an empty one."""
    began = time.perf_counter()
    await fill(folder / "full.db", folder)
    size = (folder / "full.db").stat().st_size / 2**20
    report.row("store filled", f"{MANY:,} assessments, {size:.0f} MB, in {time.perf_counter() - began:.0f} s")
    async with room(folder / "empty.db") as empty, room(folder / "full.db") as full:
        both = (empty, full)
        for here in both:
            await one_by_one(here, 1)  # warm
        acks: tuple[list[float], list[float]] = ([], [])
        for turn in range(ROUNDS):
            for number in (turn % 2, 1 - turn % 2):
                acks[number].extend(click.ack for click in await one_by_one(both[number], 1))
        _row(report, "receipt to ack, one at a time", median(acks[0]), median(acks[1]), in_ms(acks[1]))
        costs, rates = await _carried(both)
        _row(report, "CPU of a clicked answer", costs[0], costs[1], f"{costs[1] * 1e3:.2f} ms")
        _row(report, "time of an answer, flat out", 1 / rates[0], 1 / rates[1], f"{rates[1]:.0f} a second")


async def _carried(both: tuple[Room, Room]) -> tuple[list[float], list[float]]:
    cpu: tuple[list[float], list[float]] = ([], [])
    rates: tuple[list[float], list[float]] = ([], [])
    for turn in range(2):
        for number in (turn % 2, 1 - turn % 2):
            cpu[number].append((await steady(both[number], teams=40, rate=80)).cpu)
            rates[number].append((await flat_out(both[number], teams=60)).rate)
    return [median(values) for values in cpu], [median(values) for values in rates]


def _row(report: Report, what: str, empty: float, full: float, figure: str) -> None:
    ratio = full / empty
    report.row(
        f"{what}, full store against empty",
        f"{ratio:.2f} times ({figure})",
        f"{MOST} times",
        ratio <= MOST,
        ratio=ratio,
    )
