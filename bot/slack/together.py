"""Slack is asked once by all who want to know the same at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Together(Generic[T]):
    def __init__(self, ask: Callable[[str], Awaitable[T]]) -> None:
        self._ask = ask
        self._asking: dict[str, asyncio.Future[T]] = {}

    async def about(self, person: str) -> T:
        """What Slack says, or raises as `ask` does."""
        asking = self._asking.get(person)
        if asking is None:
            asking = self._asking[person] = asyncio.ensure_future(self._ask(person))
            asking.add_done_callback(lambda done: self._no_longer_asking(person, done))
        return await asyncio.shield(asking)  # who gives up must not take it from the others

    def forget(self, person: str) -> None:
        """Whoever asks about them from now on is not told what was asked before."""
        self._asking.pop(person, None)

    def forget_all(self) -> None:
        """The same of everybody."""
        self._asking.clear()

    def _no_longer_asking(self, person: str, asked: asyncio.Future[T]) -> None:
        if self._asking.get(person) is asked:
            del self._asking[person]
        if not asked.cancelled():
            asked.exception()  # whoever waited for it may have given up, and then nobody else looks at it
