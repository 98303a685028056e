"""A record that came about in a store, as files: as it was, and as somebody made it up."""

from pathlib import Path

import pytest

from flows.record.kept import Kept
from storage.records import RecordStore
from tests.bot.exports.conftest import balance
from tests.conftest import SQLITE
from tests.conftest import Stores as Empty
from tests.storage.conftest import Store, database, framework, store
from tests.storage.test_chains import filled

__all__ = ["balance", "database", "filled", "framework", "store"]


@pytest.fixture
def migrated(stores: Empty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of `store` is the one that `balance` uses."""
    url = stores.empty(SQLITE, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BALANCE_DATABASE_URL", url)
    return url


@pytest.fixture
def whole(filled: Store) -> Kept:
    return filled.rows(lambda transaction: RecordStore().read(transaction, ["one"]))["one"]
