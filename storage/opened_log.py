"""Whether the log of a SQLite file, `-wal`, is still the one that SQLite writes to, and holds what it wrote.

SQLite opens the log and its index, `-shm`, once. It does not notice when they lose their names, or when
somebody else writes to them: it goes on, and what it wrote is gone when the process ends. While one
connection is open, no other process may take either away: https://www.sqlite.org/walformat.html
"""

import contextlib
import os
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from storage.aside import put_aside
from storage.errors import OutOfReach
from storage.open_here import OpenHere, identity_at

_TRIES = 5
"""How often the index is read anew while another process writes to it."""
_PART = 1_000_000
"""Bytes that are copied at a time."""
_VERSION = 3_007_000
# https://www.sqlite.org/walformat.html#the_wal_index_header and #the_wal_file_format
_INDEX = struct.Struct("=I8xB1xHI4x8s8s56xI")
"""The first copy of the index's header, and what stands behind the second: see _Committed."""
_COPY = 48
_LOG_HEADER, _FRAME_HEADER = 32, 24
_CHECKSUMS, _CHECKSUMS_IN_LOG = struct.Struct("=II").unpack, struct.Struct(">II").pack


class LogLost(OutOfReach):
    """The log or its index is not what SQLite has open."""


class _Committed(NamedTuple):
    """What the index says. The checksums and salts are of the last frame that counts."""

    version: int
    is_filled: int
    page: int
    frames: int
    """How many count."""
    checksums: bytes
    """Two numbers, in this machine's order."""
    salts: bytes
    backfilled: int
    """How many frames are in the database itself already."""

    @property
    def is_needed(self) -> bool:
        """Whether the log holds something that the database does not."""
        return self.backfilled < self.frames

    def is_at_the_end_of(self, read: Callable[[int, int], bytes]) -> bool:
        """Of a log that is read by so many bytes, from there on. Each checksum goes on from the one before,
        so the last stands for all."""
        page = 65_536 if self.page == 1 else self.page
        at = _LOG_HEADER + (self.frames - 1) * (page + _FRAME_HEADER)
        return (
            read(_FRAME_HEADER, at)[8:] == self.salts + _CHECKSUMS_IN_LOG(*_CHECKSUMS(self.checksums))
            and read(_LOG_HEADER, 0)[16:24] == self.salts
        )


class OpenedLog:
    """The two files beside a database, from the first connection on until the last one is closed."""

    def __init__(self, database: str) -> None:
        self._log_path, self._index_path = f"{database}-wal", f"{database}-shm"
        self._log: OpenHere | None = None
        self._index: OpenHere | None = None

    def connected(self) -> None:
        """Right after a connection has read something: from now on these two are the ones."""
        if self._log is None:
            log, index = identity_at(self._log_path), identity_at(self._index_path)
            if log and index:
                self._log, self._index = OpenHere(log), OpenHere(index)

    def check(self) -> None:
        """Raises LogLost unless both have their names, and hold what was committed last."""
        if self._log is None or self._index is None:
            return
        if self.has_its_name and self._index_has_its_name:
            if self._holds_all(self._log):
                return
            what = f"{self._log_path} was written to by something else"
        else:
            gone = self._log_path if not self.has_its_name else self._index_path
            what = f"{gone} was deleted, moved or replaced"
        if self._log.is_open:
            raise LogLost(what)
        self._log = self._index = None  # the last connection was closed, and took them along

    @property
    def has_its_name(self) -> bool:
        return self._log is not None and identity_at(self._log_path) == self._log.identity

    @property
    def _index_has_its_name(self) -> bool:
        return self._index is not None and identity_at(self._index_path) == self._index.identity

    @property
    def has_successor(self) -> bool:
        """Whether somebody put another log or index in the place of one that lost its name. They may have
        committed something to it, and to the database: what is written now by way of ours would undo that."""
        places = ((self._log, self._log_path), (self._index, self._index_path))
        return any(ours and identity_at(path) not in (None, ours.identity) for ours, path in places)

    @property
    def is_needed(self) -> bool:
        """Whether it holds something that the database does not."""
        committed = self._committed(again=True) if self._index else None
        return committed is not None and committed.is_needed

    @property
    def checkpoint(self) -> str | None:
        """The kind of checkpoint that brings all that was committed into the database, "" if none is
        needed, None if it cannot be done any more."""
        committed = self._committed(again=True) if self._index else None
        if committed is None or self._log is None:
            return None
        if not committed.is_needed:
            return ""
        if committed.is_at_the_end_of(self._log.read_again):
            # TRUNCATE begins the index anew for everybody who has it. Of one that lost its name, somebody
            # else may already have made a new one, for the same log: then nothing but the database changes.
            return "TRUNCATE" if self._index_has_its_name else "FULL"
        # Another process has gone over to a new log under the same index.
        with (
            contextlib.suppress(OSError),
            Path(self._log_path).open("rb") as new,
        ):  # without locks
            if committed.is_at_the_end_of(partial(os.pread, new.fileno())):
                return ""
        return None

    def put_aside(self) -> str | None:
        """Take both from beside the database, so that the next start does not read them into a file that
        they do not belong to. Returns where the log is now, None if it had lost its name already."""
        if not self.has_its_name:
            return None
        with contextlib.suppress(OSError):
            aside = self._made_aside()
            Path(self._log_path).rename(aside)
            if self._index_has_its_name:
                Path(self._index_path).unlink()
            return str(aside)
        return None

    def copy_aside(self) -> str | None:
        """What it holds, as a file that only the owner of this process may read; both stay as they are.
        Returns where, None if it cannot be written or there is nothing in it."""
        aside, at = None, 0
        with contextlib.suppress(OSError):
            aside = self._made_aside()
            with aside.open("wb") as copy:
                while self._log and (part := self._log.read_again(_PART, at)):
                    copy.write(part)
                    at += len(part)
        return str(aside) if at else None

    def _made_aside(self) -> Path:
        """An empty file that only the owner of this process may read. Raises OSError."""
        return put_aside(
            partial(Path.touch, mode=0o600, exist_ok=False), Path(self._log_path), ".", datetime.now(UTC)
        )

    def _holds_all(self, log: OpenHere) -> bool:
        committed = self._committed()
        if committed and (not committed.frames or committed.is_at_the_end_of(log.read)):
            return True  # nearly always; each click pays for it
        for _ in range(_TRIES):
            before, committed = committed, self._committed(again=True)
            if committed is None or not committed.frames or committed.is_at_the_end_of(log.read_again):
                return True
            if before == committed:
                return False
        return True  # another process writes and writes: it would not, into a log that is lost

    def _committed(self, *, again: bool = False) -> _Committed | None:
        """None if the index does not say: it is being written, or of another version."""
        assert self._index is not None
        read = self._index.read_again if again else self._index.read
        for _ in range(_TRIES):
            found = read(_INDEX.size, 0)
            if len(found) == _INDEX.size and found[:_COPY] == found[_COPY : 2 * _COPY]:
                committed = _Committed._make(_INDEX.unpack(found))
                return committed if committed.version == _VERSION and committed.is_filled else None
            read = self._index.read_again
        return None
