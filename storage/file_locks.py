"""Locks on a SQLite file beside SQLite's own: they keep its connections from what they do by themselves.

SQLite's locks on a file are a process's, and end when the process closes any descriptor of it. These are
a descriptor's, so that they keep out connections of this process too; and it is never closed.
https://www.gnu.org/software/libc/manual/html_node/Open-File-Description-Locks.html
"""

import contextlib
import os
import struct
import time
from collections.abc import Callable, Iterator

from storage.open_here import OpenHere, identity_at

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
"""Held by each connection, as long as it has a log. To get the file to itself, one needs all of it: so its
first byte is enough to keep SQLite from that, and by its last one SQLite's own locks are told from ours."""
_HAS_INDEX = 128
"""The byte of `-shm` that is held by each process that has it open.
https://www.sqlite.org/src/file/src/os_unix.c"""
_LOCK = struct.Struct("hhqqi4x")


class FileLocks:
    """On one file. Only Linux has them: elsewhere nothing is held, and all goes on without."""

    def __init__(self, place: Callable[[], str]) -> None:
        self._place = place
        """Asked when it is needed: the file may have been moved by then."""
        self._descriptor: int | None = None
        self._is_for_good = False

    def keep_from_closing(self, *, for_good: bool) -> None:
        """Till `closed`, or for the rest of this process. When its last connection is closed, and it gets the
        file to itself, SQLite brings its log into the file, and deletes the log and its index, by their
        names. With this lock in the way it leaves all three as they are."""
        self._is_for_good = self._is_for_good or for_good
        if can_lock():
            with contextlib.suppress(OSError):
                self._lock(fcntl.F_RDLCK, _SHARED, 1)

    def closed(self) -> None:
        """No connection is open any more. But Python may not yet have closed each that was in use when a log
        was lost: for these it is held for good."""
        if self._descriptor is not None and not self._is_for_good:
            self._lock(fcntl.F_UNLCK, _SHARED, 1)

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
            self._descriptor = os.open(self._place(), os.O_RDWR)
        lock = _LOCK.pack(kind, os.SEEK_SET, first, size, 0)
        fcntl.fcntl(self._descriptor, fcntl.F_OFD_SETLK, lock)


def can_lock() -> bool:
    """Whether this system has such locks."""
    return hasattr(fcntl, "F_OFD_SETLK")


def is_open_elsewhere(database: str) -> bool:
    """Whether another process has a connection to it that has a log."""
    return _is_held(database, _SHARED + _SHARED_SIZE - 1)


def has_index_elsewhere(database: str) -> bool:
    """Whether another process has the index open that stands beside this name of a database."""
    return _is_held(f"{database}-shm", _HAS_INDEX)


def _is_held(path: str, byte: int) -> bool:
    """By another process. Raises OSError where it cannot be asked."""
    identity = identity_at(path)
    if identity is None or not can_lock():
        return False
    # To close a file that is open here would end SQLite's locks on it.
    already, own = OpenHere(identity).descriptor, None
    if already is None:
        already = own = os.open(path, os.O_RDONLY)
    try:
        asked = _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0)
        return bool(_LOCK.unpack(fcntl.fcntl(already, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK)
    finally:
        if own is not None:
            os.close(own)
