"""Copies of one message that arrive at the same time: taken once."""

import asyncio
from collections.abc import Awaitable, Callable

from cachetools import LRUCache

MOST_RECENT = 2_000


class InFlight:
    """One post that mentions the bot arrives twice, as `message` and as `app_mention`: whichever comes
    first is taken. The store remembers what was answered, by whichever process; this spares it the rest."""

    def __init__(self) -> None:
        self._recent: LRUCache[str, asyncio.Event] = LRUCache(MOST_RECENT)
        """By key, set once it is taken; what could not be taken is no longer here."""

    async def once(self, key: str, take: Callable[[], Awaitable[None]]) -> None:
        """Whoever comes second waits for the first: nothing is acknowledged before it is committed."""
        while under_way := self._recent.get(key):
            await under_way.wait()
            if self._recent.get(key) is under_way:
                return
        taken = self._recent[key] = asyncio.Event()
        try:
            await take()
        except BaseException:
            self._recent.pop(key, None)  # not taken: when Slack sends it again, it counts
            raise
        finally:
            taken.set()
