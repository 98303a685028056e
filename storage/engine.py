"""The engines: a URL read, a file made, and the settings that SQLite and PostgreSQL get."""

import os
import sqlite3
import time
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from storage.errors import StorageError, StoreUnavailable

BUSY_SECONDS = 1.0
"""How long SQLite waits for another process's lock; well under Slack's 3 s for an answer."""
LOG_PAGES = 10_000
"""40 MB: how long the log may get if checkpoints fail; then SQLite does one within a commit."""
POOL_THREADS = 8
_WORKS_WITH = (
    "Balance works with SQLite, for example sqlite:////var/lib/balance/balance.db, and with PostgreSQL, for "
    "example postgresql://user:password@host/name"
)


def sqlite_file(url: str | URL) -> Path | None:
    """The file that this URL names, if it names one. Nothing is opened, so nothing is made. Raises
    StorageError for what is no URL."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def parse(url: str | URL) -> URL:
    """Raises StorageError for what is no URL, or one of a database that Balance does not work with."""
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() in ("sqlite", "postgresql"):
            parsed.get_dialect()
            return parsed
    except (ArgumentError, NoSuchModuleError) as error:
        raise StorageError(f"this is not a database URL. {_WORKS_WITH}") from error
    raise StorageError(f"this is a database of another kind: {parsed.get_backend_name()}. {_WORKS_WITH}")


def for_writing(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


# Parameters are hidden on both: an error that is logged must not tell what people answered.
def sqlite_engine(url: URL, synchronous: str = "FULL") -> Engine:
    if file := sqlite_file(url):
        _prepare_file(file)
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "handle_error", _forget_connections)
    else:
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    event.listen(engine, "connect", partial(_set_pragmas, synchronous))
    event.listen(engine, "begin", _begin)
    return engine


def server_engine(url: URL) -> Engine:
    try:
        engine = create_engine(url, hide_parameters=True, pool_size=POOL_THREADS)
        from storage import postgresql  # it needs the driver, which SQLite does without
    except ModuleNotFoundError as error:
        raise StorageError(
            f"the driver {error.name} is not installed. For PostgreSQL: pip install 'balance-bot[postgres]'"
        ) from error
    if (driver := url.get_driver_name()) != "psycopg":
        raise StorageError(f"this is an address for another driver: {driver}. {_WORKS_WITH}")
    event.listen(engine, "do_connect", postgresql.connect)
    event.listen(engine, "checkout", partial(postgresql.ping, engine.dialect))
    return engine


def _prepare_file(path: Path) -> None:
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
