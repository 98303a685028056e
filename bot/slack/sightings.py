"""Who was seen in which channel, so that Slack need not be asked: it told of an act there, and would have
told if they had left since."""

from collections.abc import Callable

from cachetools import LRUCache

AT_LEAST_EVERY = 30.0
"""Seconds. So often it must be said anew that everything is heard, or nothing is believed."""
KEPT = 900.0
"""Seconds. Longer no form is open as a rule; and should a departure ever not be told, it ends here."""
LAST_KNOWN = 24 * 3600.0
"""Seconds. So long somebody is taken to be still where they were last, if Slack cannot be asked."""
MOST_KEPT = 10_000
_NEVER = -1.0
"""Before any moment, also one that nobody knows."""


class Sightings:
    """A click in a channel is a proof, and so is an invitation. Their order with departures is that of
    Slack's `ts`, of which only whole seconds compare. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._heard_at: float | None = None
        self._seen: LRUCache[tuple[str, str], float] = LRUCache(MOST_KEPT)
        self._last: LRUCache[tuple[str, str], float] = LRUCache(MOST_KEPT)
        self._left: LRUCache[tuple[str, str], float] = LRUCache(MOST_KEPT)
        self._holders: LRUCache[str, str] = LRUCache(MOST_KEPT)
        """Whose a conversation with the bot is. That never changes."""
        self.changes = 0
        """How often somebody left, or a channel became another one."""

    def heard(self, everything: bool) -> None:
        """Said again and again: whether this process has heard all that happened since it was said last."""
        if not everything:
            self._seen.clear()
            self._last.clear()
        self._heard_at = self._clock()

    def saw(self, person: str, channel: str, ts: str) -> None:
        """They did something in this channel, or came in. `ts` "0": nobody knows when, so that it counts only
        for who is not known to have left, or to be back since."""
        place = (person, channel)
        if channel.startswith("D"):
            self._holders[channel] = person
        elif float(ts) // 1 > self._left.get(place, _NEVER):
            self._left.pop(place, None)
            self._seen[place] = self._last[place] = self._clock()

    def found(self, person: str, channel: str, before: int) -> None:
        """Slack said that they can see it, when it was asked after so many `changes`. It need not be asked
        again at each thing that they do from elsewhere."""
        if before == self.changes:
            self._seen[(person, channel)] = self._clock()

    def left(self, person: str, channel: str, ts: str) -> None:
        self.changes += 1
        self._left[(person, channel)] = float(ts) // 1
        for kept in (self._seen, self._last):
            kept.pop((person, channel), None)

    def forget(self) -> None:
        """A channel is not what it was. Who was where last is still known."""
        self.changes += 1
        self._seen.clear()

    def show(self, person: str, channel: str) -> bool:
        """Whether they are surely there. If not, that says nothing."""
        if channel.startswith("D"):
            return self._holders.get(channel) == person
        return self._is_hearing() and self._is_younger(self._seen.get((person, channel)), KEPT)

    def showed_last(self, person: str, channel: str) -> bool:
        """Whether they were there when that could last be known: the bot may have been removed since."""
        return self._is_hearing() and self._is_younger(self._last.get((person, channel)), LAST_KNOWN)

    def _is_hearing(self) -> bool:
        return self._is_younger(self._heard_at, AT_LEAST_EVERY)

    def _is_younger(self, at: float | None, seconds: float) -> bool:
        return at is not None and 0 <= self._clock() - at <= seconds
