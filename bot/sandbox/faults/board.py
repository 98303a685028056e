"""The faults that are in force, and what all kinds of them share: a clock, a seed, a record."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any, TypeVar

from bot.sandbox.faults.fault import Extent, Fault
from bot.sandbox.people.person import Person
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.gate import Address
from bot.sandbox.wire.limits import Limits
from bot.sandbox.wire.log import Injected
from bot.sandbox.world.clock import Clock

S = TypeVar("S")


class Board:
    def __init__(
        self,
        core: Core,
        limits: Limits,
        people: Mapping[str, Person],
        cut: Callable[[Address | None], None],
        seed: int,
    ) -> None:
        self.core = core
        self.limits = limits
        self.people = people
        self.cut = cut
        """Break the connection from an address."""
        self.seed = seed
        self.deleted: set[tuple[str, str]] = set()
        """The channel and ts of each message that a fault took away."""
        self._made = 0
        self._drawn = 0
        self._faults: list[Fault[Any]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def clock(self) -> Clock:
        return self.core.clock

    @property
    def active(self) -> list[Fault[Any]]:
        return [fault for fault in self._faults if fault.active]

    def add(
        self, name: str, words: str, spec: S, extent: Extent, on_end: Callable[[], None] | None = None
    ) -> Fault[S]:
        """Put a fault in force. Each draws its own numbers, so that one does not change another's luck."""
        self._faults = [fault for fault in self._faults if fault.active or fault.holding]
        self._made += 1
        self._drawn += 1

        def ended() -> None:
            if on_end is not None:
                on_end()
            self.core.world.changed("faults")

        fault = Fault(
            f"F{self._made}",
            name,
            words,
            spec,
            extent,
            clock=self.clock,
            numbers=random.Random(f"{self.seed}/{self._drawn}"),  # noqa: S311 - no secret, but to be repeated
            on_end=ended,
        )
        self._faults.append(fault)
        if fault.ends_at is not None:
            self.background(self._end_in(fault, extent["lasting"], puts_back=on_end is not None))
        self.core.world.changed("faults")
        return fault

    async def _end_in(self, fault: Fault[Any], seconds: float, *, puts_back: bool) -> None:
        await self.clock.sleep(seconds)
        if puts_back:
            fault.end()
        else:
            # What it holds may be held for longer than it strikes.
            self.core.world.changed("faults")

    def named(self, id: str) -> str:
        """What people call a channel or a person."""
        world = self.core.world
        channel = world.channels.get(id)
        return f"#{channel.name}" if channel else world.name_of(id)

    def of(self, spec: type[S]) -> Iterator[Fault[S]]:
        """The faults of one kind, oldest first."""
        return (fault for fault in self.active if isinstance(fault.spec, spec))

    def record(self, fault: Fault[Any], target: str, details: Mapping[str, Any]) -> None:
        """Write down that a fault struck."""
        self.core.log.inject(Injected(fault.name, target, dict(details), self.clock.now()))
        self.core.world.changed("faults")

    async def pause(
        self, fault: Fault[Any], seconds: float, released: asyncio.Future[None] | None = None
    ) -> None:
        """Wait so long, or until the fault is ended, or until it lets go of this one."""
        waits: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(self.clock.sleep(seconds)),
            asyncio.ensure_future(fault.over.wait()),
        ]
        fault.holding += 1
        try:
            everything = waits if released is None else [*waits, released]
            await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        finally:
            fault.holding -= 1
            for wait in waits:
                wait.cancel()

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def clear(self) -> None:
        """End every fault, the latest first, so that the workspace goes back the way it came."""
        for fault in reversed(self._faults):
            fault.end()
        self._faults.clear()
        self.core.world.changed("faults")

    def reseed(self, seed: int) -> None:
        """Begin the numbers again, so that the same faults made in the same order fare the same."""
        self.seed, self._drawn = seed, 0

    async def close(self) -> None:
        """Let go of all that waits. The workspace stays as it is: nobody will look at it again."""
        for fault in self._faults:
            fault.over.set()
        for task in tuple(self._tasks):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
