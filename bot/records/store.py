"""The store as commands open it that run beside a bot, and what they could not do with it, said."""

import contextlib
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.config import DATABASE, ConfigError, ExitCode, Settings
from bot.terminal import complain
from storage import schema
from storage.database import Database
from storage.errors import DAMAGED, NoAnswer, OutOfReach, StorageError, WrongAddress
from storage.file_system import is_there

BACKUPS = "Backups that were made before still hold it."
"""Said wherever something goes."""

CHANGED_OUTSIDE = (
    "something in the database cannot be read, so it was changed from outside. To see where, run: "
    "balance verify --store"
)

IN_DOUBT = "If the command changes something, that may be done or not: look, and run it again."
"""Said wherever the database got out of reach: an answer that was lost may have been that to a commit."""


class Undone(Exception):
    """The command did nothing: `str` says why, as a sentence without its stop."""

    def __init__(self, why: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(why)
        self.code = code


def with_store(settings: Settings, work: Callable[[Database], ExitCode]) -> ExitCode:
    """Do something with a database that is there and is up to date, while Balance runs or not. Says what it
    cannot do. Raises ConfigError as `opened` does."""
    with opened(settings) as database:
        try:
            return work(database)
        except Undone as problem:
            complain(f"nothing was done: {problem}.")
            return problem.code
        except OutOfReach as error:
            complain(f"the database is out of reach: {without_stop(error)}. {IN_DOUBT}")
            return ExitCode.FAILED
        except StorageError as error:
            complain(f"nothing was done: {without_stop(error)}.")
            return ExitCode.FAILED
        except DAMAGED as error:
            complain(f"nothing was done: {CHANGED_OUTSIDE} ({_found_by(error)})")
            return ExitCode.FAILED


def _found_by(error: Exception) -> str:
    """Where it was met, for who looks into it: should it be a fault of ours, it is found by that. What the
    error says is left out: it may quote what stands in the store."""
    met = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(met.filename).name}, line {met.lineno}"


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """A database that is there and is up to date: it is neither made nor changed. Raises ConfigError for one
    that is not there, or of another version than this Balance, and NoAnswer of a server that is silent."""
    with connected(settings) as database:
        _check(database)
        yield database


@contextlib.contextmanager
def connected(settings: Settings) -> Iterator[Database]:
    """The database, whatever its version, and whether or not it is there. Raises ConfigError."""
    try:
        database = Database(settings.store_address)
    except StorageError as error:
        raise ConfigError(DATABASE, str(error)) from None
    try:
        yield database
    except WrongAddress as error:  # what a server says of itself is known once it is asked
        raise ConfigError(DATABASE, str(error)) from None
    finally:
        database.close()


def without_stop(error: Exception) -> str:
    """For a sentence that goes on, or ends, with it."""
    return str(error).rstrip(".")


def _check(database: Database) -> None:
    try:
        if database.file and not is_there(database.file):
            raise ConfigError(DATABASE, f"there is no database at {database.file} yet.")
        revision, newest = schema.state(database)
    except NoAnswer:
        raise
    except StorageError as error:
        raise ConfigError(DATABASE, str(error)) from None
    if revision != newest:
        raise ConfigError(
            DATABASE, f"the database {database.place} is of an earlier version. Run: balance db upgrade"
        )
