"""A backup put in the place of a SQLite database, without what was erased or forgotten since."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import URL, inspect

from storage import new_file, schema
from storage.address import of_file, sqlite_file
from storage.aside import put_aside
from storage.backup import copy_whole, opened
from storage.clearing import InSlack, change_left
from storage.database import Database
from storage.engine import check_file
from storage.erasing import Tombstone, erase, find, tombstones
from storage.errors import CannotCopy, StorageError, StoreUnavailable
from storage.file_system import is_there
from storage.forgotten import forget_again, forgotten
from storage.tables import ERASED, FORGOTTEN
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `aside`: where the database is now that was there before, None if there was none.
    `was_readable`: whether it said what was erased and forgotten since."""

    target: Path
    aside: Path | None
    erased: int
    forgotten: int
    was_readable: bool = True


@dataclass(frozen=True, slots=True)
class _Since:
    """What was done that a backup does not know."""

    erased: Sequence[Tombstone] = ()
    forgotten: frozenset[str] = frozenset()


def target_of(url: str | URL) -> Path:
    """The file that a backup would be put in place of, not a link to it. Raises CannotCopy where there can be
    none, StoreUnavailable where nobody can tell."""
    target = sqlite_file(url)
    if target is None:
        raise CannotCopy(
            "only a SQLite file can be restored like this. For PostgreSQL use its own tool: "
            'pg_restore --clean --dbname="$BALANCE_DATABASE_URL" FILE'
        )
    is_there(target)  # of links that lead to each other nothing is the end
    return target.resolve()


def restore(url: str | URL, backup: Path, at: datetime) -> Restored:
    """Check the backup, bring it up to date, erase and forget in it what was since, and put it in place of
    the database, which is put aside. Raises CannotCopy or NotAStore if it was asked for wrongly,
    StoreUnavailable if it failed; then the database is as it was."""
    target = target_of(url)
    if not is_there(backup) or not backup.is_file():
        raise CannotCopy(f"there is no backup at {backup}")
    check_file(backup)
    was_there = is_there(target)
    if not was_there:
        check_file(target)  # what an earlier one left beside it would be written into the backup
    since = _since(target) if was_there else _Since()
    known = since or _Since()
    aside: Path | None = None
    try:
        with (
            # Until the backup has the name: who started a bot meanwhile would have its log read into it.
            contextlib.ExitStack() as until_it_is_there,
            new_file.whole(target, instead=was_there) as part,
        ):
            copy_whole(backup, part, is_backup=True)
            erased, forgotten = _bring_up_to_date(part, known, at)
            if was_there:
                until_it_is_there.enter_context(_alone_with(target))
                # A second name: a bot that starts while there is nothing under the first would begin anew.
                aside = put_aside(partial(os.link, target), target, ".before-", at)
    except FileExistsError:
        raise CannotCopy(f"{target} was made meanwhile, and is not overwritten") from None
    except OSError as error:
        raise StoreUnavailable(f"{target}: {error.strerror}") from error
    return Restored(target, aside, erased, forgotten, since is not None)


@contextlib.contextmanager
def _alone_with(file: Path) -> Iterator[None]:
    """Raises CannotCopy while a bot, or anything else, has the database open; else all of it is in one file,
    and nobody else can open it within this."""
    with opened(file) as connection:
        try:
            # Only who is alone can leave the mode with a log:
            # https://www.sqlite.org/wal.html#persistence_of_wal_mode
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            mode = "in use"
        except sqlite3.DatabaseError:
            mode = "delete"  # it is damaged, so nobody uses it: all the more reason to restore
        if mode != "delete":
            raise CannotCopy(f"{file} is in use. Stop Balance first")
        yield


def _since(target: Path) -> _Since | None:
    """None where the database cannot be read."""
    database = Database(of_file(target))
    try:
        return database.read_now(_read_since)
    except StorageError:
        return None
    finally:
        database.close()


def _read_since(transaction: Transaction) -> _Since:
    """Whichever version wrote it: one without these tables could not erase or forget."""
    found = inspect(transaction.connection)
    if not {ERASED.name, FORGOTTEN.name} <= {*found.get_table_names()}:
        return _Since()
    columns = [column["name"] for column in found.get_columns(ERASED.name)]
    return _Since(tombstones(transaction, columns=columns), forgotten(transaction))


def _bring_up_to_date(part: Path, since: _Since, at: datetime) -> tuple[int, int]:
    database = Database(of_file(part))
    try:
        schema.upgrade(database)
        return database.write_now(lambda transaction: _again(transaction, since, at))
    finally:
        database.close()
        with opened(part) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


def _again(transaction: Transaction, since: _Since, at: datetime) -> tuple[int, int]:
    erased = 0
    for stone in since.erased:
        if find(transaction, stone.id) is not None:
            erase(transaction, stone.id, by=stone.by, why=stone.why, at=stone.at, tell=stone.tell)
            change_left(transaction, stone.id, partial(_as_it_was, stone))
            erased += 1
    return erased, forget_again(transaction, since.forgotten, at)


def _as_it_was(stone: Tombstone, _: InSlack) -> InSlack:
    """What is left in Slack is what was, and not what the backup knows of."""
    return stone.left
