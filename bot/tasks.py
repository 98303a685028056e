"""Work that goes on after an acknowledgement: kept track of, so that a stop can wait for it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from storage.errors import StorageError

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0
"""Shorter than a stop waits: what rests after a failure does not hold it up."""


class Tasks:
    """Background tasks. One that fails is logged, and disturbs nobody else."""

    def __init__(self, again_seconds: float = AGAIN_SECONDS) -> None:
        self._again_seconds = again_seconds
        self.failures = Counter[str]()
        """How often each lasting one has failed."""
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def spawn_lasting(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> asyncio.Task[None]:
        """Work that nobody would begin anew: whatever it fails of, it is begun again after a pause."""
        return self.spawn(self._again_and_again(work, name), name)

    async def _again_and_again(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        while True:
            try:
                await work()
                return
            except Exception as error:
                self.failures[name] += 1
                _say(
                    f"{name} failed ({self.failures[name]} so far), and begins again in "
                    f"{self._again_seconds:g} s",
                    error,
                )
            await asyncio.sleep(self._again_seconds)

    async def drain(self, seconds: float) -> None:
        """Let what runs finish, for at most `seconds`; then stop it. What was cut off is behind in the
        database, and is drawn after the next start."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=seconds)
        for task in set(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _say(f"{task.get_name()} failed", error)


def _say(what: str, error: BaseException) -> None:
    """Of a store that cannot be used, its own words say all: where in the code that was met is of no use."""
    if isinstance(error, StorageError):
        log.log(error.level, "%s: %s", what, error)
    else:
        log.error("%s", what, exc_info=error)


class EachSoOften:
    """What is done once in so many seconds of the bot's clock, which in the sandbox jumps ahead. `is_known`:
    whether the clock can be believed just now; while it cannot, nothing is done by it."""

    def __init__(
        self, seconds: float, clock: Callable[[], float], is_known: Callable[[], Awaitable[bool]] | None
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._is_known = is_known
        self._last: float | None = None

    async def is_due(self) -> bool:
        """Whether it is to be done now; then it counts as done."""
        if self._last is not None and 0 <= self._clock() - self._last < self._seconds:
            return False
        if self._is_known and not await self._is_known():
            return False
        self._last = self._clock()
        return True
