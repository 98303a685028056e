"""A store with records in it, and a folder to export them to."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from flows.record.kept import Kept
from storage import schema
from storage.database import Database
from storage.records import RecordStore
from storage.workspace import Workspace
from tests.bot.cards.samples import NOW
from tests.flows.record.samples import TEAM

Balance = Callable[..., int]


class Stores:
    """Where stores are kept, and which one `balance` uses."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self.url = self.before = ""
        """The one in use, and the one before it."""
        self.use("store")

    def use(self, name: str) -> None:
        self.use_url(f"sqlite:///{self.folder}/{name}.db")

    def use_url(self, url: str) -> None:
        self.before, self.url = self.url, url
        self._monkeypatch.setenv("BALANCE_DATABASE_URL", url)

    def add(self, *what: Kept, team: str = TEAM) -> None:
        database = Database(self.url)
        schema.upgrade(database)
        for one in what:
            database.write_now(
                lambda rows, one=one: RecordStore().add(rows, one, Workspace(team), NOW)  # type: ignore[misc]
            )
        database.close()


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    monkeypatch.chdir(tmp_path)
    return Stores(tmp_path, monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def balance() -> Balance:
    """The command line, within this process: its exit code."""

    def run(*arguments: object) -> int:
        try:
            return int(main([os.fspath(one) if isinstance(one, Path) else str(one) for one in arguments]))
        except SystemExit as ended:
            return int(ended.code or 0)

    return run


def files(folder: Path) -> dict[str, bytes]:
    """What stands in a folder, by its way there."""
    found = (one for one in sorted(folder.rglob("*")) if one.is_file())
    return {str(one.relative_to(folder)): one.read_bytes() for one in found}
