"""The files that were posted in threads lately."""

from collections.abc import Sequence
from typing import Final

from cachetools import LRUCache

from bot.cards.evidence_form import PostedFile

THREADS_KEPT: Final = 500
KEPT: Final = 5
"""Files of a thread: what was posted long ago is reached by the menu of its message."""


class ThreadFiles:
    """The latest files of threads, newest first. They are forgotten at a restart."""

    def __init__(self) -> None:
        self._known: LRUCache[tuple[str, str], tuple[PostedFile, ...]] = LRUCache(THREADS_KEPT)

    def heard(self, channel: str, thread_ts: str, found: Sequence[PostedFile]) -> None:
        if found:
            self._known[channel, thread_ts] = self._merged(found, self.of(channel, thread_ts))

    def _merged(self, newer: Sequence[PostedFile], older: Sequence[PostedFile]) -> tuple[PostedFile, ...]:
        known = {one.id: one for one in (*newer, *older)}
        return tuple(known.values())[:KEPT]

    def of(self, channel: str, thread_ts: str | None) -> tuple[PostedFile, ...]:
        return self._known.get((channel, thread_ts or ""), ())

    def moved(self, old: str, new: str) -> None:
        """A channel goes on under another id; what was heard under that already is newer."""
        for channel, thread_ts in [key for key in self._known if key[0] == old]:
            before = self._known.pop((channel, thread_ts))
            self._known[new, thread_ts] = self._merged(self.of(new, thread_ts), before)

    def gone(self, file: str) -> None:
        for key, known in list(self._known.items()):
            left = tuple(one for one in known if one.id != file)
            if left != known:
                self._known[key] = left
