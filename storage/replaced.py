"""The database that a backup takes the place of: held, so that nobody changes it any more, and asked what was
erased and forgotten in it."""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from storage.backup import VERSION_TABLE
from storage.bare_sqlite import SQLITES_OWN, code, leave_log, opened
from storage.erasing import Tombstone, tombstones
from storage.errors import DAMAGED, CannotCopy, StoreUnavailable
from storage.forgotten import forgotten
from storage.tables import ERASED, FORGOTTEN
from storage.transaction import Transaction

_SAYS_NOTHING = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}
"""A file of which SQLite says so is none of ours, or is damaged: all the more reason to restore. What else it
says, as of a disk that is full, says nothing of what stands in it."""


@dataclass(frozen=True, slots=True)
class Since:
    """What was done that a backup does not know."""

    erased: Sequence[Tombstone] = ()
    forgotten: frozenset[str] = frozenset()


@contextlib.contextmanager
def held(file: Path) -> Iterator[Since | None]:
    """What was erased and forgotten in it, for good: nobody else can open it within this, and all of it is in
    one file. None where that cannot be read. Raises CannotCopy while a bot, or anything else, has it open,
    StoreUnavailable where it is not the file that is wrong."""
    with contextlib.ExitStack() as until_the_end:
        try:
            driver = until_the_end.enter_context(opened(file))
            connection = until_the_end.enter_context(_engine(driver).connect())
            if leave_log(driver) != "delete":
                raise _in_use(file)
            connection.begin()
            since = _read(Transaction(connection))
        except (sqlite3.Error, DBAPIError) as error:
            _check_says_nothing(file, error)
            since = None
        except DAMAGED:
            since = None
        yield since


def belong_alike(part: Path, file: Path) -> None:
    """Give what takes its place the same owner, group and mode, so that whoever used it goes on. Raises
    CannotCopy where this process may not."""
    was, now = file.stat(), part.stat()
    try:
        if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
            os.chown(part, was.st_uid, was.st_gid)
        part.chmod(stat.S_IMODE(was.st_mode))
    except OSError as error:
        raise CannotCopy(
            f"{file} belongs to user {was.st_uid} and group {was.st_gid}, and what is put in its place could "
            "not be given to them. Run it as root, or as that user"
        ) from error


def keep_together(file: Path, aside: Path) -> None:
    """What SQLite has left beside a damaged database goes with it, to the name that it has now. Left where it
    is, SQLite would read it into what takes its place."""
    for end in SQLITES_OWN:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{file}{end}").rename(f"{aside}{end}")


def _engine(driver: sqlite3.Connection) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool, hide_parameters=True)
    event.listen(engine, "begin", _exclusively)
    return engine


def _exclusively(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN EXCLUSIVE")


def _read(transaction: Transaction) -> Since | None:
    """Whichever version wrote it: one without these tables could not erase or forget."""
    found = inspect(transaction.connection)
    tables = {*found.get_table_names()}
    if VERSION_TABLE not in tables:
        return None
    if not {ERASED.name, FORGOTTEN.name} <= tables:
        return Since()
    columns = [column["name"] for column in found.get_columns(ERASED.name)]
    return Since(tombstones(transaction, columns=columns), forgotten(transaction))


def _check_says_nothing(file: Path, error: sqlite3.Error | DBAPIError) -> None:
    original = error.orig if isinstance(error, DBAPIError) else error
    assert isinstance(original, sqlite3.Error)
    if code(original) == sqlite3.SQLITE_BUSY:
        raise _in_use(file) from error
    if code(original) not in _SAYS_NOTHING:
        raise StoreUnavailable(f"{file}: {original}") from error


def _in_use(file: Path) -> CannotCopy:
    return CannotCopy(f"{file} is in use. Stop Balance first")
