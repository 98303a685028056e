"""A consistent copy of a SQLite database, made while the bot goes on writing."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from storage.engine import sqlite_file
from storage.errors import CannotCopy, StoreUnavailable

WAIT_SECONDS = 5.0


def back_up(url: str, target: Path) -> Path:
    """Copy the database at `url` to a new file that only its owner can read; returns where it was copied
    from. Under its name stands a whole and checked copy, or nothing.

    Raises CannotCopy if it was asked for wrongly, StoreUnavailable if it failed.
    """
    source = sqlite_file(url)
    if source is None:
        raise CannotCopy(
            "only a SQLite file can be copied like this. For PostgreSQL use its own tool: "
            'pg_dump --format=custom --file=FILE "$BALANCE_DATABASE_URL"'
        )
    if not source.exists():
        raise CannotCopy(f"there is no database at {source} yet")
    part = target.with_name(f"{target.name}.part")
    try:
        _check_room(source, target)
        with contextlib.ExitStack() as undo:
            for beside in ("-wal", "-shm"):
                undo.callback(part.with_name(part.name + beside).unlink, missing_ok=True)
            for file in (target, part):
                # A new, empty file: two copies to one name never get in each other's way.
                os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                undo.callback(file.unlink, missing_ok=True)
            _copy(source, part)
            _flush(part)
            part.replace(target)
            _flush(target.absolute().parent)
            undo.pop_all()
    except FileExistsError as error:
        raise CannotCopy(f"{error.filename} is there already, and is not overwritten") from None
    except OSError as error:
        raise StoreUnavailable(f"{target}: {error.strerror}") from error
    return source


def _check_room(source: Path, target: Path) -> None:
    """SQLite's own words for a full disk depend on where it fills up."""
    needed, free = source.stat().st_size, shutil.disk_usage(target.absolute().parent).free
    if free < needed:
        raise StoreUnavailable(
            f"the copy needs {needed / 1e6:,.1f} MB, and {free / 1e6:,.1f} MB are left on that disk"
        )


def _copy(source: Path, part: Path) -> None:
    """Copy all pages in one step: that is one view of the database, and in WAL mode no writer waits.

    https://www.sqlite.org/backup.html
    """
    try:
        with _opened(source) as original, _opened(part) as copy:
            # A view is taken first: the copying itself would wait for a lock for ever.
            original.execute("BEGIN")
            original.execute("SELECT count(*) FROM sqlite_master").fetchone()
            original.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreUnavailable(str(error)) from error
    if found != "ok":
        raise StoreUnavailable(f"{source} is damaged: {' '.join(str(found).split())}")


def _opened(file: Path) -> contextlib.closing[sqlite3.Connection]:
    """Opened for writing, but never made."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    return contextlib.closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS))


def _flush(path: Path) -> None:
    """Bring what was written to the disk; for a folder, the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
