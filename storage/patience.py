"""Waiting for another process's lock when nobody in Slack waits for us: at a start."""

import logging
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from storage.errors import StoreBusy, StoreUnavailable

T = TypeVar("T")

log = logging.getLogger(__name__)

SECONDS = 30.0
"""Another process that brings a large store up to date holds it for some seconds."""
_BETWEEN = 0.05
_LOCK_NOT_AVAILABLE = "55P03"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


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


def unavailable(error: DBAPIError) -> StoreUnavailable:
    """What a driver's error means to whoever wanted to use the store."""
    original = error.orig
    assert original is not None
    words = (str(original).strip() or type(original).__name__).splitlines()[0]
    # The low byte is the error itself, the rest its kind: https://www.sqlite.org/rescode.html
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    busy = code == sqlite3.SQLITE_BUSY or getattr(original, "sqlstate", None) == _LOCK_NOT_AVAILABLE
    return StoreBusy(words) if busy else StoreUnavailable(words)
