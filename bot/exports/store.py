"""The store as commands use it that run beside a bot: looked at, and never brought up to date by them."""

import contextlib
from collections.abc import Iterator

from bot.config import ConfigError, Settings
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
