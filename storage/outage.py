"""A database that is out of reach, that another program holds, or that takes no change, is said once, and
once that it is not any more: everything fails meanwhile."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator

from storage.errors import NotWritable, OutOfReach, StoreHeld, StoreUnavailable

log = logging.getLogger(__name__)


class Outage:
    """Whether there is one, from what several threads do."""

    def __init__(self) -> None:
        self._away = _Trouble(
            "The database is out of reach: %s. Nothing is taken until it is back.",
            "The database is back, after %.0f s.",
        )
        self._held = _Trouble(
            "The database is held, as by another program: %s. Nothing is taken until it is let go.",
            "The database can be written to again, after %.0f s.",
        )
        self._refusing = _Trouble(
            "The database takes no change: %s. Nothing is taken until it does.",
            "The database takes changes again, after %.0f s.",
        )

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Around each thing that is done with the database."""
        tried_at = time.monotonic()
        try:
            yield
        except OutOfReach as error:
            self._away.begins(error, tried_at)
            raise
        except StoreHeld as error:
            self._held.begins(error, tried_at)
            raise
        except NotWritable as error:
            self._refusing.begins(error, tried_at)
            raise
        self._away.ends()

    @property
    def is_held(self) -> bool:
        """Whether another program holds the lock, as far as is known."""
        return self._held.is_on

    @property
    def is_refusing(self) -> bool:
        """Whether it takes no change, as far as is known."""
        return self._refusing.is_on

    def written(self) -> None:
        """After each change: what is only read works while another program holds the lock too."""
        self._held.ends()

    def changed(self) -> None:
        """After each commit of something: one of nothing is taken by a full disk too."""
        self._refusing.ends()


class _Trouble:
    """Of one kind, with the words for its beginning and its end."""

    def __init__(self, beginning: str, end: str) -> None:
        self._beginning = beginning
        self._end = end
        self._lock = threading.Lock()
        self._since: float | None = None
        self._ended = 0.0

    @property
    def is_on(self) -> bool:
        return self._since is not None

    def begins(self, error: StoreUnavailable, tried_at: float) -> None:
        with self._lock:
            # What was tried in the last outage may fail after its end.
            if self._since is None and tried_at >= self._ended:
                self._since = tried_at
                log.error(self._beginning, error)

    def ends(self) -> None:
        if self._since is None:
            return
        with self._lock:
            if self._since is not None:
                self._ended = time.monotonic()
                log.warning(self._end, self._ended - self._since)
                self._since = None
