"""SQLite's log is brought into the file by a thread: left to itself, SQLite does so within somebody's commit,
and they wait for it. https://www.sqlite.org/wal.html#ckpt"""

import asyncio
import contextlib
import logging
import random
import sqlite3
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from storage.errors import OutOfReach, StorageError, StoreHeld
from storage.opened_file import OpenedFile
from storage.outage import Outage
from storage.patience import is_held

log = logging.getLogger(__name__)

SECONDS = 10.0
"""Between two checkpoints."""
LOOKS = 10
"""At the file and its log, for each checkpoint: what somebody does to them is noticed within a second."""
_FIRST = 2**30
"""Below which a store's first number is drawn: two stores do not have the same ones."""


class Checkpoints:
    """Each gets a number, in the header of the file, that is greater than the one before: so an older copy of
    the file is told from it (storage/opened_file.py)."""

    def __init__(self, opened: OpenedFile, engine: Engine) -> None:
        self._opened = opened
        self._engine = engine
        self._fails = False

    async def forever(self, outage: Outage, look: Callable[[], None]) -> None:
        """`look`: what is done LOOKS times for each."""
        while True:
            for _ in range(LOOKS):
                await asyncio.sleep(SECONDS / LOOKS)
                look()
            await self.once(outage)

    async def once(self, outage: Outage) -> None:
        """What goes wrong is logged: once when it begins to, once when it no longer does."""
        try:
            with outage.watched():
                await asyncio.to_thread(self._bring_in)
        except (OutOfReach, StoreHeld):
            return
        except (sqlite3.Error, DBAPIError, StorageError) as error:
            if not self._fails:
                log.warning(
                    "SQLite's log cannot be brought into the database: %s. What is taken is kept in the log, "
                    "which grows. It is tried again every %.0f s.",
                    error,
                    SECONDS,
                )
            self._fails = True
            return
        if self._fails:
            log.warning("SQLite's log is brought into the database again.")
        self._fails = False

    def _bring_in(self) -> None:
        with contextlib.closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            self._opened.check()  # never into a file that somebody else wrote to
            if self._opened.log.is_needed:
                _begin(cursor)
                (number,) = cursor.execute("PRAGMA user_version").fetchone()
                following = number + 1 if number else random.randrange(1, _FIRST)  # noqa: S311 - no secret
                cursor.execute(f"PRAGMA user_version={following}")
                cursor.execute("COMMIT")
                self._opened.log.committed()
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _begin(cursor: DBAPICursor) -> None:
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_held(error):
            raise StoreHeld(str(error)) from error
        raise
