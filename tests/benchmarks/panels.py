"""A workshop of panels: 300 people in 30 panels answer alone at once; and how soon a panel of 30 sees what it
said. Time is compressed as in workshop.py, but not for that panel: its reveal is computing most of all, and
would count six times."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.cards.callbacks import Do
from bot.cards.dots import spoken
from flows.agreement import Agreement
from flows.answer import Answer
from flows.framework import default_framework
from tests.benchmarks.figures import Report, Wrong, median, p99
from tests.benchmarks.room import Room, room
from tests.benchmarks.stub import Thread
from tests.benchmarks.workshop import (
    ARRIVING,
    CHANNELS,
    PEOPLE,
    SEED,
    SPEED,
    THINKING,
    form_opens,
    listed,
    refused_share,
    seconds,
    workshop,
)

HURRY = (2.0, 4.0)
"""Seconds in which somebody answers where time is not compressed: a second tap of one finger comes sooner."""
MOST = 30
"""People on one panel."""
SHOWN = 120.0
"""Seconds of Slack's time until a reveal must have come at all."""


@dataclass(slots=True)
class Seen:
    """In Slack's seconds."""

    next_card: list[float] = field(default_factory=list)
    first_card: list[float] = field(default_factory=list)
    reveal: list[float] = field(default_factory=list)
    chosen: dict[str, list[list[int]]] = field(default_factory=dict)


async def workshop_with_panels(report: Report, folder: Path) -> None:
    """300 people, 30 channels, Slack's limits enforced; together, then in panels; time compressed."""
    await workshop(report, folder)
    await many(report, folder)
    await one(report, folder)


async def many(report: Report, folder: Path, panels: int = CHANNELS, each: int = PEOPLE // CHANNELS) -> None:
    async with room(folder / "panels.db", speed=SPEED, limits=True, echo=True) as here:
        seen = Seen()
        await asyncio.gather(
            *(_panel(here, number, each, THINKING, seen, arriving=ARRIVING) for number in range(panels))
        )
        report.row(
            f"{panels * each} people in {panels} panels: answers lost, reveals wrong", "none", "none", True
        )
        middle = median(seen.next_card)
        report.row(
            "panels: click to next card, in Slack's time",
            f"{seconds(seen.next_card)}; the longest {max(seen.next_card):.1f} s",
            "median 0.5 s",
            middle < 0.5,
            median_s=middle,
            p99_s=p99(seen.next_card),
        )
        report.row("panels: Begin to first question", seconds(seen.first_card))
        report.row("panels: last Done to all of the reveal", seconds(seen.reveal))
        refused_share(report, here.stub)
        report.row("panels: calls at the end", listed(here.stub.calls, here.stub.refused))


async def one(report: Report, folder: Path, people: int = MOST) -> None:
    questions = len(default_framework().questions)
    async with room(folder / "panel.db", limits=True, echo=True) as here:
        seen = Seen()
        await _panel(here, 0, people, HURRY, seen)
        [took] = seen.reveal
        report.row(
            f"a reveal of {people} people by {questions} questions, last Done to all of it",
            f"{took:.1f} s",
            "5 s",
            took <= 5,
            seconds=took,
        )


async def _panel(
    here: Room, number: int, people: int, pace: tuple[float, float], seen: Seen, *, arriving: float = 0.0
) -> None:
    """From the form to the reveal."""
    dice = random.Random(SEED * 1_000 + number)
    who = [f"UPANEL{number}P{one}" for one in range(people)]
    owner, channel, title = who[0], f"C{number}", f"Panel {number}"
    await asyncio.sleep(dice.uniform(0, arriving) / here.speed)
    while not await form_opens(here, owner, channel):
        pass
    await asyncio.sleep(dice.uniform(*pace) / here.speed)
    thread = await here.side.start(owner, channel, title, panel=who)
    said = await asyncio.gather(*(_alone(here, person, pace, seen) for person in who))
    done = max(at for _, at in said)
    principles = len(default_framework().principles)
    await thread.until(lambda: len(thread.reveals) >= principles, SHOWN / here.speed)
    seen.reveal.append((time.perf_counter() - done) * here.speed)
    check(thread, [ratings for ratings, _ in said])


async def _alone(here: Room, person: str, pace: tuple[float, float], seen: Seen) -> tuple[list[int], float]:
    """What they chose, and when they clicked Done."""
    dice = random.Random(f"{SEED} {person}")
    await asyncio.sleep(dice.uniform(*pace) / here.speed)
    began, chosen = time.perf_counter(), list[int]()
    ballot = await here.side.begin_alone(person)
    seen.first_card.append((time.perf_counter() - began) * here.speed)
    for _ in default_framework().questions:
        await asyncio.sleep(dice.uniform(*pace) / here.speed)
        chosen.append(dice.randint(1, 5))
        clicked = await here.side.answer(person, ballot, f"rate_{chosen[-1]}")
        seen.next_card.append(clicked.seen * here.speed)
    await asyncio.sleep(dice.uniform(*pace) / here.speed)
    done = time.perf_counter()
    await here.side.answer(person, ballot, Do.BALLOT_DONE)
    return chosen, done


def check(thread: Thread, chosen: Sequence[Sequence[int]]) -> None:
    """Raises Wrong unless the thread tells of each question how many chose which level."""
    told, framework = "\n".join(thread.reveals.values()), default_framework()
    for question, ratings in zip(framework.questions, zip(*chosen, strict=True), strict=True):
        wanted = spoken(Agreement.of(Answer.rated(rating) for rating in ratings))
        begins = f"{framework.number(question.id)}. {question.label}: "
        line = next((line for line in told.splitlines() if line.startswith(begins)), "nothing")
        if not (f", {wanted}." in line or f", {wanted}, median " in line):
            raise Wrong(f"{thread.title}, {question.label}: expected {wanted}, the thread says {line}")
