"""What is in a packed file (ZIP), read within bounds. What such a file says of its own sizes is no bound: a
part can claim ten bytes, and be larger than all memory."""

import contextlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

MOST_PARTS: Final = 100
"""Files within the file; office programs make a dozen and a half."""
_AT_ONCE: Final = 65_536
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those of office programs, and the only ones that are unpacked piece by piece."""
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for one that is cut short, locked with a password, or made to be read wrongly."""


class NotUnpacked(Exception):
    """It is no packed file, is damaged or locked, or has no such part."""


class OverLimit(Exception):
    """It has more parts, holds more, or is packed in other ways than a file of an office program. `str` says
    which, as a sentence."""


class Parts:
    """The parts of a packed file. `most_bytes` bounds all that is read of it together, unpacked."""

    def __init__(self, archive: zipfile.ZipFile, most_bytes: int) -> None:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise OverLimit(f"It has more than {MOST_PARTS} files within it.")
        if any(part.compress_type not in _METHODS for part in parts):
            raise OverLimit("It is packed in another way than office programs do.")
        self._archive = archive
        self._most = self._left = most_bytes

    def read(self, name: str) -> bytes:
        """Raises NotUnpacked or OverLimit."""
        content = bytearray()
        with _told(), self._archive.open(name) as part:
            self._check_left(self._archive.getinfo(name).file_size)
            while piece := part.read(min(_AT_ONCE, self._left + 1)):
                self._check_left(len(piece))
                self._left -= len(piece)
                content += piece
        return bytes(content)

    def _check_left(self, size: int) -> None:
        if size > self._left:
            raise OverLimit(f"Unpacked, it is larger than {self._most // 1_000_000} MB.")


@contextlib.contextmanager
def opened(file: Path | BinaryIO, most_bytes: int) -> Iterator[Parts]:
    """Raises NotUnpacked or OverLimit before any part is read, and OSError for a file that cannot be."""
    with contextlib.ExitStack() as stack:
        with _told():
            archive = stack.enter_context(zipfile.ZipFile(file))
        yield Parts(archive, most_bytes)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise NotUnpacked(str(error)) from None
