"""Waiting for another process's lock when nobody in Slack waits for us: at a start."""

import logging
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

from storage.deadline import NotInTime
from storage.engine import no_database
from storage.errors import NoAnswer, NotWritable, OutOfReach, StoreBusy, StoreHeld, StoreUnavailable
from storage.file_system import why_no_log

T = TypeVar("T")

log = logging.getLogger(__name__)

SECONDS = 30.0
"""Another process that brings a large store up to date holds it for some seconds."""
_BETWEEN = 0.05
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_LOCK_NOT_AVAILABLE = "55P03"
_NO_CONNECTION = ("08", "57P")
_TAKES_NO_CHANGE = ("25006", "53100", "58030")  # it only reads, its disk is full, its disk reports an error
_TAKES_NONE_HERE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def patiently(work: Callable[[], T]) -> T:
    """Run `work`, over again while another process holds the store. Raises StoreBusy if it still does
    after `SECONDS`."""
    until = time.monotonic() + SECONDS
    said = False
    while True:
        try:
            return work()
        except StoreBusy:
            if time.monotonic() >= until:
                raise
        if not said:
            log.warning("Another process holds the database. Waiting up to %.0f s for it.", SECONDS)
            said = True
        time.sleep(_BETWEEN)


def is_held(error: sqlite3.Error) -> bool:
    """Whether SQLite says so of its lock."""
    return _code(error) == sqlite3.SQLITE_BUSY


def _code(error: sqlite3.Error) -> int:
    # The low byte is the error itself, the rest its kind: https://www.sqlite.org/rescode.html
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def unavailable(error: DBAPIError, file: Path | None = None) -> StoreUnavailable:
    """What a driver's error means to whoever wanted to use the store; `file`: of SQLite."""
    original = error.orig
    assert original is not None
    words = (str(original).strip() or type(original).__name__).splitlines()[0]
    # "Could not decode to UTF-8 column 'reason' with text '…'": SQLite says what stands in a damaged file.
    words = words.partition(" with text ")[0]
    if isinstance(original, sqlite3.Error):
        if _code(original) == sqlite3.SQLITE_NOTADB and file:
            return StoreUnavailable(no_database(file))
        if _code(original) == sqlite3.SQLITE_READONLY and file:
            return NotWritable(why_no_log(file) or f"{file}: {words}")
        if _code(original) == sqlite3.SQLITE_CANTOPEN and file:
            words = f"{file}: {words}"
        if _code(original) in _TAKES_NONE_HERE:
            return NotWritable(words)
        return StoreHeld(words) if is_held(original) else StoreUnavailable(words)
    if isinstance(original, NotInTime):
        return NoAnswer(words)
    state = getattr(original, "sqlstate", None)
    if state == _LOCK_NOT_AVAILABLE:
        return StoreBusy(words)
    if state in _TAKES_NO_CHANGE:
        return NotWritable(words)
    # Without a state it is the driver that says so: it could not connect, or was cut off.
    cut_off = isinstance(error, OperationalError) and (state is None or state.startswith(_NO_CONNECTION))
    return OutOfReach(words) if cut_off else StoreUnavailable(words)
