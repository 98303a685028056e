"""Where people have talked: what was heard in each thread last."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import LRUCache

KEPT = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """What this process has heard since it began; of what came before, and of what another process hears, it
    knows nothing, and says that there is none. `has_room` tells of a channel whether a message can be posted
    there just now, within Slack's limits."""

    has_room: Callable[[str], bool] = lambda _channel: True
    _latest: LRUCache[tuple[str, str], str] = field(default_factory=lambda: LRUCache(KEPT))

    def heard(self, channel: str, thread_ts: str, ts: str) -> None:
        """Somebody wrote this in a thread, whatever it was."""
        if float(ts) > float(self._latest.get((channel, thread_ts), "0")):
            self._latest[channel, thread_ts] = ts

    def moved(self, old: str, new: str) -> None:
        """A channel goes on under another id."""
        for channel, thread_ts in [key for key in self._latest if key[0] == old]:
            self.heard(new, thread_ts, self._latest.pop((channel, thread_ts)))

    def is_below(self, channel: str, thread_ts: str | None, card_ts: str | None) -> bool:
        """Whether people have talked below the card in this thread, and a new one can be posted there."""
        latest = self._latest.get((channel, thread_ts or ""), "0")
        return card_ts is not None and float(latest) > float(card_ts) and self.has_room(channel)
