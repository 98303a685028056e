"""What the index of SQLite's log, `-shm`, says of it: how many frames count, and which one is the last.

https://www.sqlite.org/walformat.html
"""

import struct
from collections.abc import Callable
from typing import NamedTuple

_VERSION = 3_007_000
# https://www.sqlite.org/walformat.html#the_wal_index_header and #the_wal_file_format
_HEADER = struct.Struct("=I4xIBxHI4x8s8s56xI")
"""The first copy of the index's header, and what stands behind the second: see Committed."""
_COPY = 48
SIZE = _HEADER.size
_LOG_HEADER, _FRAME_HEADER = 32, 24
_ROUND = 2**32
_CHECKSUMS, _CHECKSUMS_IN_LOG = struct.Struct("=II").unpack, struct.Struct(">II")

Read = Callable[[int, int], bytes]
"""So many bytes of a log, from there on."""


class Committed(NamedTuple):
    """The checksums and salts are of the last frame that counts."""

    version: int
    changes: int
    """How many transactions were committed, since the index was made."""
    is_filled: int
    page: int
    frames: int
    """How many count."""
    checksums: bytes
    """Two numbers, in this machine's order."""
    salts: bytes
    """Others each time that the log is begun anew, which is when the database holds all of it."""
    backfilled: int
    """How many frames are in the database itself already."""

    @property
    def is_usable(self) -> bool:
        return self.version == _VERSION and bool(self.is_filled)

    @property
    def is_needed(self) -> bool:
        """Whether the log holds something that the database does not."""
        return self.backfilled < self.frames

    def is_behind(self, before: "Committed") -> bool:
        """Whether it lacks what was committed before. Only where the log was begun anew is `changes` asked:
        it starts from nothing where SQLite had to make the index again, from the same log."""
        if self.salts != before.salts:
            return (self.changes - before.changes) % _ROUND >= _ROUND // 2
        if self.frames == before.frames:
            return self.checksums != before.checksums
        return self.frames < before.frames

    def is_at_the_end_of(self, read: Read) -> bool:
        """Of a log. Each checksum goes on from the one before, so the last stands for all."""
        if not self.frames:
            return True
        at = _LOG_HEADER + (self.frames - 1) * self._frame_size
        return (
            read(_FRAME_HEADER, at)[8:] == self.salts + _CHECKSUMS_IN_LOG.pack(*_CHECKSUMS(self.checksums))
            and read(_LOG_HEADER, 0)[16:24] == self.salts
        )

    def is_whole_in(self, read: Read) -> bool:
        """Whether SQLite would find all of it in a log without an index: it reads from the beginning, for as
        long as the checksums are right. That takes a moment, and is for when the index cannot be believed."""
        if not self.frames:
            return True
        header = read(_LOG_HEADER, 0)
        if len(header) != _LOG_HEADER:
            return False
        order = ">" if header[3] & 1 else "<"
        sums = _sum_up(order, header[:24], (0, 0))
        if header[16:] != self.salts + _CHECKSUMS_IN_LOG.pack(*sums):
            return False
        for number in range(self.frames):
            frame = read(self._frame_size, _LOG_HEADER + number * self._frame_size)
            if len(frame) != self._frame_size:
                return False
            sums = _sum_up(order, frame[:8] + frame[_FRAME_HEADER:], sums)
            if frame[8:_FRAME_HEADER] != self.salts + _CHECKSUMS_IN_LOG.pack(*sums):
                return False
        return sums == _CHECKSUMS(self.checksums)

    @property
    def _frame_size(self) -> int:
        return _FRAME_HEADER + (65_536 if self.page == 1 else self.page)


def said_by(header: bytes) -> Committed | None:
    """None unless both copies are whole and the same: it was met while it was written."""
    if len(header) != SIZE or header[:_COPY] != header[_COPY : 2 * _COPY]:
        return None
    return Committed._make(_HEADER.unpack(header))


def _sum_up(order: str, part: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    # https://www.sqlite.org/fileformat2.html#checksum_algorithm
    first, second = sums
    for one, other in struct.iter_unpack(f"{order}II", part):
        first = (first + one + second) % _ROUND
        second = (second + other + first) % _ROUND
    return first, second
