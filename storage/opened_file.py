"""Whether a SQLite file is still the one that was opened, and only SQLite has written to it since.

SQLite itself goes on in a file without a name, and in one that somebody copied over. With a log, the file
changes only when SQLite brings the log into it (a checkpoint). Then two numbers in its header may grow:
SQLite's own count of changes, and `user_version`, which is Balance's: it grows with each checkpoint
(storage/checkpoints.py). So an older copy has a smaller one, and another store's is somewhere else.
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path

from storage.errors import OutOfReach
from storage.file_locks import FileLocks
from storage.open_here import Identity, OpenHere
from storage.opened_log import OpenedLog

AHEAD = 10_000
"""By how much the number of a checkpoint may have grown between two looks: 28 hours of them."""
_TRIES = 3
"""How often the header is read again: it may have been met while it was written."""
# https://www.sqlite.org/fileformat2.html#the_database_header
_HEADER = struct.Struct(">16sHBB4xII28xI")
_MAGIC = b"SQLite format 3\0"
_WITH_A_LOG = 2


class ChangedInPlace(OutOfReach):
    """It is the same file, and somebody else wrote to it."""


@dataclass(frozen=True, slots=True)
class _Header:
    magic: bytes
    page: int
    written_as: int
    read_as: int
    changes: int
    pages: int
    checkpoint: int

    @property
    def bytes_long(self) -> int:
        return self.pages * (65_536 if self.page == 1 else self.page)

    def may_follow(self, before: "_Header") -> bool:
        ahead = self.checkpoint - before.checkpoint
        return (
            self.magic == _MAGIC
            and self.page == before.page
            and self.written_as == self.read_as == _WITH_A_LOG
            and self.changes >= before.changes
            and (0 <= ahead <= AHEAD or not before.checkpoint)
        )


class OpenedFile:
    """A file, known by its device and inode. Moved back to its place, it is the same."""

    def __init__(self, path: Path) -> None:
        self._path = os.fspath(path.absolute())
        self._opened: Identity | None = None
        self._file: OpenHere | None = None
        self._header: _Header | None = None
        self._seen = (0, 0)
        """Its last change (ctime, ns) and its size in bytes, when its header was looked at."""
        self._given_up = ""
        self.locks = FileLocks(self._path)
        self.log = OpenedLog(os.path.realpath(path))  # of a link, SQLite keeps it beside what it leads to

    def check_before(self) -> None:
        """Raises OutOfReach where a transaction may not even begin."""
        if self._given_up:
            raise OutOfReach(self._given_up)
        self.log.check_index()

    def check(self) -> None:
        """Raises OutOfReach unless it stands where it did when this was first asked, before it was opened,
        holds what SQLite wrote to it, and its log does."""
        if self._given_up:
            raise OutOfReach(self._given_up)
        try:
            found = os.stat(self._path)  # noqa: PTH116 - with every click
        except OSError as error:
            raise OutOfReach(f"{self._path}: {error.strerror}") from error
        here = found.st_dev, found.st_ino
        if self._opened is None:
            self._opened = here
        if here != self._opened:
            raise OutOfReach(
                f"{self._path} is not the file that was opened: it was replaced{self.put_log_aside()}"
            )
        seen = found.st_ctime_ns, found.st_size
        if self._header and seen != self._seen:
            self._look_inside(found.st_size)
            self._seen = seen
        self.log.check()

    def connected(self) -> None:
        """Right after a connection has read something."""
        if self._header is None and self._opened:
            self._file = OpenHere(self._opened)
            found = os.stat(self._path)  # noqa: PTH116
            self._header, self._seen = self._read_header(), (found.st_ctime_ns, found.st_size)
        self.log.connected()

    def put_log_aside(self) -> str:
        """Returns what to say of it."""
        aside = self.log.put_aside()
        return f". What is left of the log is in {aside}" if aside else ""

    def give_up(self, why: str) -> None:
        """Nothing more is read from it or written to it, until the process is started again."""
        self.locks.keep_from_closing(for_good=True)
        self._given_up = why

    def _look_inside(self, size: int) -> None:
        before = self._header
        assert before is not None
        for _ in range(_TRIES):
            header = self._read_header()
            # While a checkpoint makes it longer, its header is already written.
            if header and header.may_follow(before) and size >= min(self._seen[1], header.bytes_long):
                self._header = header
                return
        self.locks.keep_from_closing(for_good=False)
        raise ChangedInPlace(
            f"{self._path} was changed by something other than SQLite{self.put_log_aside()}. Stop Balance, "
            "put a backup in its place with `balance restore`, and start again"
        )

    def _read_header(self) -> _Header | None:
        if self._file and self._file.is_open:
            found = self._file.read_again(_HEADER.size, 0)
        else:  # no connection is open here, so there are no locks to end
            with Path(self._path).open("rb") as file:
                found = file.read(_HEADER.size)
        return _Header(*_HEADER.unpack(found)) if len(found) == _HEADER.size else None
