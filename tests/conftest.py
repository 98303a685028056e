"""Databases for tests: SQLite files, and a PostgreSQL server that is started when the first of them asks.
And what is drawn, a clock, and somebody without special rights."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.demo import example
from bot.use_cases import in_time
from storage import schema
from storage.database import Database
from tests import played as examples
from tests import postgres as postgresql
from tests.logging_to import as_it_was
from tests.network import Network
from tests.played import Played
from tests.postgres import Postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NOBODY = 65534
DRAW = "BALANCE_DRAW"
"""The seed of all that a run draws: fail points, and hypothesis's examples."""


# How long an example takes, or its drawing, says nothing but how busy the machine is.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """What all processes of a run share is decided in the first of them; pytest-xdist's others inherit it."""
    if hasattr(config, "workerinput"):
        return
    seed = os.environ.setdefault(DRAW, str(random.SystemRandom().randrange(10**6)))
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = seed
    postgresql.choose_folder(config)
    examples.choose_folder(config)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seed = os.environ[DRAW]
    terminalreporter.write_line(f"Drawn with seed {seed}. The same again: {DRAW}={seed} make test")


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command that a test runs within this process sets up a log."""
    with as_it_was():
        yield


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> Iterator[Postgres]:
    with postgresql.running(worker_id) as server:
        yield server


@pytest.fixture
def network(postgres: Postgres) -> Iterator[Network]:
    """A network before a PostgreSQL with all tables and nothing in them."""
    made = Network(postgres.emptied())
    yield made
    made.close()


@pytest.fixture(scope="session", params=example.names())
def played(request: pytest.FixtureRequest) -> Played:
    """Each example, as it was played and exported."""
    return examples.played(request.param)


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


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them, to be copied: making one takes longer than most
    tests."""
    file = tmp_path_factory.mktemp("migrated") / "balance.db"
    database = Database(f"sqlite:///{file}")
    schema.upgrade(database)
    database.close()
    return file


class Stores:
    """Databases with all tables and nothing in them, of either kind."""

    def __init__(self, file: Path, request: pytest.FixtureRequest) -> None:
        self._file = file
        self._request = request

    def empty(self, backend: str, folder: Path) -> str:
        """The address of one; a file lies in `folder`. On PostgreSQL it takes the place of the one before."""
        if backend == SQLITE:
            return f"sqlite:///{shutil.copy(self._file, folder / 'balance.db')}"
        server: Postgres = self._request.getfixturevalue("postgres")
        return server.emptied()


@pytest.fixture
def stores(migrated_file: Path, request: pytest.FixtureRequest) -> Stores:
    return Stores(migrated_file, request)


@pytest.fixture
def migrated(backend: str, stores: Stores, tmp_path: Path) -> str:
    """The address of an empty database with all tables, for tests that leave the tables as they are."""
    return stores.empty(backend, tmp_path)


@pytest.fixture
def sqlite(stores: Stores, tmp_path: Path) -> Iterator[Database]:
    """A SQLite file with all tables and nothing in them, for what is the same on both."""
    made = Database(stores.empty(SQLITE, tmp_path))
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


@pytest.fixture
def quick_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who clicks and types within one second is asked what came first, and who chooses the same number twice
    within a moment has tapped twice. The people of tests are quicker than that, and the sandbox dates what
    they do to the microsecond."""
    monkeypatch.setattr(in_time, "GOOD_TO", 0.0)
    monkeypatch.setattr(in_time, "SECOND_TAP", 0.0)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()
