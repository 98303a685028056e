"""What the commands that look after records have in common: a store, and what they could not do, said."""

import sys
from collections.abc import Callable

from bot.config import ExitCode, Settings
from bot.records.opening import opened
from storage.database import Database
from storage.errors import StorageError


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
            _say(str(problem))
            return problem.code
        except StorageError as error:
            _say(str(error))
            return ExitCode.FAILED


def _say(why: str) -> None:
    print(f"balance: nothing was done: {why.rstrip('.')}.", file=sys.stderr)
