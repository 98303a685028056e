"""Letting time go by in a moment, beside an app that lives in real time."""

import asyncio
import contextlib
from collections.abc import Callable

from bot.sandbox.errors import CannotAct
from bot.sandbox.world.clock import Clock, MovableClock
from bot.sandbox.world.pulse import Hint, Pulse


class TimeTravel:
    """Moves the sandbox's clock forward; what falls due on the way happens, in its order.

    At each moment at which something is due, such as an event that is sent again, the app first gets
    some real time to acknowledge what it has. Only if it stays silent do its three seconds run out.
    """

    def __init__(self, clock: Clock, pulse: Pulse, under_way: Callable[[], int]) -> None:
        self._clock = clock
        self._pulse = pulse
        self._under_way = under_way
        """How much the app has been sent and not yet answered."""
        self._one_at_a_time = asyncio.Lock()

    async def forward(self, seconds: float, patience: float) -> None:
        """Let so much time go by; `patience` is in real seconds. Raises CannotAct."""
        clock = self._clock
        if not isinstance(clock, MovableClock):
            raise CannotAct("This clock cannot be moved.")
        async with self._one_at_a_time:
            end = clock.now() + seconds
            while True:
                await self._acknowledged(clock, patience)
                due = clock.next_due()
                if due is None or due > end:
                    break
                await _go_to(clock, due)
            await _go_to(clock, end)
        self._pulse.send(Hint("clock"))

    async def _acknowledged(self, clock: MovableClock, patience: float) -> None:
        """Wait until nothing is with the app, and whoever waited for it has gone to sleep again."""
        await clock.advance(0)
        with contextlib.suppress(TimeoutError):
            await self._pulse.until(lambda: not self._under_way(), patience)
        await clock.advance(0)


async def _go_to(clock: MovableClock, moment: float) -> None:
    # Real time may have got there by itself meanwhile.
    await clock.advance(max(0.0, moment - clock.now()))
