"""A consistent copy of a SQLite database, made while the bot goes on writing."""

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import URL

from storage import new_file
from storage.address import sqlite_file
from storage.bare_sqlite import SQLITES_OWN, code, leave_log, opened
from storage.engine import check_file, no_database, not_a_store
from storage.errors import CannotCopy, NotAStore, StoreUnavailable
from storage.file_system import is_there

VERSION_TABLE = "alembic_version"
"""The one that every version of Balance has."""

_OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def back_up(url: str | URL, target: Path) -> Path:
    """Copy the database at `url` to a new file that only its owner can read; returns where it was copied
    from. Under its name stands a whole and checked copy, or nothing.

    Raises CannotCopy or NotAStore if it was asked for wrongly, StoreUnavailable if it failed.
    """
    source = sqlite_file(url)
    if source is None:
        raise CannotCopy(
            "only a SQLite file can be copied like this. For PostgreSQL use its own tool: "
            'pg_dump --format=custom --file=FILE "$BALANCE_DATABASE_URL"'
        )
    if not is_there(source):
        raise CannotCopy(f"there is no database at {source} yet")
    check_file(source)
    if target.name.endswith(SQLITES_OWN):
        raise CannotCopy(
            f"SQLite itself makes and deletes files with such names as {target.name}. Choose one that does "
            f"not end in {', '.join(SQLITES_OWN[:-1])} or {SQLITES_OWN[-1]}"
        )
    try:
        _check_room(source, target)
        if os.path.lexists(target):  # it would be found later too, but after all the copying
            raise FileExistsError
        check_file(target)  # what another file of this name left beside it would be read into the copy
        with new_file.whole(target) as part:
            copy_whole(source, part)
    except FileExistsError:
        raise CannotCopy(f"{target} is there already, and is not overwritten") from None
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


def copy_whole(source: Path, part: Path, *, is_backup: bool = False) -> None:
    """Copy all pages in one step: that is one view of the database, and in WAL mode no writer waits.
    `is_backup`: the source should be one. Raises NotAStore or StoreUnavailable.

    https://www.sqlite.org/backup.html
    """
    try:
        with opened(source) as original, opened(part) as copy:
            # A view is taken first: the copying itself would wait for a lock for ever.
            original.execute("BEGIN")
            original.execute("SELECT count(*) FROM sqlite_master").fetchone()
            original.backup(copy, pages=-1)
            leave_log(copy)  # one file, with nothing beside it
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        if code(error) == sqlite3.SQLITE_CORRUPT:
            raise StoreUnavailable(f"{source} is damaged: {error}") from error
        if code(error) in _OF_THE_DISK:  # either's
            raise StoreUnavailable(str(error)) from error
        if code(error) != sqlite3.SQLITE_NOTADB:
            raise StoreUnavailable(f"{source}: {error}") from error
        if is_backup:
            raise NotAStore(f"{source} is no SQLite database, so it is no backup of Balance.") from error
        raise StoreUnavailable(no_database(source)) from error
    if found != "ok":
        raise StoreUnavailable(f"{source} is damaged: {' '.join(str(found).split())}")
    if VERSION_TABLE not in tables:
        raise not_a_store(source, "has none of Balance's tables")
