"""A pace that leaves room for others under one of Slack's limits."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable


class Throttle:
    """At most `most` calls in any `seconds`. The first ones go at once."""

    def __init__(
        self,
        most: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._calls: deque[float] = deque(maxlen=most)

    async def wait(self) -> None:
        """Return when the next call may go out."""
        if len(self._calls) == self._calls.maxlen:
            wait = self._calls[0] + self._seconds - self._clock()
            if wait > 0:
                await self._sleep(wait)
        self._calls.append(self._clock())
