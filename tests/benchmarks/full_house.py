"""A full house: what a clicked answer costs beside the least that it can cost with the same parts.

The least is `_least` in bare.py: async Bolt on uvicorn, which checks the signature and parses; one commit
of one row that waits for the disk; the acknowledgement; one answer to the click's response_url; one commit
of one row that does not wait. It is clicked on the same card, at the same pace, by the same stand-in for
Slack. The two take turns within one run, so a slow minute of the machine meets both; each figure is the
median of ROUNDS.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figures import Report, in_ms, median, p99
from tests.benchmarks.paces import QUESTIONS, TEAMS, flat_out, one_by_one, started, steady
from tests.benchmarks.room import Room, room
from tests.benchmarks.stub import Shown, Thread, button

ROUNDS = 3
SHARE = 0.6
"""Of a process's own top rate, the rate at which it is to stay quick."""
LEAST_COMMAND = ("tests.benchmarks.bare", "--kind", "least")


@dataclass(slots=True)
class Round:
    """Seconds, and answers a second."""

    acks: list[float]
    least_acks: list[float]
    top: float
    least_top: float
    bench_share: float
    rate: float
    even_acks: list[float]
    cpu: float
    least_cpu: float


async def full_house(report: Report, folder: Path) -> None:
    """Ack, CPU, p99 and top rate, as ratios to the least listener's."""
    async with (
        room(folder / "balance.db") as here,
        room(folder / "least.db", command=LEAST_COMMAND) as least,
    ):
        card = await _a_card(here)
        teams = [least.stub.put(f"C{number}", card) for number in range(TEAMS)]
        await flat_out(here, TEAMS)  # warm
        await _flat_out(least, teams)
        rounds = [await _round(here, least, teams) for _ in range(ROUNDS)]
    _tell(report, rounds)


async def _round(here: Room, least: Room, teams: Sequence[Thread]) -> Round:
    rush, least_top = await flat_out(here, TEAMS), await _flat_out(least, teams)
    acks = [click.ack for click in await one_by_one(here, 1)]
    least_acks = [await _again(least, teams[0]) for _ in range(QUESTIONS)]
    rate = SHARE * rush.rate
    even = await steady(here, TEAMS, rate)
    least_cpu = await _steady(least, teams, rate)
    return Round(acks, least_acks, rush.rate, least_top, rush.own_share, rate, even.acks, even.cpu, least_cpu)


def _tell(report: Report, rounds: Sequence[Round]) -> None:
    def of_all(figure: Callable[[Round], float]) -> float:
        return median([figure(one) for one in rounds])

    acks = [ack for one in rounds for ack in one.acks]
    least_acks = [ack for one in rounds for ack in one.least_acks]
    ack = of_all(lambda one: median(one.acks) / median(one.least_acks))
    report.row(
        "receipt to ack, one at a time, beside the least",
        f"{ack:.2f} x: {in_ms(acks)}; the least {in_ms(least_acks)}",
        "1.6",
        ack <= 1.6,
        ratio=ack,
    )
    cpu = of_all(lambda one: one.cpu / one.least_cpu)
    report.row(
        "CPU of a clicked answer, drawn, beside the least at the same rate",
        f"{cpu:.2f} x: {of_all(lambda one: one.cpu) * 1e3:.2f} ms, "
        f"the least {of_all(lambda one: one.least_cpu) * 1e3:.2f} ms",
        "1.5",
        cpu <= 1.5,
        ratio=cpu,
    )
    tail = of_all(lambda one: p99(one.even_acks) / median(one.even_acks))
    report.row(
        f"p99 of receipt to ack at {SHARE:.0%} of its own top rate, beside its median",
        f"{tail:.1f} x: at {of_all(lambda one: one.rate):.0f} a second median "
        f"{of_all(lambda one: median(one.even_acks)) * 1e3:.1f} ms, "
        f"p99 {of_all(lambda one: p99(one.even_acks)) * 1e3:.1f} ms",
        "5",
        tail < 5,
        ratio=tail,
    )
    top = of_all(lambda one: one.top / one.least_top)
    report.row(
        "top rate, beside the least's",
        f"{top:.2f} x: {of_all(lambda one: one.top):.0f} a second, "
        f"the least {of_all(lambda one: one.least_top):.0f}; "
        f"the bench itself kept a core busy for {of_all(lambda one: one.bench_share):.0%} of the time",
        "0.6",
        top >= 0.6,
        ratio=top,
    )


# --- the least


async def _a_card(here: Room) -> Shown:
    """One with a button that the least listener knows."""
    [thread] = await started(here, 1)
    assert thread.card is not None
    assert button(thread.card.blocks, "rate_4")
    return thread.card


async def _again(least: Room, thread: Thread) -> float:
    """A click, until the card stands there once more. Returns the seconds until the acknowledgement."""
    card = thread.card
    assert card is not None
    ack = await least.side.click("U1", thread.channel, thread.ts, card, "rate_4")
    await thread.until(lambda: thread.card is not card)
    return ack


async def _flat_out(least: Room, teams: Sequence[Thread]) -> float:
    """Clicks a second."""
    began = time.perf_counter()
    await _by_all(teams, lambda _turn, _number, thread: _again(least, thread), QUESTIONS)
    return len(teams) * QUESTIONS / (time.perf_counter() - began)


async def _steady(least: Room, teams: Sequence[Thread], rate: float) -> float:
    """CPU seconds of a click, as `clicks.steady` has them come."""
    cpu, began = least.bot.cpu_seconds, time.perf_counter()

    async def click(turn: int, number: int, thread: Thread) -> None:
        await asyncio.sleep(max(0.0, began + (turn * len(teams) + number) / rate - time.perf_counter()))
        await _again(least, thread)

    await _by_all(teams, click, QUESTIONS - 1)
    return (least.bot.cpu_seconds - cpu) / (len(teams) * (QUESTIONS - 1))


async def _by_all(
    teams: Sequence[Thread], click: Callable[[int, int, Thread], Awaitable[object]], times: int
) -> None:
    async def team(number: int, thread: Thread) -> None:
        for turn in range(times):
            await click(turn, number, thread)

    await asyncio.gather(*(team(number, thread) for number, thread in enumerate(teams)))
