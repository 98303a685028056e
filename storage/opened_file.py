"""Whether a SQLite file is still the one that was opened, and only SQLite has written to it since.

SQLite itself goes on in a file without a name, and in one that somebody copied over. With a log, the file
changes only when SQLite brings the log into it (a checkpoint). Then two numbers in its header may grow:
SQLite's own count of changes, and `user_version`, which is Balance's: it grows with each checkpoint
(storage/checkpoints.py). So an older copy has a smaller one, and another store's is somewhere else.

Nor does SQLite notice that a file was renamed, and a link left in its place: it goes on with the log that it
has. Whoever opens the file next by way of the link begins a second one, for SQLite names it by the file.
https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
"""

import os
import struct
import threading
from dataclasses import dataclass
from enum import Enum, auto
from errno import ENOENT
from pathlib import Path

from storage.errors import OutOfReach
from storage.file_locks import FileLocks
from storage.open_here import Identity, OpenHere, identity_at, identity_of
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


class Displaced(OutOfReach):
    """What was opened has not its name any more, or the address leads somewhere else."""


class Elsewhere(Enum):
    """What became of a file that was displaced."""

    AS_IT_WAS = auto()
    CHANGED = auto()
    """Somebody else wrote to it, or has begun another log for it."""
    GONE = auto()
    """It has no name any more."""
    UNKNOWN = auto()


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
        self._real = os.path.realpath(path)
        """The file itself, where the address is a link or leads through one. Beside it SQLite has its log."""
        self._opened: Identity | None = None
        self._file: OpenHere | None = None
        self._header: _Header | None = None
        self._seen = (0, 0, 0)
        """What `_marks` said when its header was looked at."""
        self.bringing_in = threading.Lock()
        """Held while a checkpoint of this process writes to it, and while it is looked who wrote to it."""
        self._given_up = ""
        self.locks = FileLocks(self._place)
        self.log = OpenedLog(self._real)

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
            found = os.lstat(self._real)  # with every click; of a link, this is the link itself
            leads_to = found if self._real == self._path else os.stat(self._path)  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError) as error:
            raise self._displaced() from error
        except OSError as error:
            raise OutOfReach(f"{self._path}: {error.strerror}") from error
        if self._opened is None:
            self._opened = identity_of(leads_to)
        if not identity_of(found) == identity_of(leads_to) == self._opened:
            raise self._displaced()
        seen = _marks(found)
        if self._header and seen != self._seen:
            self._look_inside(found.st_size)
            self._seen = seen
        self.log.check()

    def connected(self) -> None:
        """Right after a connection has read something."""
        if self._header is None and self._opened:
            self._file = OpenHere(self._opened)
            found = os.stat(self._path)  # noqa: PTH116
            self._header, self._seen = self._read_header(), _marks(found)
        self.log.connected()

    def note_own_change(self) -> None:
        """Right after a checkpoint of this process: what was changed in it is not somebody else's doing."""
        found = self._file.found if self._file else None
        header = self._read_header() if found else None
        if found and header and self._header and header.may_follow(self._header):
            self._header, self._seen = header, _marks(found)

    @property
    def elsewhere(self) -> Elsewhere:
        """Of one that was displaced. What is asked is the file that SQLite has open, wherever it is now."""
        file = self._file
        found = file.found if file else None
        if file is None or found is None or self._header is None:
            return Elsewhere.UNKNOWN
        if not found.st_nlink:
            return Elsewhere.GONE
        # Renamed, it has another ctime. The time at which it was written to stays.
        if _marks(found)[1:] != self._seen[1:] or self._read_header() != self._header:
            return Elsewhere.CHANGED
        names = {file.name}
        if identity_at(self._path) == self._opened:
            names.add(os.path.realpath(self._path))
        if any(name and self.log.has_another_at(name) for name in names):
            return Elsewhere.CHANGED
        return Elsewhere.UNKNOWN if None in names else Elsewhere.AS_IT_WAS

    @property
    def name(self) -> str:
        """The one that the file that was opened has now, where that can be told."""
        return (self._file.name if self._file else None) or self._path

    @property
    def stands_where_it_did(self) -> bool:
        """Whether it is the address alone that leads elsewhere."""
        try:
            return identity_of(os.lstat(self._real)) == self._opened
        except OSError:
            return False

    @property
    def has_successor(self) -> bool:
        """Whether something stands in the place of one that was displaced."""
        return os.path.lexists(self._real) and not self.stands_where_it_did

    def put_log_aside(self) -> str:
        """Returns what to say of it."""
        aside = self.log.put_aside()
        return f". What is left of the log is in {aside}" if aside else ""

    def give_up(self, why: str) -> None:
        """Nothing more is read from it or written to it, until the process is started again."""
        self.locks.keep_from_closing(for_good=True)
        self._given_up = why

    def _place(self) -> str:
        return (self._file.opened_again_at if self._file else None) or self._path

    def _displaced(self) -> Displaced:
        found = identity_at(self._path)
        if found is None:
            return Displaced(f"{self._path}: {os.strerror(ENOENT)}")
        if found != self._opened:
            return Displaced(f"{self._path} is not the file that was opened: it was replaced")
        return Displaced(
            f"{self._path} was moved: it leads to {os.path.realpath(self._path)} now, and SQLite has its log "
            f"beside {self._real}. Move it back, or stop Balance and start it again"
        )

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


def _marks(found: os.stat_result) -> tuple[int, int, int]:
    """Its last change (ctime, ns), its size in bytes, and when it was last written to (mtime, ns)."""
    return found.st_ctime_ns, found.st_size, found.st_mtime_ns
