"""What commands open that run beside a bot: the store, which they never bring up to date, and exports."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from bot.config import ConfigError, Settings
from flows.record.document import Record
from flows.record.reading import MOST_BYTES, RecordError, read
from storage import schema
from storage.database import Database
from storage.errors import StorageError

_VARIABLE = "BALANCE_DATABASE_URL"


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Raises ConfigError for a store that is not there, or of another version than this Balance."""
    try:
        database = Database(settings.database_url)
    except StorageError as error:
        raise ConfigError(_VARIABLE, str(error)) from None
    try:
        _check(database)
        yield database
    finally:
        database.close()


def _check(database: Database) -> None:
    if database.file and not database.file.exists():
        raise ConfigError(_VARIABLE, f"there is no database at {database.file} yet.")
    try:
        revision, newest = schema.state(database)
    except StorageError as error:
        raise ConfigError(_VARIABLE, str(error)) from None
    if revision != newest:
        raise ConfigError(
            _VARIABLE, f"the database {database.place} is of an earlier version. Run: balance db upgrade"
        )


def read_file(file: Path) -> Record:
    """The record in this file. Raises RecordError."""
    try:
        with file.open("rb") as opened:
            return read(opened.read(MOST_BYTES + 1))
    except OSError as error:
        raise RecordError(f"{error.strerror}.") from None
