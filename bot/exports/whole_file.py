"""The files of an export: each whole under its name or not at all, and in place of an earlier one, because an
export is made again and again, by two at once too.

They are made in one folder, which stands beside them meanwhile: a folder for each would cost more than the
file. None waits for the disk: an export of many would take several times as long. What a power cut leaves
empty or cut, the next export makes anew: each file shows whether it is as it was written.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage import new_file


@dataclass(frozen=True, slots=True)
class WholeFiles:
    """Those of one export, in this folder and in those within it: no two of the same name at once."""

    folder: Path
    _made_in: Path

    @contextlib.contextmanager
    def filling(self, target: Path) -> Iterator[BinaryIO]:
        """To be filled within this. Raises OSError; after an error what stood there before is as it was."""
        with (
            new_file.whole(target, instead=True, durable=False, made_in=self._made_in) as part,
            part.open("wb") as file,
        ):
            yield file


@contextlib.contextmanager
def whole_files(folder: Path) -> Iterator[WholeFiles]:
    """Raises OSError."""
    with new_file.own_folder(folder) as own:
        yield WholeFiles(folder, own)
