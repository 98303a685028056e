"""Whether a SQLite file is still the one that was opened: SQLite itself goes on in a file without a name."""

import os
from pathlib import Path

from storage.errors import OutOfReach


class OpenedFile:
    """A file, known by its device and inode. Moved back to its place, it is the same."""

    def __init__(self, path: Path) -> None:
        self._path = os.fspath(path)
        self._opened: tuple[int, int] | None = None

    def check(self) -> None:
        """Raises OutOfReach unless it stands where it did when this was first asked, before it was opened."""
        here = self._here()
        if self._opened is None:
            self._opened = here
        if here != self._opened:
            raise OutOfReach(f"{self._path} is not the file that was opened: it was replaced")

    def _here(self) -> tuple[int, int]:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - with every click, and Path.stat takes twice as long
        except OSError as error:
            raise OutOfReach(f"{self._path}: {error.strerror}") from error
        return found.st_dev, found.st_ino
