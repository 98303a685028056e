"""Whether the log of a SQLite file, `-wal`, is still the one that SQLite writes to, and holds what it wrote.

SQLite opens the log and its index, `-shm`, once. It does not notice when they lose their names, or when
somebody else writes to them: it goes on, and what it wrote is gone when the process ends. While one
connection is open, no other process may take either away: https://www.sqlite.org/walformat.html

Nor does it notice an older copy of the index, or of both, that is written over them: what was committed
since is then gone. So this process keeps what it saw committed last, and what stands there later must have
that too.
"""

import contextlib
import os
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from storage import log_index
from storage.aside import put_aside
from storage.errors import OutOfReach
from storage.log_index import Committed, Read
from storage.open_here import OpenHere, found_at, identity_at, identity_of

_TRIES = 5
"""How often the index is read anew while another process writes to it."""
_PART = 1_000_000
"""Bytes that are copied at a time."""
_LOST_ITS_NAME = "was deleted, moved or replaced"
_CUT = "was cut short"


class LogLost(OutOfReach):
    """The log or its index is not what SQLite has open."""


class OpenedLog:
    """The two files beside a database, from the first connection on until the last one is closed."""

    def __init__(self, database: str) -> None:
        self._log_path, self._index_path = f"{database}-wal", f"{database}-shm"
        self._log: OpenHere | None = None
        self._index: OpenHere | None = None
        self._index_size = 0
        """It only grows."""
        self._last: Committed | None = None
        """What was committed when it was last looked at."""
        self._looking = threading.Lock()
        """Another thread may commit meanwhile: then what this one has just read is not the last any more."""

    def before_connecting(self) -> None:
        """Once the last connection was closed, whoever opens the file next begins the log and its index anew,
        perhaps under the same names and numbers: what was known of them counts no more."""
        with self._looking:
            if self._log and not self._log.is_open:
                self._forget()

    def connected(self) -> None:
        """Right after a connection has read something: from now on these two are the ones."""
        if self._log is None:
            log, index = identity_at(self._log_path), identity_at(self._index_path)
            if log and index:
                self._log, self._index = OpenHere(log), OpenHere(index)
                self.committed()

    def committed(self) -> None:
        """Right after a commit: from now on it may not be missing."""
        with self._looking:
            found = self._committed() if self._index else None
            if found and not (self._last and found.is_behind(self._last)):
                self._last = found

    def check_index(self) -> None:
        """Before SQLite reads the index, which it does as memory: a process that reads there beyond the end
        of the file is killed (SIGBUS). Raises LogLost if it was cut short."""
        with self._looking:
            if self._index_is_cut:
                self._raise_if(f"{self._index_path} {_CUT}")

    def check(self) -> None:
        """Raises LogLost unless both have their names, and hold what was committed last."""
        with self._looking:
            if self._log and self._index:
                what = f"{self._log_path} {_LOST_ITS_NAME}" if not self.has_its_name else ""
                what = what or self._what_is_wrong_with(self._index)
                if not what and not self._holds_all(self._log):
                    what = f"{self._log_path}, or its index, was written to by something else"
                self._raise_if(what)

    def _raise_if(self, what: str) -> None:
        if not what:
            return
        if self._log and self._log.is_open:
            raise LogLost(what)
        self._forget()  # the last connection was closed, and took them along

    def _forget(self) -> None:
        self._log = self._index = self._last = None
        self._index_size = 0

    def _what_is_wrong_with(self, index: OpenHere) -> str:
        """As far as its name and its length tell."""
        found = found_at(self._index_path)
        if found is None or identity_of(found) != index.identity:
            return f"{self._index_path} {_LOST_ITS_NAME}"
        if found.st_size < self._index_size:
            return f"{self._index_path} {_CUT}"
        self._index_size = found.st_size
        return ""

    @property
    def has_its_name(self) -> bool:
        return self._log is not None and identity_at(self._log_path) == self._log.identity

    @property
    def _index_has_its_name(self) -> bool:
        return self._index is not None and identity_at(self._index_path) == self._index.identity

    @property
    def _index_is_cut(self) -> bool:
        return self._index is not None and self._index.is_shorter_than(self._index_size)

    @property
    def is_whole(self) -> bool:
        """Whether the log, without its index, has all that was committed: then the next start finds it."""
        return bool(
            self._log and self._last and self.has_its_name and self._last.is_whole_in(self._log.read_again)
        )

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
        if committed is None or self._log is None or self._index_is_cut:
            return None
        if self._is_missing_in(committed, self._log.read_again):
            return None  # what SQLite would bring in is older than what may be in the database already
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
            self.delete_index()
            return str(aside)
        return None

    def delete_index(self) -> None:
        """SQLite makes it anew, from the log, when it next opens the file."""
        if self._index_has_its_name:
            with contextlib.suppress(OSError):
                Path(self._index_path).unlink()

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
        if committed and self._is_so(committed, log.read):
            self._last = committed
            return True  # nearly always; each click pays for it
        for _ in range(_TRIES):
            before, committed = committed, self._committed(again=True)
            if committed is None:
                return True
            if self._is_so(committed, log.read_again):
                self._last = committed
                return True
            if before == committed:
                return False
        return True  # another process writes and writes: it would not, into a log that is lost

    def _is_so(self, committed: Committed, read: Read) -> bool:
        """Whether the log has what the index says, and both what was committed before that."""
        return committed.is_at_the_end_of(read) and not self._is_missing_in(committed, read)

    def _is_missing_in(self, committed: Committed, read: Read) -> bool:
        """Whether what was committed last is. On an older copy of the index another process may have written
        more to the log than is missing: then something else stands where that was."""
        last = self._last
        if last is None:
            return False
        if committed.salts != last.salts or committed.frames == last.frames:
            return committed.is_behind(last)
        return committed.is_behind(last) or not last.is_at_the_end_of(read)

    def _committed(self, *, again: bool = False) -> Committed | None:
        """None if the index does not say: it is being written, or of another version."""
        assert self._index is not None
        read = self._index.read_again if again else self._index.read
        for _ in range(_TRIES):
            if committed := log_index.said_by(read(log_index.SIZE, 0)):
                return committed if committed.is_usable else None
            read = self._index.read_again
        return None
