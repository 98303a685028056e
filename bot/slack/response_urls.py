"""The addresses (response_url) that clicks bring along: they replace a message at no cost to any limit."""

from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache

# Slack allows 5 uses in 30 minutes; the last one and the last minutes are left alone.
# https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
USES = 4
SECONDS = 25 * 60
KEPT = 10_000


@dataclass(slots=True)
class _Address:
    url: str
    until: float
    uses: int = USES


class ReplyAddresses:
    """The newest address for each message, while it can be used. Where only one person has the message, that
    person and their click stand in place of its channel and `ts`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: LRUCache[tuple[str, str], _Address] = LRUCache(KEPT)

    def remember(self, channel: str, ts: str, url: str) -> None:
        self._known[(channel, ts)] = _Address(url, self._clock() + SECONDS)

    def use(self, channel: str, ts: str) -> str | None:
        """The address for this message, if there is one; each call counts as a use."""
        address = self._known.get((channel, ts))
        if address is None:
            return None
        address.uses -= 1
        if address.uses <= 0 or address.until < self._clock():
            self.forget(channel, ts)
        return address.url if address.until >= self._clock() else None

    def forget(self, channel: str, ts: str) -> None:
        self._known.pop((channel, ts), None)
