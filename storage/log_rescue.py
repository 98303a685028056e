"""What is in a log that SQLite has lost is brought into the database, while a connection still has it open.

Then all connections are closed, and the next ones begin a new log. But where somebody else has begun one
already, what they committed may stand where the lost log would write, and the only word for what is right
is theirs: then nothing is written by way of the old connections ever again.

So is what is in the log of a file that was moved, whatever stands in its place: it is written to the file
that was opened, wherever that is now, and nowhere else. Then it can be moved back before a stop, or after it.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from storage.errors import OutOfReach, StorageError
from storage.file_locks import can_lock
from storage.opened_file import Displaced, Elsewhere, OpenedFile
from storage.opened_log import LogLost

log = logging.getLogger(__name__)


_BECAME = {
    Elsewhere.AS_IT_WAS: ", which was moved",
    Elsewhere.CHANGED: ", which was moved: there somebody else wrote to it, or has begun another log",
    Elsewhere.GONE: ", which was deleted",
    Elsewhere.UNKNOWN: ", which was moved or deleted",
}
_CAN_BE_PUT_BACK = {Elsewhere.AS_IT_WAS, Elsewhere.UNKNOWN}
_PUT_BACK = (
    " To have it again: stop Balance, move the file back, if nobody changed it since, and give the log its "
    "old name, which ends in -wal; then start Balance."
)
_LOOK_AT_IT = " Delete that when you have looked at it."


class Rescue:
    """Of one store, whose connections are in the pools of these engines."""

    def __init__(self, opened: OpenedFile, engines: Sequence[Engine]) -> None:
        self._opened = opened
        self._engines = engines
        self._aside = ""
        """Where the log of a file that was moved was put."""
        self._has_said = False

    def attempt(self, *, is_last: bool = False) -> None:
        """After OutOfReach, and before the connections are closed for good, which `is_last`. What is still in
        use elsewhere is left to the next attempt."""
        try:
            self._opened.check()
        except LogLost:
            with self._opened.locks.without_new_ones() as is_so:  # none begins a new log from here on
                if not is_so or self._opened.log.has_successor:
                    self._opened.locks.keep_from_closing(for_good=True)
                if is_so:
                    self._over_to_a_new_log()
        except Displaced:
            self._after_the_file(is_last=is_last)
        except OutOfReach:
            return  # the database itself: nothing may be written to it

    def _over_to_a_new_log(self) -> None:
        kind = self._opened.log.checkpoint
        # Without a need for one, the new log may be gone over to. So does the second of two bots that lost
        # the same log: the first one brought all of it in, as its index says, which both have open.
        if kind is None or (kind and self._opened.log.has_successor):
            self._give_up()
        elif not kind or self._bring_in(kind):
            self._close()

    def _close(self) -> None:
        for engine in self._engines:
            engine.dispose()

    def _after_the_file(self, *, is_last: bool) -> None:
        opened = self._opened
        if opened.stands_where_it_did:  # with its log, and SQLite closes both as it should
            self._close()
            return
        if not opened.log.is_open:
            return
        with opened.bringing_in, opened.locks.without_new_ones() as is_so:  # none begins a log beside it
            kind, became, name = opened.log.checkpoint, opened.elsewhere, opened.name
            is_in = kind == ""
            if kind and is_so and became is Elsewhere.AS_IT_WAS:
                # Else it is tried again: a reader is in the way, or a full disk.
                is_in = self._bring_in("FULL")
                opened.note_own_change()
            if is_in:
                opened.log.delete()
                self._close()
                if kind:
                    log.warning(
                        "What was only in SQLite's log is in the file that was opened, which is %s now.",
                        name,
                    )
                return
        self._keep_from_it(became if kind else Elsewhere.CHANGED, is_last=is_last)

    def _keep_from_it(self, became: Elsewhere, *, is_last: bool) -> None:
        """The log must not be read into what stands in the file's place, nor into the file itself where
        somebody went on without it."""
        opened, aside = self._opened, None
        if opened.has_successor or became is Elsewhere.CHANGED:
            aside = opened.log.put_aside()
        if became is Elsewhere.CHANGED:
            opened.locks.keep_from_closing(for_good=True)
            opened.give_up("The file was moved, and changed there: start Balance again")
        elif is_last:
            opened.locks.keep_from_closing(for_good=True)
        if aside:
            self._aside = aside
        if self._aside and not self._has_said and (is_last or became is not Elsewhere.AS_IT_WAS):
            self._has_said = True
            log.error(
                "What was taken since the last checkpoint is not in the file that was opened%s. What is left "
                "of the log is in %s.%s",
                *(_BECAME[became], self._aside, _PUT_BACK if became in _CAN_BE_PUT_BACK else _LOOK_AT_IT),
            )

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
