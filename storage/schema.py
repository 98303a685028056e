"""Bring the database's tables to the version of this code, and refuse a newer one."""

import contextlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from storage import new_file
from storage.address import of_file
from storage.bare_sqlite import into_one_file
from storage.database import Database
from storage.deadline import answering_within
from storage.engine import for_writing, not_a_store, sqlite_engine
from storage.errors import NewerDatabase, StoreUnavailable
from storage.file_system import check_place, is_there
from storage.patience import patiently, unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 0x62616C616E6365
"""PostgreSQL's lock for two bots that start together. On SQLite the transaction itself is one."""

STEP_SECONDS = 600.0
"""How long one statement of an upgrade may take on PostgreSQL, which says nothing while it writes a large
table or an index anew: minutes, where there are millions of rows, and cut off it would begin again at the
next try. Whether there is anything to upgrade is asked within the time that all have."""


def upgrade(database: Database) -> str:
    """Apply what is missing, and make the file where there is none; return the revision. Waits for another
    process that is at it. Raises NewerDatabase, NotAStore or StoreUnavailable."""
    if database.file:
        check_place(database.file)
        if not is_there(database.file):
            _make(database.file.resolve())
    return patiently(lambda: _upgrade(database.engine, database.file))


def _make(file: Path) -> None:
    """A new store has its name once it has its tables. Raises StoreUnavailable."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError), new_file.whole(file) as part:  # another one was faster
            engine = sqlite_engine(of_file(part))
            try:
                _upgrade(engine, None)
            finally:
                engine.dispose()
            into_one_file(part)
    except OSError as error:
        raise StoreUnavailable(f"{file}: {error.strerror}") from error


def _upgrade(engine: Engine, file: Path | None) -> str:
    try:
        with for_writing(engine).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
            revision, newest = _check_known(connection, file)
            if revision != newest:
                with answering_within(STEP_SECONDS):
                    command.upgrade(config(connection), newest)
            return newest
    except DBAPIError as error:
        raise unavailable(error, file) from error


def state(database: Database) -> tuple[str | None, str]:
    """The database's revision (None when it is empty) and the newest one that this code knows. Raises as
    `upgrade` does."""
    try:
        with database.engine.connect() as connection:
            return _check_known(connection, database.file)
    except DBAPIError as error:
        raise unavailable(error, database.file) from error


def config(connection: Connection) -> Config:
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("path_separator", "os")
    alembic.attributes["connection"] = connection
    return alembic


def _check_known(connection: Connection, file: Path | None) -> tuple[str | None, str]:
    """The revision of the database, and the newest one. `file`: one that was there before."""
    scripts = ScriptDirectory.from_config(config(connection))
    newest = scripts.get_current_head()
    assert newest is not None
    found = MigrationContext.configure(connection).get_current_heads()
    if len(found) > 1:
        raise not_a_store(file or "the database", "says of several versions that it is of each")
    current = found[0] if found else None
    if current is None and file:
        raise not_a_store(file, "has none of Balance's tables")
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabase(
            f"the database is at version {current}, which this Balance does not know; it knows up to "
            f"{newest}. Install the newer Balance again, or use another database."
        )
    return current, newest
