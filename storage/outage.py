"""A database that is out of reach is said once, and once that it is back: everything fails meanwhile."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator

from storage.errors import OutOfReach

log = logging.getLogger(__name__)


class Outage:
    """Whether there is one, from what several threads do."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None
        self._ended = 0.0

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Around each thing that is done with the database."""
        tried_at = time.monotonic()
        try:
            yield
        except OutOfReach as error:
            self._begins(error, tried_at)
            raise
        if self._since is not None:
            self._ends()

    def _begins(self, error: OutOfReach, tried_at: float) -> None:
        with self._lock:
            # What was tried in the last outage may fail after its end.
            if self._since is None and tried_at >= self._ended:
                self._since = tried_at
                log.error("The database is out of reach: %s. Nothing is taken until it is back.", error)

    def _ends(self) -> None:
        with self._lock:
            if self._since is not None:
                self._ended = time.monotonic()
                log.warning("The database is back, after %.0f s.", self._ended - self._since)
                self._since = None
