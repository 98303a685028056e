"""Slack's rate limits: a token bucket for each method, and one for each channel that is posted in.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
from dataclasses import dataclass

from bot.sandbox.world.clock import Clock

# Calls a minute. Slack says "1+, 20+, 50+, 100+": the least it promises is what the sandbox gives.
_TIERS = {"tier 1": 1, "tier 2": 20, "tier 3": 50, "tier 4": 100, "special": 600}
# "1 per second per channel. Short bursts are allowed. Several hundred a minute for a workspace."
_POSTS_A_SECOND = 1.0
_POST_BURST = 4
_POSTS_A_MINUTE = 300


LOOKS_BACK = frozenset({"conversations.history", "conversations.replies"})


@dataclass(frozen=True, slots=True)
class SlowLane:
    """What Slack allows an app that is distributed outside its Marketplace of these two methods: a call each
    in so many seconds, and so many messages in an answer.
    https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps"""

    every: float = 60.0
    most: int = 15


@dataclass(slots=True)
class Bucket:
    """Holds up to `size` calls, and is filled again at `rate` a second."""

    size: float
    rate: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until a call fits; 0 if it fits now."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.rate

    def take(self) -> None:
        self.level -= 1


class Limits:
    def __init__(self, clock: Clock, *, enforced: bool) -> None:
        self.enforced = enforced
        self.slow_lane: SlowLane | None = None
        """Holds, whether or not the others are enforced."""
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def wait(self, method: str, tier: str | None, channel: str | None) -> int:
        """Whole seconds for `Retry-After`, or 0 if the call may go ahead and is now counted."""
        now = self._clock.now()
        buckets = self._buckets_for(method, tier, channel, now) if self.enforced and tier else []
        if self.slow_lane and method in LOOKS_BACK:
            every = self.slow_lane.every
            buckets.append(self._bucket(f"{method} every {every}", 1, 1 / every, now))
        if not buckets:
            return 0
        longest = max(bucket.wait(now) for bucket in buckets)
        if longest > 0:
            return math.ceil(longest)
        for bucket in buckets:
            bucket.take()
        return 0

    def most_messages(self, method: str) -> int | None:
        """How many an answer holds, whatever was asked for."""
        return self.slow_lane.most if self.slow_lane and method in LOOKS_BACK else None

    def _buckets_for(self, method: str, tier: str, channel: str | None, now: float) -> list[Bucket]:
        if tier == "posting":
            return [
                self._bucket(method, _POSTS_A_MINUTE, _POSTS_A_MINUTE / 60, now),
                self._bucket(f"{method} {channel}", _POST_BURST, _POSTS_A_SECOND, now),
            ]
        per_minute = _TIERS[tier]
        return [self._bucket(method, per_minute, per_minute / 60, now)]

    def _bucket(self, name: str, size: float, rate: float, now: float) -> Bucket:
        return self._buckets.setdefault(name, Bucket(size, rate, size, now))
