"""Locks on a SQLite file beside SQLite's own: they keep its connections from what they do by themselves.

SQLite's locks on a file are a process's, and end when the process closes any descriptor of it. These are
a descriptor's, so that they keep out connections of this process too; and it is never closed.
https://www.gnu.org/software/libc/manual/html_node/Open-File-Description-Locks.html
"""

import contextlib
import os
import struct
import time
from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # Windows, which lets nobody take away a file that is open
    fcntl = None  # type: ignore[assignment]

WAIT_SECONDS = 1.0
"""For whoever opens the file just now."""
_BETWEEN = 0.01
# https://www.sqlite.org/src/file/src/os.h
_PENDING, _PENDING_SIZE = 0x40000000, 1
"""Held for a moment by whoever opens the file, or closes it last."""
_SHARED, _SHARED_SIZE = 0x40000002, 510
"""Held by each connection, as long as it has a log."""


class FileLocks:
    """On one file. Only Linux has them: elsewhere nothing is held, and all goes on without."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._is_for_good = False

    def keep_from_closing(self, *, for_good: bool) -> None:
        """Till `closed`, or for the rest of this process. When its last connection is closed, and it gets the
        file to itself, SQLite brings its log into the file, and deletes the log and its index, by their
        names. With this lock in the way it leaves all three as they are."""
        self._is_for_good = self._is_for_good or for_good
        if can_lock():
            with contextlib.suppress(OSError):
                self._lock(fcntl.F_RDLCK, _SHARED, _SHARED_SIZE)

    def closed(self) -> None:
        """No connection is open any more. But Python may not yet have closed each that was in use when a log
        was lost: for these it is held for good."""
        if self._descriptor is not None and not self._is_for_good:
            self._lock(fcntl.F_UNLCK, _SHARED, _SHARED_SIZE)

    @contextlib.contextmanager
    def without_new_ones(self) -> Iterator[bool]:
        """Meanwhile no process opens the file, and none closes it last; those that have it open go on. Says
        whether that could be had: somebody else may hold it for WAIT_SECONDS."""
        if not can_lock():
            yield True
            return
        has_it = self._has_pending()
        try:
            yield has_it
        finally:
            if has_it:
                self._lock(fcntl.F_UNLCK, _PENDING, _PENDING_SIZE)

    def _has_pending(self) -> bool:
        until = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                self._lock(fcntl.F_WRLCK, _PENDING, _PENDING_SIZE)
                return True
            except OSError:
                if time.monotonic() >= until:
                    return False
            time.sleep(_BETWEEN)

    def _lock(self, kind: int, first: int, size: int) -> None:
        """Raises OSError if somebody else's lock is in the way, or the file cannot be opened."""
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR)
        lock = struct.pack("hhqqi4x", kind, os.SEEK_SET, first, size, 0)
        fcntl.fcntl(self._descriptor, fcntl.F_OFD_SETLK, lock)


def can_lock() -> bool:
    """Whether this system has such locks."""
    return hasattr(fcntl, "F_OFD_SETLK")
