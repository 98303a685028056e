"""A record that was exported, read again from its file."""

from pathlib import Path

from flows.record.document import Record
from flows.record.reading import MOST_BYTES, RecordError, read


def read_file(file: Path) -> Record:
    """The record in this file. Raises RecordError."""
    try:
        with file.open("rb") as opened:
            return read(opened.read(MOST_BYTES + 1))
    except OSError as error:
        raise RecordError(f"{error.strerror}.") from None
