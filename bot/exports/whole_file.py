"""A file of an export: whole under its name or not at all, and in place of an earlier one, because an export
is made again and again, by two at once too.

It does not wait for the disk: an export of many would take several times as long. What a power cut leaves
empty, the next export makes anew.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from storage import new_file


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """To be filled within this. Raises OSError; after an error what stood there before is as it was."""
    with new_file.whole(target, instead=True, durable=False) as part, part.open("wb") as file:
        yield file
