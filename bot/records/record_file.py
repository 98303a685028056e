"""A record that was exported, read again from its file."""

from pathlib import Path

from flows import plain_file
from flows.record.document import Record
from flows.record.reading import MOST_BYTES, NotARecord, read, read_as_it_is


def read_file(file: Path) -> Record:
    """The record in this file, exactly as it was exported. Raises RecordError."""
    return read(_bytes(file))


def read_file_as_it_is(file: Path) -> tuple[Record, bool]:
    """The record in this file, and whether it is exactly as it was exported. Raises RecordError."""
    return read_as_it_is(_bytes(file))


def _bytes(file: Path) -> bytes:
    try:
        return plain_file.read(file, MOST_BYTES + 1)
    except IsADirectoryError:
        there = file / "*" / "record.json"
        raise NotARecord(f"It is a folder. Name the files in it, as in {there}.") from None
    except OSError as error:
        raise NotARecord(f"{error.strerror}.") from None
