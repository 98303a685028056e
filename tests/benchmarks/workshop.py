"""A training day: 300 people in 30 channels, each with an assessment of their own, under Slack's limits.

Everything that takes time is compressed by SPEED alike: thinking, Slack's latency, its limits and its
Retry-After, and (see faster.py) every wait of the bot. Only the computing is not, so that a millisecond of it
counts SPEED times: figures in Slack's time are, if anything, too high. Slack is the stub, with the limits of
the sandbox: the sandbox itself draws and checks more than a second core could do at this speed.
"""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flows.answer import AGAINST
from flows.framework import default_framework
from tests.benchmarks.figures import Report, Wrong, in_ms, median, p99
from tests.benchmarks.room import Room, room
from tests.benchmarks.store import finished
from tests.benchmarks.stub import Stub, Thread

SPEED = 6.0
PEOPLE, CHANNELS = 300, 30
ARRIVING = 240.0
THINKING = (5.0, 40.0)
FORM = (8.0, 20.0)
TRIGGER = 3.0
HEADLINES = 900.0
SEED = 3


@dataclass(slots=True)
class Seen:
    """In Slack's seconds."""

    acks: list[float] = field(default_factory=list)  # in real seconds: this is computing
    next_card: list[float] = field(default_factory=list)
    new_card: list[float] = field(default_factory=list)  # of these, the ones that had to be posted
    first_card: list[float] = field(default_factory=list)
    summary: list[float] = field(default_factory=list)
    no_form: int = 0
    chosen: dict[str, list[int]] = field(default_factory=dict)


async def workshop(report: Report, folder: Path) -> None:
    """300 people, 30 channels, Slack's limits enforced; time compressed."""
    database, seen = folder / "workshop.db", Seen()
    async with room(database, speed=SPEED, limits=True, echo=True) as here:
        began = time.perf_counter()
        await asyncio.gather(*(_person(here, number, seen) for number in range(PEOPLE)))
        took = (time.perf_counter() - began) * SPEED
        report.row(
            "the day",
            f"{PEOPLE} people, {len(seen.next_card)} answers in {took / 60:.1f} min of Slack's time, "
            f"{SPEED:.0f} times as fast",
        )
        at_end = dict(here.stub.calls), dict(here.stub.refused)
        late = await _headlines(here)
        check(here.stub, f"sqlite:///{database}", seen.chosen)
        _figures(report, here, seen)
        report.row(
            "when the last summary stood, headlines that said so",
            f"{PEOPLE - late[0]} of {PEOPLE}; the last one {late[1]:.0f} s later",
        )
        report.row("calls at the end of the day", listed(*at_end))


async def _person(here: Room, number: int, seen: Seen) -> None:
    dice = random.Random(SEED * 1_000 + number)
    person, channel, title = f"UWORK{number}", f"CWORK{number % CHANNELS}", f"Workshop {number}"
    await asyncio.sleep(dice.uniform(0, ARRIVING) / SPEED)
    while not await form_opens(here, person, channel):
        seen.no_form += 1
    await asyncio.sleep(dice.uniform(*FORM) / SPEED)
    began = time.perf_counter()
    thread = await here.side.start(person, channel, title)
    seen.first_card.append((time.perf_counter() - began) * SPEED)
    chosen = seen.chosen.setdefault(title, [])
    for _ in default_framework().questions:
        await asyncio.sleep(dice.uniform(*THINKING) / SPEED)
        chosen.append(dice.randint(1, 5))
        posted = thread.cards_posted
        clicked = await here.side.answer(person, thread, f"rate_{chosen[-1]}")
        waited = clicked.seen * SPEED
        seen.acks.append(clicked.ack)
        seen.next_card.append(waited)
        if thread.cards_posted > posted:
            seen.new_card.append(waited)
    await asyncio.sleep(dice.uniform(*THINKING) / SPEED)
    seen.summary.append((await here.side.answer(person, thread, "submit")).seen * SPEED)


async def form_opens(here: Room, person: str, channel: str) -> bool:
    trigger = await here.side.command(person, channel)
    try:
        await asyncio.wait_for(here.stub.opened[trigger].wait(), TRIGGER / SPEED)
    except TimeoutError:
        return False
    return True


async def _headlines(here: Room) -> tuple[int, float]:
    """How many were behind when the last summary stood, and after how long none was any more."""
    began = time.perf_counter()
    threads = list(here.stub.threads.values())
    behind = [thread for thread in threads if not _says_submitted(thread)]
    for thread in behind:
        await thread.until(partial(_says_submitted, thread), HEADLINES / SPEED)
    return len(behind), (time.perf_counter() - began) * SPEED


def _says_submitted(thread: Thread) -> bool:
    return "Submitted by" in thread.headline


def check(stub: Stub, url: str, chosen: dict[str, list[int]]) -> None:
    """Raises Wrong unless each answer was taken once and stands in the store, and what speaks against on the
    summary card as well."""
    questions, stored = default_framework().questions, finished(url)
    shown = {thread.title: thread for thread in stub.threads.values()}
    for title, ratings in chosen.items():
        expected = {question.id: (rating, 1) for question, rating in zip(questions, ratings, strict=True)}
        if stored.get(title) != expected:
            raise Wrong(f"{title}: the store holds {stored.get(title)}, expected {expected}")
        thread = shown[title]
        missing = [
            question.label
            for question, rating in zip(questions, ratings, strict=True)
            if rating <= AGAINST and f"{question.label}: {rating}." not in thread.summary
        ]
        if missing or thread.summaries != 1:
            raise Wrong(f"{title}: {thread.summaries} summaries; not as answered: {missing}")


def _figures(report: Report, here: Room, seen: Seen) -> None:
    report.row("answers lost, summaries wrong or missing", "none", "none", True)
    middle, worst = median(seen.next_card), p99(seen.next_card)
    report.row(
        "click to next card, in Slack's time",
        f"{seconds(seen.next_card)}; the longest {max(seen.next_card):.1f} s",
        "median 0.5 s, p99 3 s",
        middle < 0.5 and worst < 3,
        median_s=middle,
        p99_s=worst,
    )
    report.row("the same, where a new card had to be posted", seconds(seen.new_card))
    report.row("form sent to first card", seconds(seen.first_card))
    report.row("submit to summary", seconds(seen.summary))
    report.row("/balance without a form in time", f"{seen.no_form} of {PEOPLE + seen.no_form}")
    refused_share(report, here.stub)
    report.row("receipt to ack of a click, in real time", in_ms(seen.acks))
    cpu = here.bot.cpu_seconds / len(seen.next_card)
    report.row("CPU of the bot for the whole day, by answer", f"{cpu * 1e3:.2f} ms", cpu_ms=cpu * 1e3)


def refused_share(report: Report, stub: Stub) -> None:
    counted, refused = stub.counted, sum(stub.refused.values())
    report.row(
        "calls refused with 429",
        f"{refused / counted:.2%}: {listed(stub.calls, stub.refused)}",
        "under 1 %",
        refused / counted < 0.01,
        share=refused / counted,
    )


def listed(calls: "Counter[str] | dict[str, int]", refused: "Counter[str] | dict[str, int]") -> str:
    return ", ".join(
        f"{method} {number}" + (f" ({refused[method]} refused)" if refused.get(method) else "")
        for method, number in sorted(calls.items())
    )


def seconds(values: list[float]) -> str:
    return f"median {median(values):.2f} s, p99 {p99(values):.2f} s, n {len(values)}" if values else "none"
