"""Slack's time when it is not known: whoever must know it has Slack asked, within limits."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.slack.clock import SlackClock
from bot.slack.errors import SlackProblem
from bot.tasks import Tasks

log = logging.getLogger(__name__)

WAIT_SECONDS = 1.5
"""How long is waited for an answer: Slack gives up on a click after three."""
EVERY_SECONDS = 5.0
"""Between two askings, whoever wants to know. Who sends an old request over and over can have Slack
asked twelve times a minute, no more."""


class AskedTime:
    """One asking at a time; who wants to know meanwhile waits for the same answer. `ask` is any call to Slack
    that raises the children of SlackProblem: `clock` reads the time off whatever comes back."""

    def __init__(self, clock: SlackClock, ask: Callable[[], Awaitable[object]], tasks: Tasks) -> None:
        self._clock = clock
        self._ask = ask
        self._tasks = tasks
        self._asking: asyncio.Task[None] | None = None
        self._asked_at = float("-inf")

    async def known(self) -> bool:
        """Whether it is; answers at once, unless our clock was set since Slack last told its time."""
        if self._clock.was_set:
            await self.anew()
        return not self._clock.was_set

    async def anew(self) -> None:
        """Returns when Slack has told its time, or WAIT_SECONDS later; at once if it was asked just now."""
        if self._asking is None and time.monotonic() - self._asked_at >= EVERY_SECONDS:
            self._asking = self._tasks.spawn(self._ask_once(), "Slack's time")
        if self._asking:
            await asyncio.wait({self._asking}, timeout=WAIT_SECONDS)

    async def _ask_once(self) -> None:
        try:
            await self._ask()
        except SlackProblem as problem:
            log.info("Slack was asked what time it is: %s", problem)
        finally:
            self._asking, self._asked_at = None, time.monotonic()
