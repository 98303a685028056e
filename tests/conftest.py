"""Databases for tests: a SQLite file, or a PostgreSQL server that is started when the first of them asks.
And a clock, and somebody without special rights."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from storage import schema
from storage.database import Database

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NOBODY = 65534


class Postgres:
    """A server of its own for this run of the tests, with a fresh database for each."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._numbers = itertools.count(1)
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:  # nothing here has to survive a power cut
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))

    def fresh(self) -> str:
        name = f"test_{next(self._numbers)}"
        with self._engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return self.url.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with pytest.MonkeyPatch.context() as environment, tempfile.TemporaryDirectory() as folder:
        # The server gives up root, so the folder must be open to others; and pgserver wants a place of
        # its own for what it remembers, which is asked for when it is imported.
        Path(folder).chmod(0o755)
        own = Path(folder) / "run"
        own.mkdir(0o700)
        environment.setenv("XDG_RUNTIME_DIR", str(own))
        pgserver = pytest.importorskip("pgserver", reason="pgserver has no wheel for this Python")
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        running = Postgres(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
        yield running
        running.close()
        server.cleanup()


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if backend == SQLITE:
        return f"sqlite:///{tmp_path / 'balance.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A SQLite file with all tables and nothing in them, for what is the same on both."""
    made = Database(f"sqlite:///{tmp_path / 'balance.db'}")
    schema.upgrade(made)
    yield made
    made.close()


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, and rights that end: root may write everywhere, so the test is somebody else here."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if os.getuid() == 0:
                os.seteuid(0)
                os.setegid(0)
            folder.chmod(0o700)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()
