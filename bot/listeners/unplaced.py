"""Threads that may be known under another id of their channel, while Slack does not say whether they are; and
what was done in them meanwhile, which is kept until it does."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from cachetools import LRUCache

OTHERS_KEPT: Final = 1_000

Thread = tuple[str, str]
"""By its channel and the moment at which it begins."""
Do = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was done in such a thread: `do` takes it, `not_done` tells its author that it never will
    be, and `failed` that it went wrong."""

    ts: str
    do: Do
    not_done: Callable[[], None]
    failed: Callable[[Exception], None]


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """One such thread."""

    kept: list[Kept] = field(default_factory=list)
    known: asyncio.Event = field(default_factory=asyncio.Event)

    async def pause(self, seconds: float) -> None:
        """So long, or until it is known otherwise where the channel went."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.known.wait(), seconds)
        self.known.clear()

    def next(self) -> Kept | None:
        """In the order in which it was done, whichever came in first."""
        if not self.kept:
            return None
        first = min(self.kept, key=lambda one: float(one.ts))
        self.kept.remove(first)
        return first


class Unplaced:
    """All of them. What is kept ends with this process."""

    def __init__(self) -> None:
        self._waiting: dict[Thread, Waiting] = {}
        self._looking = set[asyncio.Task[None]]()
        self._others: LRUCache[Thread, bool] = LRUCache(OTHERS_KEPT)

    def waits(self, thread: Thread) -> bool:
        return thread in self._waiting

    def is_another(self, thread: Thread) -> bool:
        """Whether Slack has said that this one never was ours: it is not asked again."""
        return thread in self._others

    def note_another(self, thread: Thread) -> None:
        self._others[thread] = True

    def wait(self, thread: Thread, look: Callable[[Waiting], asyncio.Task[None]]) -> Waiting:
        """Have it looked at, until it is known, by one task."""
        waiting = self._waiting.get(thread)
        if waiting is None:
            waiting = self._waiting[thread] = Waiting()
            task = look(waiting)
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)
        return waiting

    def over(self, thread: Thread) -> None:
        self._waiting.pop(thread, None)

    def moved(self, new: str) -> None:
        """A channel is known by this id now: what waited in it waits no more."""
        for (channel, _), waiting in self._waiting.items():
            if channel == new:
                waiting.known.set()

    def close(self) -> None:
        """Nothing is asked any more: it may be a minute until Slack would answer."""
        for task in self._looking:
            task.cancel()
