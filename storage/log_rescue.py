"""What is in a log that SQLite has lost is brought into the database, while a connection still has it open.

Then all connections are closed, and the next ones begin a new log. But where somebody else has begun one
already, what they committed may stand where the lost log would write, and the only word for what is right
is theirs: then nothing is written by way of the old connections ever again.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from storage.errors import OutOfReach, StorageError
from storage.file_locks import can_lock
from storage.opened_file import OpenedFile
from storage.opened_log import LogLost

log = logging.getLogger(__name__)


class Rescue:
    """Of one store, whose connections are in the pools of these engines."""

    def __init__(self, opened: OpenedFile, engines: Sequence[Engine]) -> None:
        self._opened = opened
        self._engines = engines

    def attempt(self) -> None:
        """After OutOfReach, and before the connections are closed for good. What is still in use elsewhere is
        left to the next attempt."""
        try:
            self._opened.check()
        except LogLost:
            with self._opened.locks.without_new_ones() as is_so:  # none begins a new log from here on
                if not is_so or self._opened.log.has_successor:
                    self._opened.locks.keep_from_closing(for_good=True)
                if is_so:
                    self._over_to_a_new_log()
        except OutOfReach:
            return  # the database itself: nothing may be written to it

    def _over_to_a_new_log(self) -> None:
        kind = self._opened.log.checkpoint
        # Without a need for one, the new log may be gone over to. So does the second of two bots that lost
        # the same log: the first one brought all of it in, as its index says, which both have open.
        if kind is None or (kind and self._opened.log.has_successor):
            self._give_up()
        elif not kind or self._bring_in(kind):
            for engine in self._engines:
                engine.dispose()

    def _bring_in(self, kind: str) -> bool:
        for engine in self._engines:
            # A new connection would have another log, and is refused: the other pool may have an old one.
            with (
                contextlib.suppress(sqlite3.Error, DBAPIError, StorageError),
                contextlib.closing(engine.raw_connection()) as connection,
            ):
                (busy, *_) = connection.cursor().execute(f"PRAGMA wal_checkpoint({kind})").fetchone()
                return not busy
        return False

    def _give_up(self) -> None:
        """What only stood there is not in the database, and perhaps nowhere. A start must not read the rest
        of a log whose end is gone: that is older than what is in the database. But one whose index was
        replaced may be somebody else's by now; and where only the index is wrong, a start makes it anew."""
        opened = self._opened
        if opened.log.has_successor:
            what, aside = "Another log was begun in the place of SQLite's", opened.log.copy_aside()
        elif can_lock() and opened.log.is_whole:  # else SQLite deletes it as it closes it
            self._wait_for_a_start()
            return
        else:
            what, aside = "The end of SQLite's log is gone", opened.log.put_aside()
        # It may hold what somebody erased or forgot since.
        kept = f" What is left of it is in {aside}: delete that when you have looked at it." if aside else ""
        opened.give_up(f"{what}: start Balance again")
        log.error(
            "%s: what was taken since the last checkpoint may be missing.%s Nothing more is taken. "
            "Start Balance again: it goes on from what is in the database.",
            what,
            kept,
        )

    def _wait_for_a_start(self) -> None:
        what = "The index of SQLite's log was cut short, or something else wrote to it"
        self._opened.give_up(f"{what}: start Balance again")
        self._opened.log.delete_index()
        log.error(
            "%s. The log has all that was taken. Nothing more is taken. "
            "Start Balance again: it goes on from there.",
            what,
        )
