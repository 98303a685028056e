"""The engine, and the one place that decides where a use case runs."""

import asyncio
import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from storage.errors import Conflict, StorageError, StoreUnavailable
from storage.transaction import Transaction

T = TypeVar("T")

log = logging.getLogger(__name__)

BUSY_SECONDS = 1.0
"""How long SQLite waits for another process's lock; well under Slack's 3 s for an answer."""
CHECKPOINT_SECONDS = 10.0
LOG_PAGES = 10_000
"""40 MB: how long the log may get if checkpoints fail; then SQLite does one within a commit."""
POOL_THREADS = 8
ATTEMPTS = 5
_START_OVER = {"40001", "40P01"}  # serialization failure, deadlock: PostgreSQL asks to try again
_POSTGRESQL = {"connect_timeout": 3, "options": "-c lock_timeout=2500"}
"""Slack waits 3 s for an answer: in seconds, and in milliseconds for a row that another process holds."""


class Database:
    """A store at a URL. `write` and `read` run a function of a Transaction.

    On SQLite the function runs inline on the event loop: a hop to a thread costs as much as the
    transaction itself, unless it is a long one (`read_beside`). A database across a network gets a small
    pool of threads.
    """

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _server_engine(self.url)
        self._write = _for_writing(self.engine)
        self._write_lightly = self._write
        if self.has_file:
            # The same file with another setting, which belongs to a connection.
            self._write_lightly = _for_writing(_sqlite_engine(self.url, synchronous="NORMAL"))
        self._pool = None if self.is_sqlite else ThreadPoolExecutor(POOL_THREADS, "storage")
        # A database in memory has one connection, which belongs to the loop.
        self._beside = ThreadPoolExecutor(1, "reading") if self.has_file else None

    @property
    def has_file(self) -> bool:
        return self.is_sqlite and self.url.database not in (None, "", ":memory:")

    @property
    def place(self) -> str:
        """Where the data is, fit to be printed: never a password."""
        return str(self.url.database) if self.is_sqlite else self.url.render_as_string(hide_password=True)

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction and commit it. Raises StoreUnavailable with nothing changed."""
        return await self._run(self._in_transaction, self._write, work, ATTEMPTS)

    async def write_lightly(self, work: Callable[[Transaction], T]) -> T:
        """The same for what can be found out again: on SQLite a power cut may take it back, together with
        nothing that was written by `write` before. Not waiting for the disk keeps others from waiting."""
        return await self._run(self._in_transaction, self._write_lightly, work, ATTEMPTS)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on a consistent view. Raises StoreUnavailable."""
        return await self._run(self._in_transaction, self.engine, work, 1)

    async def read_beside(self, work: Callable[[Transaction], T]) -> T:
        """The same for what takes long and nobody's acknowledgement waits for: beside the event loop, on
        SQLite too, one after another. Who clicks meanwhile waits for none of it."""
        pool = self._pool or self._beside
        if pool is None:
            return await self.read(work)
        reading = partial(self._in_transaction, self.engine, work, 1)
        return await asyncio.get_running_loop().run_in_executor(pool, reading)

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        """The same without an event loop, for start-up and commands."""
        return self._in_transaction(self._write, work, ATTEMPTS)

    def close(self) -> None:
        for pool in (self._pool, self._beside):
            if pool:
                pool.shutdown(wait=True)
        self._write_lightly.dispose()
        self.engine.dispose()

    async def checkpoint_forever(self) -> None:
        """Bring SQLite's log into the file beside the event loop. Left to itself, SQLite does so within
        somebody's commit, and they wait for it. https://www.sqlite.org/wal.html#ckpt"""
        while self.has_file:
            await asyncio.sleep(CHECKPOINT_SECONDS)
            try:
                await asyncio.to_thread(self._checkpoint)
            except (sqlite3.Error, DBAPIError) as error:
                log.info("SQLite's log stays until the next time: %s", error)

    def _checkpoint(self) -> None:
        with contextlib.closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    async def _run(self, function: Callable[..., T], *args: Any) -> T:
        if self._pool is None:
            return function(*args)
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *args)

    @staticmethod
    def _in_transaction(engine: Engine, work: Callable[[Transaction], T], attempts: int) -> T:
        for attempt in range(1, attempts + 1):
            try:
                with engine.begin() as connection:
                    transaction = Transaction(connection)
                    result = work(transaction)
                transaction.committed()
                return result
            except (Conflict, IntegrityError) as error:
                # Another process got in between: the use case runs again on what is there now.
                if attempt == attempts:
                    raise StoreUnavailable(f"the same row kept changing: {error}") from error
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in _START_OVER and attempt < attempts:
                    continue
                raise StoreUnavailable(_reason(error)) from error
        raise AssertionError("unreachable")


def sqlite_file(url: str) -> Path | None:
    """The file that this URL names, if it names one. Nothing is opened, so nothing is made. Raises
    StorageError for what is no URL."""
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StorageError(
            "this is not a database URL. Examples: sqlite:////var/lib/balance/balance.db, "
            "postgresql://user:password@host/name"
        ) from error
    return parsed


def _for_writing(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


# Parameters are hidden on both: an error that is logged must not tell what people answered.
def _sqlite_engine(url: URL, synchronous: str = "FULL") -> Engine:
    if url.database and url.database != ":memory:":
        prepare_file(Path(url.database))
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "handle_error", _forget_connections)
    else:
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    event.listen(engine, "connect", partial(_set_pragmas, synchronous))
    event.listen(engine, "begin", _begin)
    return engine


def _server_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=POOL_THREADS,
            connect_args=_POSTGRESQL,
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            f"the driver {error.name} is not installed. For PostgreSQL: pip install 'balance-bot[postgres]'"
        ) from error


def prepare_file(path: Path) -> None:
    """Make the folder and an empty file that only its owner can read. Raises StoreUnavailable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error


def _set_pragmas(synchronous: str, connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions of its own: `_begin` says which kind is wanted.
    connection.isolation_level = None
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    cursor.execute(f"PRAGMA synchronous={synchronous}")  # FULL: what is acknowledged survives a power cut
    cursor.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    # Only the first connection to a new file has to switch, and for that SQLite does not wait for
    # another one that is at it: https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _forget_connections(context: ExceptionContext) -> None:
    """A file that could only be read when it was opened stays so for this connection, even after its
    rights were mended."""
    if "readonly" in str(context.original_exception):
        context.is_disconnect = True


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer halfway may find the lock taken
    # and would have to start again. https://www.sqlite.org/lang_transaction.html
    connection.exec_driver_sql(str(connection.get_execution_options().get("sqlite_begin", "BEGIN")))


def _reason(error: DBAPIError) -> str:
    original = str(error.orig).strip() or type(error.orig).__name__
    return original.splitlines()[0]
