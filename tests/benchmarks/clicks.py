"""Clicked answers: how soon they are acknowledged, what they cost, and how many a process can carry."""

import asyncio
import time
from pathlib import Path

from tests.benchmarks.figures import Report, in_ms, median, p99
from tests.benchmarks.paces import CROWD, QUESTIONS, RATE, flat_out, one_by_one, steady
from tests.benchmarks.room import room
from tests.benchmarks.stub import Shown, button

ASSESSMENTS = 6
BARE_CLICKS, LEAST_CLICKS = 60, 600
BARE_PAUSE = 0.16  # as long as somebody waits for the next card: a process that rested is slower
PLAIN_CLICKS, PLAIN_RATE = 250, 25.0  # its ten threads wait for two calls of 150 ms each
CALLS_END = 1.0
AT_ONCE = 10
CALLS_SPEED, THINKING = 30.0, 22.0

TINY = Shown("1.1", [{"elements": [{"type": "button", "action_id": "rate_4", "value": "x"}]}], 0.0)


async def clicks(report: Report, folder: Path) -> None:
    """Receipt to ack, and CPU."""
    bare = {kind: await _bare_acks(kind, folder) for kind in ("async", "sync")}
    for kind, acks in bare.items():
        report.row(f"a bare Bolt listener that only acks ({kind}, its defaults): receipt to ack", in_ms(acks))
    async with room(folder / "clicks.db") as here:
        await one_by_one(here, 1)  # warm
        clicked = await one_by_one(here, ASSESSMENTS)
        acks = [click.ack for click in clicked]
        ratios = ", ".join(f"{median(acks) / median(bare[kind]):.2f} x bare {kind} Bolt" for kind in bare)
        report.row(
            "receipt to ack of a clicked answer, one at a time",
            f"{in_ms(acks)}; {ratios}",
            "median 4 ms",
            median(acks) <= 0.004,
            median_ms=median(acks) * 1e3,
            p99_ms=p99(acks) * 1e3,
        )
        report.row("click to next card, one at a time", in_ms([click.seen for click in clicked]))
        even = await steady(here)
        report.row(
            f"receipt to ack at a steady {RATE:.0f} a second",
            in_ms(even.acks),
            "p99 30 ms",
            p99(even.acks) <= 0.030,
            median_ms=median(even.acks) * 1e3,
            p99_ms=p99(even.acks) * 1e3,
        )
        cards = (thread.card for thread in here.stub.threads.values())
        card = next(card for card in cards if card and button(card.blocks, "rate_4"))
        least_acks = await _bare_acks("least", folder, card)
        report.row(
            "the least receipt to ack, one at a time: Bolt, one commit of one row",
            f"{in_ms(least_acks)}; a clicked answer takes {median(acks) / median(least_acks):.2f} x that",
        )
        plain = await _bare_cpu("plain", folder, card, PLAIN_CLICKS, PLAIN_RATE)
        least = await _bare_cpu("least", folder, card, LEAST_CLICKS, RATE)
        report.row(
            "CPU of a listener as one writes it first: sync Bolt, one transaction, two calls",
            f"{plain * 1e3:.2f} ms",
            plain_cpu_ms=plain * 1e3,
        )
        report.row(
            "the least CPU: Bolt, two commits of one row, one answer to a response_url",
            f"{least * 1e3:.2f} ms",
        )
        report.row(
            "CPU of a clicked answer at that rate: whole process, drawn",
            f"{even.cpu * 1e3:.2f} ms; {even.cpu / plain:.2f} x as one writes it first, "
            f"{even.cpu / least:.2f} x the least",
            "3.5 ms",
            even.cpu <= 0.0035,
            cpu_ms=even.cpu * 1e3,
            least_cpu_ms=least * 1e3,
        )
        here.stub.echo = here.side.event
        heard = await steady(here)
        report.row(
            "the same, with the event that Slack sends of every message of the bot's own",
            f"{heard.cpu * 1e3:.2f} ms; ack {in_ms(heard.acks)}",
            cpu_ms=heard.cpu * 1e3,
        )


async def answers(report: Report, folder: Path) -> None:
    """Answers a second, until the last card is drawn."""
    async with room(folder / "answers.db") as here:
        await flat_out(here, teams=10)
        rush = await flat_out(here)
        report.row(
            f"answers a second, {CROWD} teams that click as soon as they see the next card",
            f"{rush.rate:.0f} a second ({rush.number} answers; the bot kept a core busy for "
            f"{rush.bot_share:.0%} of the time, the bench itself for {rush.own_share:.0%})",
            "300",
            rush.rate >= 300,
            rate=rush.rate,
        )


async def calls(report: Report, folder: Path) -> None:
    """Web API calls that count against a tier.

    At the pace of people, on a compressed clock: what comes quickly one after the other is drawn as one
    change, and would look cheaper than it is."""
    async with room(folder / "calls.db", speed=CALLS_SPEED, limits=True) as here:
        trigger = await here.side.command("U1", "C1")
        await asyncio.wait_for(here.stub.opened[trigger].wait(), 10)
        thread, each = await here.side.start("U1", "C1"), []
        for _ in range(QUESTIONS):
            before = here.stub.counted
            await here.side.answer("U1", thread)
            await asyncio.sleep(THINKING / CALLS_SPEED)
            each.append(here.stub.counted - before)
        await here.side.answer("U1", thread, "submit")
        await asyncio.sleep(2 * THINKING / CALLS_SPEED)
        within, total = median(each), here.stub.counted
        methods = {method: n for method, n in here.stub.calls.items() if method != "response_url"}
        report.row(
            "calls that count, of a clicked answer",
            f"{within:.0f} (median of 18; {sum(each)} together)",
            "0",
            within == 0,
            calls=within,
        )
        listed = ", ".join(f"{method} {number}" for method, number in methods.items())
        report.row(
            "calls that count, of a whole assessment", f"{total} ({listed})", "8", total <= 8, calls=total
        )


async def _bare_acks(kind: str, folder: Path, card: Shown = TINY) -> list[float]:
    acks = []
    async with room(folder / "none.db", command=("tests.benchmarks.bare", "--kind", kind)) as here:
        for _ in range(BARE_CLICKS + 1):
            acks.append(await here.side.click("U1", "C1", "1.0", card, "rate_4"))
            await asyncio.sleep(BARE_PAUSE)
    return acks[1:]


async def _bare_cpu(kind: str, folder: Path, card: Shown, number: int, rate: float) -> float:
    """CPU seconds of a click on this card, at a steady rate, of a listener without Balance."""
    async with room(folder / f"{kind}.db", command=("tests.benchmarks.bare", "--kind", kind)) as here:
        await here.side.click("U1", "C1", "1.0", card, "rate_4")
        cpu, began = here.bot.cpu_seconds, time.perf_counter()

        async def click(turn: int) -> None:
            await asyncio.sleep(max(0.0, began + turn / rate - time.perf_counter()))
            await here.side.click("U1", "C1", "1.0", card, "rate_4")

        await asyncio.gather(*map(click, range(number)))
        await asyncio.sleep(CALLS_END)
        return (here.bot.cpu_seconds - cpu) / number
