"""Thirty people type an answer to each question at the same moment, in one thread, under Slack's limits.

One of them is first; the others are told in private that the question had been answered. The card that
comes next is brought once, not thirty times.
"""

import asyncio
import contextlib
import random
import sqlite3
import time
from functools import partial
from pathlib import Path

from flows.framework import default_framework
from tests.benchmarks.figures import Report, Wrong, median, p99
from tests.benchmarks.room import Room, room
from tests.benchmarks.stub import Thread
from tests.benchmarks.workshop import refused_share

SPEED = 4.0
PEOPLE = 30
THINKING = 10.0
WORDS = 60.0
"""Slack's seconds after which no other private word is expected."""


async def one_thread(report: Report, folder: Path) -> None:
    """30 people typing at once in one thread; time compressed."""
    dice = random.Random(30)
    people = [f"UTYPE{number}" for number in range(PEOPLE)]
    async with room(folder / "thread.db", speed=SPEED, limits=True, echo=True) as here:
        thread = await here.side.start(people[0], "CTYPE")
        waits, typed = [], []
        for question in default_framework().questions:
            said = {person: str(dice.randint(1, 5)) for person in people}
            typed.append((question.id, said))
            posted, began = thread.cards_posted, time.perf_counter()
            # At the same moment: who typed after the next card was there would have answered that one.
            typing = [(person, here.stub.stamp()) for person in people]
            dice.shuffle(typing)
            await asyncio.gather(*(here.side.types(who, thread, said[who], ts) for who, ts in typing))
            await thread.until(partial(_is_followed, thread, posted))
            waits.append((_card_at(thread) - began) * SPEED)
            await asyncio.sleep(THINKING / SPEED)
        began = time.perf_counter()
        await _words(here, thread)
        words = (time.perf_counter() - began) * SPEED
        _check(folder / "thread.db", typed)
        report.row(
            "answers taken",
            f"{len(typed)} of {len(typed) * PEOPLE} typed: one a question, from one who typed it",
            "correct",
            True,
        )
        cards = thread.cards_posted - 1
        report.row("cards posted", f"{cards} for {len(typed)} answers", "one an answer", cards == len(typed))
        report.row(
            "first word typed to next card, in Slack's time",
            f"median {median(waits):.1f} s, p99 {p99(waits):.1f} s",
        )
        report.row(
            "private words",
            f"{len(here.stub.words)}; the last one {words:.0f} s after the last answer",
        )
        refused_share(report, here.stub)


def _is_followed(thread: Thread, posted: int) -> bool:
    return thread.cards_posted > posted


def _card_at(thread: Thread) -> float:
    assert thread.card is not None
    return thread.card.at


async def _words(here: Room, thread: Thread) -> None:
    """Everybody whose answer was not taken is told so; nobody else is."""
    due = len(default_framework().questions) * (PEOPLE - 1)
    told = await here.stub.told(due, WORDS)
    if told != due:
        raise Wrong(f"{due} people were to be told that their answer came too late, {told} were")
    if len(here.stub.ticks) != len(default_framework().questions):
        raise Wrong(f"{len(here.stub.ticks)} messages have a check mark")


def _check(database: Path, typed: list[tuple[str, dict[str, str]]]) -> None:
    query = "SELECT question_id, answered_by, rating FROM answer_changes"
    with contextlib.closing(sqlite3.connect(database)) as store:
        taken = list(store.execute(query))
    if sorted(question for question, _, _ in taken) != sorted(question for question, _ in typed):
        raise Wrong(f"not one answer a question: {[question for question, _, _ in taken]}")
    said = dict(typed)
    for question, person, rating in taken:
        if said[question][person] != str(rating):
            raise Wrong(f"{question}: {person} typed {said[question][person]}, {rating} was taken")
