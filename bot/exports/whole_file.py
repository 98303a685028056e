"""A file that stands whole under its name, or not at all, whatever happens while it is written.

Unlike storage/new_file.py it takes the place of an earlier one, and does not wait for the disk: an export
of many would take several times as long. What a power cut leaves empty, the next export makes anew.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_ONLY_THE_OWNER = 0o600


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """To be filled within this. Raises OSError; after an error what stood there before is as it was."""
    part = target.with_name(f"{target.name}.part")
    try:
        handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, _ONLY_THE_OWNER)
        with os.fdopen(handle, "wb") as file:
            yield file
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
