"""Slack's clock as far as we can tell: what was typed when is only comparable on one clock."""

import logging
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import NamedTuple

import aiohttp

log = logging.getLogger(__name__)

_TS = re.compile(r"[0-9]{10}\.[0-9]{6}")

APART = 5.0
"""Seconds between the two clocks that whoever looks after this machine is told of."""


class Moment(NamedTuple):
    """When something was asked: what our clock showed, and by how much that was ahead of one nobody sets."""

    here: float
    apart: float


class SlackClock:
    """Gives Slack's time in seconds since the epoch, good to about a second.

    Each answer of Slack tells between which two moments its clock stood while we waited. Our own clock is
    believed as far as that does not contradict it: what is added to it changes by no more than it must, so
    that time neither jumps nor runs back where both agree. `here` is ours; either may be set while we run.
    `steady` gives seconds of a clock that nobody sets: against it shows that ours was (asked_time.py).
    `logs`: it is said in the log when they begin to differ, and when they agree again.
    """

    differs = False
    """Whether they are so far apart that somebody should set ours."""

    def __init__(
        self,
        here: Callable[[], float] = time.time,
        *,
        steady: Callable[[], float] = time.monotonic,
        logs: bool = False,
    ) -> None:
        self.here = here
        self._steady = steady
        self.ahead = 0.0
        """Seconds by which Slack's clock is surely ahead of ours; behind it, if negative."""
        self._logs = logs
        self._apart = self.moment().apart

    def __call__(self) -> float:
        return self.here() + self.ahead

    @property
    def words(self) -> str:
        """How the clocks compare."""
        if not self.differs:
            return "This machine's clock agrees with Slack's."
        where = "behind" if self.ahead > 0 else "ahead of"
        return f"This machine's clock is {abs(self.ahead):.0f} s {where} Slack's."

    def moment(self) -> Moment:
        """To be noted when Slack is asked something."""
        here = self.here()
        return Moment(here, here - self._steady())

    @property
    def was_set(self) -> bool:
        """Whether ours was set, or the machine slept, since Slack last told its time: till it tells it again,
        nobody knows which time it is."""
        return abs(self.moment().apart - self._apart) > APART

    def ts(self) -> str:
        """The same as Slack writes it."""
        return f"{self():.6f}"

    def dated(self, asked: Moment, date: str) -> None:
        """An answer with this Date header has come. `asked`: when it was asked for."""
        try:
            moment = parsedate_to_datetime(date).timestamp()
        except (ValueError, OverflowError):
            return  # what stands between us and Slack may write what it likes
        self._stood(asked, moment, moment + 1)  # it leaves out what is less than a second

    def posted(self, asked: Moment, ts: object) -> None:
        """A message that we posted has got this `ts`. Where that counts within the second instead of telling
        the time, we are wrong by less than a second."""
        if isinstance(ts, str) and _TS.fullmatch(ts):
            self._stood(asked, float(ts), float(ts))

    def _stood(self, asked: Moment, earliest: float, latest: float) -> None:
        """Slack's clock stood between these two at some time after `asked`, and before now."""
        now = self.moment()
        if abs(now.apart - asked.apart) > APART:
            return  # ours was set meanwhile, and who knows whether before or after Slack looked at its own
        self.ahead = min(max(self.ahead, earliest - now.here), latest - asked.here)
        self._apart = now.apart
        differed = self.differs
        # Half of it must be gone before they agree again: at the very limit it would be said over and over.
        self.differs = abs(self.ahead) > (APART / 2 if differed else APART)
        if self._logs and self.differs != differed:
            log.warning("%s Balance goes by Slack's." if self.differs else "%s", self.words)


def watching(clock: SlackClock) -> aiohttp.TraceConfig:
    """Has `clock` read every answer, whatever it says, that comes through a session with this."""
    trace = aiohttp.TraceConfig()

    async def asking(_session: object, context: SimpleNamespace, _begun: object) -> None:
        context.asked = clock.moment()

    async def answered(
        _session: object, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        if date := ended.response.headers.get("Date"):
            clock.dated(context.asked, date)

    trace.on_request_start.append(asking)
    trace.on_request_end.append(answered)
    return trace
