"""balance doctor's look at the database: can it be used, is it whole, and is there room for it?"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect, text

from bot.cards.text import count
from bot.config import DATABASE, ExitCode, Settings
from bot.doctor.finding import Finding
from flows.framework import Framework
from flows.sheet import Sheet
from storage import schema
from storage.address import address_of_store, sqlite_file
from storage.database import Database
from storage.engine import check_file
from storage.errors import NewerDatabase, NotAStore, PinnedChanged, SheetChanged, StorageError, WrongAddress
from storage.file_system import check_place
from storage.frameworks import FrameworkStore
from storage.retention import past_their_day
from storage.tables import SHEETS
from storage.transaction import Transaction
from storage.trying import write_nothing

OTHERS = 0o077
LITTLE_ROOM = 50_000_000
"""Bytes. SQLite needs a few beside the file for what is being written."""

_TO_DO = (
    (
        ("network file system", "(wal)"),
        "Name a place on a disk of this machine, or use PostgreSQL: see docs/running.md.",
    ),
    (("encoding",), "Make one: CREATE DATABASE balance TEMPLATE template0 ENCODING 'UTF8'"),
    (("locked",), "Another program holds the file. End it, or wait until it is done."),
    (
        ("denied", "readonly", "read-only", "cannot be written"),
        "Give the user that runs Balance the right to write there, or name another place.",
    ),
    (
        ("no sqlite database", "malformed"),
        "The file is damaged. Stop Balance, put the file aside together with those beside it (-wal, -shm), "
        "and restore it from a backup: see docs/running.md.",
    ),
    (
        ("disk is full", "no space left"),
        "The disk is full. Make room. Nothing is lost, and Balance goes on by itself.",
    ),
    (
        ("disk i/o error", "input/output error"),
        # A full disk says so too, where SQLite cannot make the files beside its own.
        "The disk reports an error. If it is full, make room. If not, make a backup now, and see what the "
        "system's log says about the disk.",
    ),
)
_ANYTHING_ELSE = "See whether the database runs, and whether BALANCE_DATABASE_URL names the right one."


def examine(settings: Settings, framework: Framework | None, sheet: Sheet | None = None) -> Iterator[Finding]:
    """One finding a check, until one makes the next ones pointless. Changes nothing in the database."""
    try:
        address = address_of_store(settings.database_url)
        file = sqlite_file(address)
        if file:
            check_file(file)
            check_place(file)
        if file and not file.exists():
            yield _missing_file(file)
            return
        if file:
            yield _room(file)
        database = Database(address)
    except NotAStore as error:
        yield _not_a_store(error)
        return
    except WrongAddress as error:
        yield _unusable(str(error), ExitCode.WRONG)
        return
    except StorageError as error:
        yield _unusable(str(error))
        return
    try:
        yield _tables(database)
        if file:
            yield _whole(database)
            yield _private(file)
        if framework:
            yield _pinned(database, framework, sheet)
        yield from _not_erased(database)
    except WrongAddress as error:
        yield _unusable(str(error), ExitCode.WRONG)
    except NewerDatabase as error:
        yield Finding("Database", str(error), "Nothing was changed.", ExitCode.FAILED)
    except NotAStore as error:
        yield _not_a_store(error)
    except PinnedChanged as error:
        about = "Facts" if isinstance(error, SheetChanged) else "Questions"
        yield Finding(about, str(error), "Nothing was changed.", ExitCode.FAILED)
    except StorageError as error:
        yield _unusable(str(error))
    finally:
        database.close()


def _not_a_store(error: NotAStore) -> Finding:
    return Finding("Database", str(error), "See docs/running.md, Backup and restore.", ExitCode.FAILED)


def _missing_file(file: Path) -> Finding:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    try:
        # Rights alone do not tell: root has them in /proc too, where nothing can be made.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return _unusable(f"{file} is not there, and {folder} cannot be written to: {error.strerror}")
    return Finding("Database", f"{file} is not there yet. It is made at the first start.")


def _tables(database: Database) -> Finding:
    revision, newest = schema.state(database)
    if revision is None:
        database.write_now(lambda _: None)
        words = "can be used, and is empty. The tables are made at the first start."
    else:
        database.write_now(write_nothing)
        words = f"can be used, and is up to date: version {revision}."
        if revision != newest:
            words = f"can be used, and is at version {revision}. It is brought to {newest} at the next start."
    return Finding("Database", f"{database.place} {words}")


def _whole(database: Database) -> Finding:
    # quick_check reads every page; it leaves out only whether indexes agree with their tables. That takes its
    # time, in which a bot that runs goes on writing.
    # https://www.sqlite.org/pragma.html#pragma_quick_check
    found = database.read_now(lambda transaction: transaction.execute(text("PRAGMA quick_check(1)")).scalar())
    if found != "ok":
        return _unusable(f"{database.place} is malformed: {' '.join(str(found).split())}")
    return Finding("Database", "the file is whole.")


def _room(file: Path) -> Finding:
    free = shutil.disk_usage(file.absolute().parent).free
    room = f"{free / 1e9:,.1f} GB" if free >= 1e9 else f"{free / 1e6:,.0f} MB"
    if free < LITTLE_ROOM:
        to_do = "Make room: what cannot be written is not taken, and people are told so."
        return Finding(
            "Database", f"the disk of {file} is nearly full: {room} are left.", to_do, ExitCode.FAILED
        )
    return Finding("Database", f"there is room on the disk: {room}.")


def _private(file: Path) -> Finding:
    if file.stat().st_mode & OTHERS:
        return Finding(
            "Database",
            f"other people on this machine can read {file}.",
            f"Run chmod 600 {file}",
            ExitCode.FAILED,
        )
    return Finding("Database", "only its owner can read the file.")


def _pinned(database: Database, framework: Framework, sheet: Sheet | None) -> Finding:
    """Would a start take these questions and facts? What it would store is taken back."""
    if schema.state(database)[0] is None:
        return Finding("Questions", "no assessment was made with others yet.")

    def try_to_keep(transaction: Transaction) -> None:
        store, now = FrameworkStore(), datetime.now(UTC)
        store.keep(transaction, framework, now)
        if sheet and inspect(transaction.connection).has_table(SHEETS.name):
            store.sheets.keep(transaction, sheet, now)
        raise _TakenBack

    with contextlib.suppress(_TakenBack):
        database.write_now(try_to_keep)
    return Finding("Questions", "they agree with the assessments in the database.")


def _not_erased(database: Database) -> Iterator[Finding]:
    """Only where there is something to say."""
    revision, newest = schema.state(database)
    if revision != newest:
        return
    now = datetime.now(UTC)
    if number := database.read_now(lambda transaction: past_their_day(transaction, now)):
        yield Finding(
            "Retention",
            f"{count(number, 'assessment is', 'assessments are')} past the day on which the rules of the "
            "workspace erase them, because nobody could be told 30 days before.",
            "Hand them over to somebody who is there, or name governance leads in /balance settings: in a "
            "private channel, one who is in it. If Balance was off for long, it tells people at its next "
            "start.",
            ExitCode.FAILED,
        )


class _TakenBack(Exception):
    """Ends a transaction that was only a try."""


def _unusable(reason: str, exit_code: ExitCode = ExitCode.FAILED) -> Finding:
    known = (to_do for signs, to_do in _TO_DO if any(sign in reason.lower() for sign in signs))
    words = f"the database cannot be used: {reason.rstrip('.')}."
    return Finding(DATABASE, words, next(known, _ANYTHING_ELSE), exit_code)
