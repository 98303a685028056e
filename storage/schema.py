"""Bring the database's tables to the version of this code, and refuse a newer one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.engine import for_writing
from storage.errors import NewerDatabase
from storage.patience import patiently, unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 0x62616C616E6365
"""PostgreSQL's lock for two bots that start together. On SQLite the transaction itself is one."""


def upgrade(database: Database) -> str:
    """Apply what is missing; return the revision. Waits for another process that is at it. Raises
    NewerDatabase or StoreUnavailable."""
    return patiently(lambda: _upgrade(database))


def _upgrade(database: Database) -> str:
    try:
        with for_writing(database.engine).begin() as connection:
            if not database.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
            newest = _check_known(connection)
            if _revision(connection) != newest:
                command.upgrade(config(connection), newest)
            return newest
    except DBAPIError as error:
        raise unavailable(error) from error


def state(database: Database) -> tuple[str | None, str]:
    """The database's revision (None when it is empty) and the newest one that this code knows."""
    try:
        with database.engine.connect() as connection:
            newest = _check_known(connection)
            return _revision(connection), newest
    except DBAPIError as error:
        raise unavailable(error) from error


def config(connection: Connection) -> Config:
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("path_separator", "os")
    alembic.attributes["connection"] = connection
    return alembic


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_known(connection: Connection) -> str:
    scripts = ScriptDirectory.from_config(config(connection))
    newest = scripts.get_current_head()
    assert newest is not None
    current = _revision(connection)
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabase(
            f"the database is at version {current}, which this Balance does not know; it knows up to "
            f"{newest}. Install the newer Balance again, or use another database."
        )
    return newest
