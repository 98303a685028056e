"""How people click in a bench: one by one, at a steady rate, or as soon as they see the next card."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.figures import Wrong
from tests.benchmarks.process import own_cpu_seconds
from tests.benchmarks.room import Room
from tests.benchmarks.slack_side import Clicked
from tests.benchmarks.stub import Thread
from tests.benchmarks.ways import NotTaken

QUESTIONS = 18
TEAMS, RATE = 60, 100.0
CROWD = 120
TRIES = 20


async def one_by_one(here: Room, assessments: int, *, person: str = "U1") -> list[Clicked]:
    """One person alone: each click only after the card before it."""
    clicked = []
    for _ in range(assessments):
        thread = await here.side.start(person, "C1")
        clicked += [await here.side.answer(person, thread) for _ in range(QUESTIONS)]
        await here.side.answer(person, thread, "submit")
    return clicked


@dataclass(frozen=True, slots=True)
class Even:
    """`cpu`: seconds of a click."""

    acks: list[float]
    cpu: float


async def steady(here: Room, teams: int = TEAMS, rate: float = RATE) -> Even:
    """A click every 1/rate seconds, each in another team's thread, until all but the last are answered."""
    threads = await started(here, teams)
    cpu = here.bot.cpu_seconds
    acks = await at_a_rate(here, threads, rate)
    return Even(acks, (here.bot.cpu_seconds - cpu) / len(acks))


async def at_a_rate(here: Room, threads: Sequence[Thread], rate: float) -> list[float]:
    """The same in threads that have begun; the seconds until each acknowledgement."""
    acks: list[float] = []
    began, teams = time.perf_counter(), len(threads)

    async def team(number: int, thread: Thread) -> None:
        for turn in range(QUESTIONS - 1):
            await asyncio.sleep(max(0.0, began + (turn * teams + number) / rate - time.perf_counter()))
            acks.append((await here.side.answer(thread.title, thread)).ack)

    await asyncio.gather(*(team(number, thread) for number, thread in enumerate(threads)))
    return acks


@dataclass(frozen=True, slots=True)
class Rush:
    number: int
    rate: float
    bot_share: float
    own_share: float


async def flat_out(here: Room, teams: int = CROWD) -> Rush:
    """Every team clicks as soon as it sees the next card."""
    threads = await started(here, teams)
    bot, own, began = here.bot.cpu_seconds, own_cpu_seconds(), time.perf_counter()
    number = len(await at_once(here, threads))
    took = time.perf_counter() - began
    return Rush(
        number,
        number / took,
        (here.bot.cpu_seconds - bot) / took,
        (own_cpu_seconds() - own) / took,
    )


async def at_once(here: Room, threads: Sequence[Thread]) -> list[float]:
    """The same in threads that have begun; the seconds until each acknowledgement."""
    acks: list[float] = []

    async def team(thread: Thread) -> None:
        for _ in range(QUESTIONS):
            acks.append((await here.side.answer(thread.title, thread)).ack)

    await asyncio.gather(*(team(thread) for thread in threads))
    return acks


async def started(here: Room, teams: int) -> Sequence[Thread]:
    """Each in a channel of its own; the person who answers is called like the assessment."""
    return await asyncio.gather(*(_started(here, number) for number in range(teams)))


async def _started(here: Room, number: int) -> Thread:
    """On a busy machine a bot may not hear in time where somebody is, and asks them to try again."""
    title = f"T{number}X{time.monotonic_ns()}"
    for _ in range(TRIES):
        with contextlib.suppress(NotTaken):
            return await here.side.start(title, f"C{number}", title)
    raise Wrong(f"{title} could not be started")
