"""How those who wait hear that the world has changed."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hint:
    """What changed, and for whom when it concerns only one person."""

    type: str
    channel: str | None = None
    thread: str | None = None
    user: str | None = None


class Pulse:
    """Wakes everyone who waits for a condition, and feeds live listeners."""

    def __init__(self) -> None:
        self._beat = asyncio.Event()
        self._listeners: set[Callable[[Hint], None]] = set()

    def send(self, hint: Hint) -> None:
        """Tell all who listen or wait."""
        self._beat.set()
        self._beat = asyncio.Event()
        for listener in tuple(self._listeners):
            listener(hint)

    @contextlib.contextmanager
    def listening(self, listener: Callable[[Hint], None]) -> Iterator[None]:
        self._listeners.add(listener)
        try:
            yield
        finally:
            self._listeners.discard(listener)

    async def until(self, condition: Callable[[], T | None], timeout: float) -> T:  # noqa: ASYNC109 - a plain argument reads best in tests
        """The condition's value as soon as it is true; TimeoutError after `timeout` real seconds."""
        async with asyncio.timeout(timeout):
            while True:
                beat = self._beat
                if value := condition():
                    return value
                await beat.wait()
