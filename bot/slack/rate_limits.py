"""Staying under Slack's limits by our own count, so that a full room is not spent on being refused.

A bucket for each method, and one for each channel that is posted in. Who finds it empty takes a place in
its line and is told when to come back; nobody sleeps in here. What people wait for goes ahead of what they
do not.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

SOON = 0.05
"""The shortest wait, in seconds, that is worth telling."""
GRACE = 30.0
"""For how many seconds after its turn a place is kept for somebody who does not come back."""
NEARLY = 0.99
"""As good as a whole call: somebody who comes back just in time must not be sent away for a rounding."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Calls at once, after a quiet time, and calls a minute from then on. `kept`: how many of the first are
    kept for what people wait for."""

    burst: int
    a_minute: float
    kept: int = 0


# Each a little less than what Slack promises ("50+", "100+" a minute): what is on its way, and other
# processes of ours, need some too.
PACES = {
    "chat.postMessage": RateLimit(60, 280),  # "several hundred messages per minute"
    "chat.update": RateLimit(30, 45, kept=10),
    "chat.postEphemeral": RateLimit(60, 90),
    "reactions.add": RateLimit(30, 45),
    "chat.delete": RateLimit(30, 45, kept=10),
    "files.delete": RateLimit(30, 45),
}
IN_A_CHANNEL = RateLimit(3, 60)  # "1 per second per channel. Short bursts are allowed."
POSTING = "chat.postMessage"


@dataclass(slots=True)
class _Bucket:
    pace: RateLimit
    level: float
    at: float
    lines: tuple[dict[str, float], dict[str, float]] = field(default_factory=lambda: ({}, {}))
    """Who waits, in order, and until when their place is kept: those whom people wait for, and others."""

    def wait(self, who: str, now: float, *, patient: bool) -> float:
        """Seconds until a call of theirs fits; 0 if it fits now."""
        self._fill(now)
        line = self.lines[patient]
        for gone in [waiting for waiting, kept_until in line.items() if kept_until < now]:
            del line[gone]
        ahead = list(line).index(who) if who in line else len(line)
        need = 1 + ahead + (self.pace.kept if patient else 0)
        if self.level >= need - 1 + NEARLY:
            return 0.0
        seconds = max(SOON, (need - self.level) / self.rate)
        line[who] = now + seconds + GRACE
        return seconds

    def has_room(self, now: float) -> bool:
        """Whether a call fits now, and nobody waits for one."""
        self._fill(now)
        return self.level >= NEARLY and not any(
            until >= now for line in self.lines for until in line.values()
        )

    def _fill(self, now: float) -> None:
        self.level = min(float(self.pace.burst), self.level + (now - self.at) * self.rate)
        self.at = now

    def take(self, who: str) -> None:
        self.level -= 1
        for line in self.lines:
            line.pop(who, None)

    @property
    def rate(self) -> float:
        return self.pace.a_minute / 60


class Limits:
    """What may be called now. Methods without a pace are never held back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def wait(self, method: str, channel: str, who: str, *, patient: bool = False) -> float:
        """Seconds until this call fits, with a place kept for `who`; 0 if it may go ahead and is counted.

        `patient`: nobody waits for it, so that it leaves some room for what somebody does wait for.
        """
        now = self._clock()
        buckets = self._buckets_of(method, channel, now)
        longest = max((bucket.wait(who, now, patient=patient) for bucket in buckets), default=0.0)
        if not longest:
            for bucket in buckets:
                bucket.take(who)
        return longest

    def has_room(self, method: str, channel: str) -> bool:
        """Whether a call would fit now, and nobody waits for one. Keeps no place, and counts nothing."""
        now = self._clock()
        return all(bucket.has_room(now) for bucket in self._buckets_of(method, channel, now))

    def refused(self, method: str, channel: str, seconds: float) -> None:
        """Slack counts otherwise: nothing fits for so long, and then one call after the other."""
        now = self._clock()
        for bucket in self._buckets_of(method, channel, now)[-1:]:  # of posts, the channel's
            bucket.level, bucket.at = min(bucket.level, 1 - seconds * bucket.rate), now

    def _buckets_of(self, method: str, channel: str, now: float) -> list[_Bucket]:
        if method not in PACES:
            return []
        buckets = [self._bucket(method, "", PACES[method], now)]
        if method == POSTING:
            buckets.append(self._bucket(method, channel, IN_A_CHANNEL, now))
        return buckets

    def _bucket(self, method: str, channel: str, pace: RateLimit, now: float) -> _Bucket:
        return self._buckets.setdefault((method, channel), _Bucket(pace, pace.burst, now))
