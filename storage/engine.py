"""The engines: a file looked at, and the settings that SQLite and PostgreSQL get."""

import os
import sqlite3
import time
from errno import EACCES, EISDIR
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.pool import StaticPool

from storage.address import for_another_driver, sqlite_file
from storage.errors import NotAStore, StorageError, StoreUnavailable
from storage.file_system import is_there

BUSY_SECONDS = 1.0
"""How long SQLite waits for another process's lock; well under Slack's 3 s for an answer."""
HELD_SECONDS = 0.02
"""The same once somebody has waited in vain: all else in this process stands still meanwhile."""
_WAITS = "waits"
LOG_PAGES = 10_000
"""40 MB: how long the log may get if checkpoints fail; then SQLite does one within a commit."""
POOL_THREADS = 8
OPENED = {"mode": "rw", "uri": "true"}
"""How a SQLite file is: SQLite itself never makes one."""
NO_WAL = "SQLite cannot make its log (WAL) there, without which answers could be lost"


def check_file(file: Path) -> None:
    """A SQLite file is whole from its first moment (`schema.upgrade`), so one that is empty was cut off, and
    an empty one must not be filled. Raises NotAStore, or StoreUnavailable where it cannot be written."""
    try:
        if not is_there(file):
            _check_nothing_left_of(file)
            return
        if file.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        # Asked, not tried: to close the file again would end the locks that SQLite has on it in this process.
        # https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
        if not os.access(file, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise PermissionError(EACCES, os.strerror(EACCES))
        size = file.stat().st_size
    except OSError as error:
        raise StoreUnavailable(f"{file}: {error.strerror}") from error
    if not size:
        raise not_a_store(file, "is empty")


def not_a_store(file: Path | str, problem: str) -> NotAStore:
    return NotAStore(
        f"{file} {problem}. Nothing was changed. If your data should be in it, put a backup in its place. If "
        "there never was any, delete this file: a new one is made at the next start."
    )


def no_database(file: Path) -> str:
    """What is said of a file that SQLite does not know as one of its own."""
    return (
        f"the database {file} is no SQLite database, or is damaged. Put a backup in its place, or correct "
        "BALANCE_DATABASE_URL."
    )


def _check_nothing_left_of(file: Path) -> None:
    """SQLite would write what is left into the new file, and damage it. Of a link, it has that beside what
    the link leads to."""
    real = file.resolve()
    for beside in (Path(f"{one}{end}") for one in {real, file.absolute()} for end in ("-wal", "-journal")):
        if beside.exists() and beside.stat().st_size:
            raise NotAStore(
                f"{real} is not there, but {beside.name} is, which belongs to it. Put the two back together, "
                "or put this one aside as well."
            )


def for_writing(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


def for_one_view(engine: Engine) -> Engine:
    """What is read within one transaction is of one moment. On SQLite that is so anyway; on PostgreSQL each
    statement sees what is committed by then, unless it is asked for.
    https://www.postgresql.org/docs/current/transaction-iso.html"""
    one_moment = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    return engine.execution_options(**one_moment)


# Parameters are hidden on both: an error that is logged must not tell what people answered.
def sqlite_engine(url: URL, synchronous: str = "FULL") -> Engine:
    if file := sqlite_file(url):
        as_it_is = url.set(database=file.absolute().as_uri(), query=OPENED)
        engine = create_engine(as_it_is, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
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
        url.get_dialect().import_dbapi()
        from storage import postgresql  # it needs the driver, which SQLite does without
    except ModuleNotFoundError as error:
        raise StorageError(
            f"the driver {error.name} is not installed. For PostgreSQL: pip install 'balance-bot[postgres]'"
        ) from error
    if url.get_driver_name() != "psycopg":
        raise for_another_driver(url)
    postgresql.check_options(url)  # first: SQLAlchemy takes some for itself
    engine = create_engine(url, hide_parameters=True, pool_size=POOL_THREADS)
    event.listen(engine, "do_connect", postgresql.connect)
    event.listen(engine, "checkout", postgresql.ping)
    return engine


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
            [mode] = cursor.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN:  # not the file, which is open by now
                raise sqlite3.OperationalError(f"{error}: {NO_WAL}") from error
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            # "If the journal mode could not be changed, the original journal mode is returned":
            # https://www.sqlite.org/pragma.html#pragma_journal_mode
            if mode not in ("wal", "memory"):
                raise sqlite3.OperationalError(NO_WAL)
            return


def be_patient(connection: Connection, *, is_held: bool) -> None:
    """How long this connection waits for SQLite's lock: hardly where somebody has waited in vain, and it
    `is_held`."""
    seconds = HELD_SECONDS if is_held else BUSY_SECONDS
    if connection.info.get(_WAITS, BUSY_SECONDS) != seconds:
        driver = connection.connection.driver_connection  # SQLAlchemy would begin with any statement
        assert isinstance(driver, sqlite3.Connection)
        driver.execute(f"PRAGMA busy_timeout={seconds * 1000:.0f}").close()
        connection.info[_WAITS] = seconds


def _forget_connections(context: ExceptionContext) -> None:
    """A file that could only be read when it was opened stays so for this connection, even after its
    rights were mended."""
    if "readonly" in str(context.original_exception):
        context.is_disconnect = True


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer halfway may find the lock taken
    # and would have to start again. https://www.sqlite.org/lang_transaction.html
    connection.exec_driver_sql(str(connection.get_execution_options().get("sqlite_begin", "BEGIN")))
