"""Trigger ids: proof that a person just acted. Good for a few seconds (in Slack 3) and for one view."""

from dataclasses import dataclass

from bot.sandbox.errors import ApiError
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.ids import new_id

KEPT = 600.0


@dataclass(slots=True)
class Trigger:
    user: str
    issued: float
    used: bool = False


class Triggers:
    def __init__(self, clock: Clock, lifetime: float) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str) -> str:
        self._forget_old()
        trigger_id = f"{new_id('1')}.{new_id('2')}"
        self._triggers[trigger_id] = Trigger(user, self._clock.now())
        return trigger_id

    def _forget_old(self) -> None:
        """Drop those from long ago, which stand at the front, so that a load test does not pile them up."""
        now = self._clock.now()
        while self._triggers:
            oldest = next(iter(self._triggers))
            if now - self._triggers[oldest].issued < KEPT:
                return
            del self._triggers[oldest]

    def use(self, trigger_id: str) -> Trigger:
        """The act behind the id; raises Slack's error if it is unknown, too old or used."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self._clock.now() - trigger.issued > self._lifetime:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger
