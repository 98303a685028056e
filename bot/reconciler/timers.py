"""When to look at an assessment again.

What is due is due at a moment on the clock that the bot was given, which may be moved: by days in the
sandbox, by a correction, or because this machine was asleep. What Slack asks us to wait for is real time.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

JUMP = 1.0
"""Seconds by which a clock must have moved against real time before timers are set anew."""


@dataclass(frozen=True, slots=True)
class Later:
    """Seconds until something is `due`, on the clock; nothing is to be tried before `wait` has gone by."""

    due: float = 0.0
    wait: float = 0.0

    @property
    def is_now(self) -> bool:
        return self.due <= 0 and self.wait <= 0


@dataclass(slots=True)
class _Timer:
    due_at: float
    not_before: float
    handle: asyncio.TimerHandle | None = None


class Timers:
    """One for each assessment at most; `ring` is called with its id, and the timer is then gone."""

    def __init__(self, clock: Callable[[], float], ring: Callable[[str], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._timers: dict[str, _Timer] = {}
        self._apart = self._apart_now()

    def waits_for_slack(self, assessment_id: str) -> bool:
        """Whether nothing of it is to be tried before the time that Slack asked for is over."""
        timer = self._timers.get(assessment_id)
        return timer is not None and timer.not_before > time.monotonic()

    def set(self, assessment_id: str, later: Later) -> None:
        """In the place of any that was set."""
        self.cancel(assessment_id)
        timer = _Timer(self._clock() + later.due, time.monotonic() + later.wait)
        self._timers[assessment_id] = timer
        self._arm(assessment_id, timer)

    def cancel(self, assessment_id: str) -> None:
        timer = self._timers.pop(assessment_id, None)
        if timer and timer.handle:
            timer.handle.cancel()

    def clear(self) -> None:
        for assessment_id in tuple(self._timers):
            self.cancel(assessment_id)

    def follow(self) -> bool:
        """Set all of them anew if the clock was moved; says whether it was. To be asked once a second."""
        apart = self._apart_now()
        if abs(apart - self._apart) < JUMP:
            return False
        self._apart = apart
        for assessment_id, timer in self._timers.items():
            self._arm(assessment_id, timer)
        return True

    def _arm(self, assessment_id: str, timer: _Timer) -> None:
        if timer.handle:
            timer.handle.cancel()
        seconds = max(timer.due_at - self._clock(), timer.not_before - time.monotonic(), 0.0)
        timer.handle = asyncio.get_running_loop().call_later(seconds, self._rings, assessment_id)

    def _rings(self, assessment_id: str) -> None:
        del self._timers[assessment_id]
        self._ring(assessment_id)

    def _apart_now(self) -> float:
        return self._clock() - time.monotonic()
