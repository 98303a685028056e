"""Timers go by the clock that they were given, and by real time only where that is meant."""

import asyncio
from collections.abc import Callable

import pytest

from bot.reconciler.timers import Later, Timers

DAY = 86_400.0


class Clock:
    """As real time goes by, unless a test moves it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rung() -> asyncio.Queue[str]:
    return asyncio.Queue()


@pytest.fixture
async def timers(clock: Clock, rung: asyncio.Queue[str]) -> Timers:
    return Timers(clock, rung.put_nowait)


async def next_of(rung: asyncio.Queue[str]) -> str:
    async with asyncio.timeout(20):
        return await rung.get()


async def test_it_rings_once_and_is_gone(timers: Timers, rung: asyncio.Queue[str]) -> None:
    timers.set("one", Later(due=0.01))
    assert await next_of(rung) == "one"
    assert rung.empty()


async def test_what_is_due_in_a_year_rings_when_the_clock_has_moved_by_one(
    timers: Timers, rung: asyncio.Queue[str], clock: Clock
) -> None:
    timers.set("this year", Later(due=300 * DAY))
    timers.set("next year", Later(due=400 * DAY))
    assert not timers.follow()
    clock.ahead += 365 * DAY
    assert timers.follow()
    assert await next_of(rung) == "this year"
    assert rung.empty()
    assert not timers.follow()
    clock.ahead += 365 * DAY
    assert timers.follow()
    assert await next_of(rung) == "next year"


async def test_slacks_limits_are_real_seconds(timers: Timers, rung: asyncio.Queue[str], clock: Clock) -> None:
    timers.set("limited", Later(due=DAY, wait=3600))
    timers.set("due", Later(due=DAY))
    clock.ahead += 365 * DAY
    assert timers.follow()
    assert await next_of(rung) == "due"
    assert rung.empty()
    assert timers.waits_for_slack("limited")


async def test_a_clock_that_was_put_back_makes_it_wait(
    timers: Timers, rung: asyncio.Queue[str], clock: Clock
) -> None:
    timers.set("one", Later(due=0.05))
    clock.ahead -= 3600
    assert timers.follow()
    timers.set("other", Later(due=0.1))
    assert await next_of(rung) == "other"
    assert rung.empty()


async def test_one_that_is_set_again_or_cancelled_does_not_ring(
    timers: Timers, rung: asyncio.Queue[str]
) -> None:
    for end in (timers.cancel, lambda _id: timers.clear(), _never(timers)):
        timers.set("one", Later(due=0.01))
        end("one")
    timers.set("other", Later(due=0.05))
    assert await next_of(rung) == "other"
    assert rung.empty()
    timers.cancel("nobody")


def _never(timers: Timers) -> Callable[[str], None]:
    return lambda id: timers.set(id, Later(due=DAY))


@pytest.mark.parametrize(("later", "now"), [(Later(), True), (Later(due=1), False), (Later(wait=1), False)])
def test_what_is_to_be_done_now(later: Later, now: bool) -> None:
    assert later.is_now is now
