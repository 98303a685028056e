"""Time, which comes in from outside so that tests need not wait for it."""

import asyncio
import heapq
import itertools
import time
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")


class Clock(Protocol):
    """What the sandbox asks of time."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return once this much time has gone by."""
        ...


@runtime_checkable
class MovableClock(Clock, Protocol):
    """Time that can be moved forward, never back."""

    def next_due(self) -> float | None:
        """When the next sleeper wakes, if any sleeps."""
        ...

    async def advance(self, seconds: float) -> None:
        """Move time on, waking each sleeper at its own moment and in order."""
        ...


class Offset(Protocol):
    """Where a clock keeps how far it is ahead of real time; another process may look there."""

    value: float


@dataclass(slots=True)
class OwnOffset:
    """One that nobody else looks at."""

    value: float = 0.0


class WallClock:
    """Real time, until somebody moves it forward; from there it goes on as real time does."""

    def __init__(self, offset: Offset | None = None) -> None:
        self.offset: Offset = offset or OwnOffset()
        self._sleepers: dict[asyncio.Future[None], float] = {}

    def now(self) -> float:
        return time.time() + self.offset.value

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        due = self.now() + seconds
        # Once is enough, unless the clock is moved meanwhile: then what is left is shorter than it was.
        while (left := due - self.now()) > 0:
            woken = loop.create_future()
            timer = loop.call_later(left, _wake, woken)
            self._sleepers[woken] = due
            try:
                await woken
            finally:
                timer.cancel()
                del self._sleepers[woken]

    def next_due(self) -> float | None:
        return min(self._sleepers.values(), default=None)

    async def advance(self, seconds: float) -> None:
        await _let_others_run()
        end = self.now() + seconds
        while (due := self.next_due()) is not None and due <= end:
            await self._move_to(due)
        await self._move_to(end)

    async def _move_to(self, moment: float) -> None:
        self.offset.value = max(self.offset.value, moment - time.time())
        for woken in tuple(self._sleepers):
            _wake(woken)
        await _let_others_run()


class ManualClock:
    """Time that stands still until a test moves it with `advance`."""

    def __init__(self, start: float = 1_760_000_000.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), woken))
        await woken

    def next_due(self) -> float | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    async def advance(self, seconds: float) -> None:
        # Whoever is about to go to sleep does so before the time moves, not after.
        await _let_others_run()
        end = self._now + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, woken = heapq.heappop(self._sleepers)
            self._now = max(self._now, due)
            if not woken.done():
                _wake(woken)
                await _let_others_run()
        self._now = end
        await _let_others_run()


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)


async def _let_others_run() -> None:
    """Give whoever was woken the turns of the loop that they need to go to sleep again."""
    for _ in range(20):
        await asyncio.sleep(0)


async def within(clock: Clock, seconds: float, answer: asyncio.Future[T]) -> T:
    """The future's result, or TimeoutError once this clock has moved on by `seconds`."""
    timer = asyncio.ensure_future(clock.sleep(seconds))
    racing: set[asyncio.Future[Any]] = {timer, answer}
    try:
        await asyncio.wait(racing, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise TimeoutError
    finally:
        timer.cancel()
