"""A PostgreSQL server for the tests: one for all processes of a run, started when the first of them asks."""

import atexit
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from storage import schema
from storage.database import Database

FOLDER = "BALANCE_TESTS_POSTGRESQL"
"""Where it is. The first process of a run decides that; pytest-xdist's others inherit it."""
NOT_NEEDED = ("fsync", "full_page_writes", "autovacuum")
"""Nothing here has to survive a power cut or to last."""

_END_ALL = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)

S = TypeVar("S", bound="Server")


def choose_folder(config: pytest.Config) -> None:
    """Make a place for the server, which goes with the run."""
    folder = tempfile.TemporaryDirectory(prefix="balance-postgresql-")
    config.add_cleanup(folder.cleanup)
    make_room(Path(folder.name))
    os.environ[FOLDER] = folder.name


def make_room(folder: Path) -> None:
    """For a server in this folder."""
    folder.chmod(0o755)  # the server gives up root, so the folder must be open to others
    (folder / "data").mkdir()
    (folder / "run").mkdir(0o700)


class Server:
    """A server as it comes. `pid`: its first process, which starts the others."""

    def __init__(self, url: URL, user: str, pid: int) -> None:
        self.pid = pid
        self._url = url
        self._user = user
        self._numbers = itertools.count(1)
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def fresh(self, how: str = "") -> str:
        """The address of a new database with nothing in it. `how`: it is made, in words of the server."""
        name = f"test_{self._user}_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} {how}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def in_encoding(self, encoding: str) -> str:
        """The same, in one that is not the server's own."""
        return self.fresh(f"TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'")

    def _do(self, *statements: str) -> None:
        with self._engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def close(self) -> None:
        self._engine.dispose()


class Postgres(Server):
    """The server as one process of the run uses it."""

    def __init__(self, url: URL, user: str, pid: int) -> None:
        super().__init__(url, user, pid)
        self._do(*(f"ALTER SYSTEM SET {name} = off" for name in NOT_NEEDED), "SELECT pg_reload_conf()")

    def emptied(self) -> str:
        """The address of a database with all tables and nothing in them. It is the same one as before, and
        what is left of whoever had it ends: a new one would take many times as long. One that a test has left
        at another version is not handed on."""
        tables = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        url, newest = self._migrated
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(_END_ALL))
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            names = ", ".join(connection.execute(text(tables)).scalars())
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        engine.dispose()
        if version != newest:
            del self._migrated
            url, newest = self._migrated
        return url

    @cached_property
    def _migrated(self) -> tuple[str, str]:
        """The address, and the version that its tables had then."""
        url = self.fresh()
        database = Database(url)
        newest = schema.upgrade(database)
        database.close()
        return url, newest


@contextmanager
def only_reading(url: str) -> Iterator[None]:
    """The database there takes no change within this, as after a failover to a standby: whoever is connected
    is cut off, and a session that begins meanwhile only reads for as long as it lasts."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    name = make_url(url).database
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        connection.execute(text(_END_ALL))
        try:
            yield
        finally:
            connection.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    engine.dispose()


@contextmanager
def running(user: str) -> Iterator[Postgres]:
    """The server, as long as it is needed: whoever needs it last stops it."""
    with serving(Path(os.environ[FOLDER]), Postgres, user) as server:
        yield server


@contextmanager
def serving(folder: Path, kind: type[S], user: str) -> Iterator[S]:
    """The one in this folder, as long as it is needed."""
    with pytest.MonkeyPatch.context() as environment:
        # pgserver wants a place for its lock, which is asked for when it is imported.
        environment.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        pgserver = pytest.importorskip("pgserver", reason="pgserver has no wheel for this Python")
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    postgres = kind(url, user, server.get_pid())
    try:
        yield postgres
    finally:
        postgres.close()
        server.cleanup()
        # pgserver 0.1.4 would do it again at the end of the process, and make the folder of its lock anew.
        atexit.unregister(server._cleanup)
