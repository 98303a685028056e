"""Letting time go by in a moment, beside an app that lives in real time."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from bot.sandbox.errors import CannotAct
from bot.sandbox.world.clock import Clock, MovableClock
from bot.sandbox.world.pulse import Hint, Pulse

AppDue = Callable[[float], Awaitable[float | None]]
"""From a moment on, when the app next does something by itself; None: never, as far as it knows. A
moment that has gone by means that it has not done it yet."""

LOOKS_EVERY = 61.0
"""Seconds on the sandbox's clock: an app that looks once a minute has looked by then."""
APP_PATIENCE = 5.0
"""Real seconds for the app to do what is due at one moment."""
LONGEST = 60.0
"""Real seconds that a move may take because of what the app does by itself; from there it goes on at once."""
MOST_SILENT = 3
"""Moments at which the app did nothing, before none are waited for any more."""
_AGAIN = 0.05


async def nothing_due(_after: float) -> float | None:
    """Of an app that tells nothing of what it will do."""
    return None


class TimeTravel:
    """Moves the sandbox's clock forward; what falls due on the way happens, in its order.

    At each moment at which something is due, such as an event that is sent again, the app first gets
    some real time to acknowledge what it has. Only if it stays silent do its three seconds run out. What the
    app does by itself, such as reminding people, it does in real time: the clock stands there until it has.
    """

    def __init__(self, clock: Clock, pulse: Pulse, under_way: Callable[[], int], app_due: AppDue) -> None:
        self._clock = clock
        self._pulse = pulse
        self._under_way = under_way
        """How much the app has been sent and not yet answered."""
        self._app_due = app_due
        self._one_at_a_time = asyncio.Lock()

    async def forward(self, seconds: float, patience: float) -> None:
        """Let so much time go by; `patience` is in real seconds. Raises CannotAct."""
        clock = self._clock
        if not isinstance(clock, MovableClock):
            raise CannotAct("This clock cannot be moved.")
        async with self._one_at_a_time:
            end = clock.now() + seconds
            await self._by_what_the_app_does(clock, end, patience)
            await self._to(clock, end, patience)
        self._pulse.send(Hint("clock"))

    async def _by_what_the_app_does(self, clock: MovableClock, end: float, patience: float) -> None:
        after, silent, given_up = 0.0, 0, time.monotonic() + LONGEST
        while silent < MOST_SILENT and time.monotonic() < given_up:
            due = await self._app_due(after)
            if due is None or (stop := max(due, clock.now()) + LOOKS_EVERY) > end:
                return
            await self._to(clock, stop, patience)
            if not await self._app_is_done(clock, after):
                after, silent = clock.now(), silent + 1

    async def _app_is_done(self, clock: Clock, after: float) -> bool:
        """Wait until nothing is due any more; False if the app does not get there."""
        given_up = time.monotonic() + APP_PATIENCE
        while time.monotonic() < given_up:
            due = await self._app_due(after)
            if due is None or due > clock.now():
                return True
            await asyncio.sleep(_AGAIN)
        return False

    async def _to(self, clock: MovableClock, end: float, patience: float) -> None:
        while True:
            await self._acknowledged(clock, patience)
            due = clock.next_due()
            if due is None or due > end:
                break
            await _go_to(clock, due)
        await _go_to(clock, end)

    async def _acknowledged(self, clock: MovableClock, patience: float) -> None:
        """Wait until nothing is with the app, and whoever waited for it has gone to sleep again."""
        await clock.advance(0)
        with contextlib.suppress(TimeoutError):
            await self._pulse.until(lambda: not self._under_way(), patience)
        await clock.advance(0)


async def _go_to(clock: MovableClock, moment: float) -> None:
    # Real time may have got there by itself meanwhile.
    await clock.advance(max(0.0, moment - clock.now()))
