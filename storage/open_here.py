"""A file that SQLite has open in this process, looked into by way of SQLite's own descriptor.

To open it once more, and to close it again, would end the locks that SQLite has on it in this process.
https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
"""

import os

DESCRIPTORS = "/dev/fd"
"""What this process has open, by number; on Linux and macOS alike."""

Identity = tuple[int, int]
"""Device and inode: a file, whatever its name is."""


def found_at(path: str) -> os.stat_result | None:
    """What has this name; None if nothing has."""
    try:
        return os.stat(path)  # noqa: PTH116 - with every click, and Path.stat takes twice as long
    except OSError:
        return None


def identity_of(found: os.stat_result) -> Identity:
    return found.st_dev, found.st_ino


def identity_at(path: str) -> Identity | None:
    """Of what has this name; None if nothing has."""
    found = found_at(path)
    return identity_of(found) if found else None


class OpenHere:
    """A file that SQLite opened. It may close it at any time, and open it again."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self._descriptor: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether this process has it open now."""
        if self._descriptor is None or not self._is_it(self._descriptor):
            self._descriptor = next(filter(self._is_it, _descriptors()), None)
        return self._descriptor is not None

    def is_shorter_than(self, size: int) -> bool:
        """False if it is not open here."""
        return self.is_open and os.fstat(self._descriptor or 0).st_size < size

    def read_again(self, length: int, offset: int) -> bytes:
        """So many bytes from there on; fewer where it ends, and none if it is not open here."""
        return self.read(length, offset) if self.is_open else b""

    def read(self, length: int, offset: int) -> bytes:
        """The same in half the time, for whoever can tell what was read: after SQLite has closed it and until
        `read_again` is asked, it may be of another file."""
        if self._descriptor is None and not self.is_open:
            return b""
        try:
            return os.pread(self._descriptor or 0, length, offset)
        except OSError:
            return b""

    def _is_it(self, descriptor: int) -> bool:
        try:
            found = os.fstat(descriptor)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self.identity


def _descriptors() -> list[int]:
    try:
        return [int(name) for name in os.listdir(DESCRIPTORS)]  # noqa: PTH208 - names, not paths
    except OSError:
        return []
