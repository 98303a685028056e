"""One thing that goes wrong, and how far it reaches."""

import asyncio
import random
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypedDict, TypeVar

from bot.sandbox.world.clock import Clock

S = TypeVar("S", covariant=True)


class Lasting(TypedDict, total=False):
    """How long a state of the workspace stands; until it is ended, if nothing is said."""

    lasting: float
    """Seconds of the sandbox's clock."""


class Extent(Lasting, total=False):
    """How far a fault reaches; every time until it is ended, if nothing is said."""

    times: int
    """How often it strikes."""
    skip: int
    """How many that it fits it lets go by first."""
    chance: float
    """How likely it strikes, from 0 to 1; drawn from the fault's own seeded numbers."""


def as_extent(lasting: Lasting) -> Extent:
    """A state does not strike so and so often: it stands."""
    return {"lasting": lasting["lasting"]} if "lasting" in lasting else {}


class Fault(Generic[S]):
    """A fault in force, until it is used up, its time is over, or `end` is called. Also a `with` block."""

    def __init__(
        self,
        id: str,
        name: str,
        words: str,
        spec: S,
        extent: Extent,
        *,
        clock: Clock,
        numbers: random.Random,
        on_end: Callable[[], None] | None = None,
    ) -> None:
        self.id = id
        self.name = name
        self.words = words
        """What it does, for people."""
        self.spec = spec
        self.numbers = numbers
        self.hits = 0
        """How often it has struck."""
        self.holding = 0
        """How many calls or events it keeps waiting just now."""
        self.over = asyncio.Event()
        lasting = extent.get("lasting")
        self.ends_at = None if lasting is None else clock.now() + lasting
        self._left = extent.get("times")
        self._skip = extent.get("skip", 0)
        self._chance = extent.get("chance", 1.0)
        self._clock = clock
        self._on_end = on_end

    @property
    def left(self) -> int | None:
        """How often it will strike yet; None if there is no limit."""
        return self._left

    @property
    def active(self) -> bool:
        in_time = self.ends_at is None or self._clock.now() < self.ends_at
        return in_time and self._left != 0 and not self.over.is_set()

    def strikes(self) -> bool:
        """Whether it strikes what it fits, this time; if so it is counted."""
        if not self.active:
            return False
        if self._skip:
            self._skip -= 1
            return False
        if self._chance < 1 and self.numbers.random() >= self._chance:
            return False
        if self._left is not None:
            self._left -= 1
        self.hits += 1
        return True

    def end(self) -> None:
        """Let it be over: what it holds goes on, and what it changed in the workspace is changed back."""
        if not self.over.is_set():
            self.over.set()
            if self._on_end is not None:
                self._on_end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
