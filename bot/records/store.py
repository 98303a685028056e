"""The database, opened by a command that looks after the records."""

import sys
from collections.abc import Callable
from typing import TypeVar

from bot.config import ExitCode, Settings
from storage import schema
from storage.database import Database
from storage.engine import check_file, sqlite_file
from storage.errors import StorageError

T = TypeVar("T")


class Undone(Exception):
    """The command did nothing: `str` says why, as a sentence without its stop."""

    def __init__(self, why: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(why)
        self.code = code


def with_store(settings: Settings, work: Callable[[Database], ExitCode]) -> ExitCode:
    """Do something with a database that is there and is up to date, while Balance runs or not. Says what it
    cannot do."""
    try:
        file = sqlite_file(settings.database_url)
        if file and not file.exists():
            raise Undone(f"there is no database at {file} yet", ExitCode.WRONG)
        if file:
            check_file(file)
        database = Database(settings.database_url)
        try:
            revision, newest = schema.state(database)
            if revision != newest:
                raise Undone("the database is of an earlier version. Run balance db upgrade, and try again")
            return work(database)
        finally:
            database.close()
    except Undone as problem:
        _say(str(problem))
        return problem.code
    except StorageError as error:
        _say(str(error))
        return ExitCode.FAILED


def _say(why: str) -> None:
    print(f"balance: nothing was done: {why.rstrip('.')}.", file=sys.stderr)
