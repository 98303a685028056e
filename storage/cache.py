"""What belongs to a version of an assessment, remembered so that it is read only once.

Every change of what is in Parts raises the assessment's version in the same transaction, and only what was
committed is put in here: what is remembered for a version is what any process would read for it.
"""

from threading import Lock

from cachetools import LRUCache

from storage.parts import Parts

KEPT = 2_000
"""Assessments; about 20 kB each with long reasons, less than 5 kB as a rule."""


class PartsCache:
    """The newest version of each assessment that was used lately. Transactions ask from several threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._known: LRUCache[str, tuple[int, Parts]] = LRUCache(kept)
        self._lock = Lock()

    def get(self, assessment_id: str, version: int) -> Parts | None:
        with self._lock:
            known = self._known.get(assessment_id)
        return known[1] if known and known[0] == version else None

    def put(self, assessment_id: str, version: int, parts: Parts) -> None:
        with self._lock:
            self._known[assessment_id] = (version, parts)
