"""SQLite past SQLAlchemy, for what is done to a whole file. What it says comes out as a StorageError."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from storage.errors import StoreUnavailable

WAIT_SECONDS = 5.0
SQLITES_OWN = ("-wal", "-shm", "-journal")
"""What the names of the files end in that it has beside a database: https://www.sqlite.org/tempfiles.html"""


@contextlib.contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Opened for writing, but never made. Within this its errors are SQLite's own."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)) as connection:
        yield connection


def into_one_file(file: Path) -> None:
    """Bring all of a database that nobody else has open into its file, with nothing beside it. Raises
    StoreUnavailable, as on a full disk."""
    try:
        with opened(file) as connection:
            leave_log(connection)
    except sqlite3.Error as error:
        raise StoreUnavailable(str(error)) from error


def leave_log(connection: sqlite3.Connection) -> str:
    """Bring the log into the file and go on without one: "delete" if that could be done. Only who is alone
    can: https://www.sqlite.org/wal.html#persistence_of_wal_mode"""
    (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    return str(mode)


def code(error: sqlite3.Error) -> int:
    """Of text that is none in UTF-8 Python complains, not SQLite: the file is damaged then as well."""
    # The low byte is the error itself, the rest its kind: https://www.sqlite.org/rescode.html
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
