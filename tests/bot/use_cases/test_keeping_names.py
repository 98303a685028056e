"""What people are called is written down beside what they do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.tasks import Tasks
from bot.use_cases.keeping_names import NameKeeper
from storage import names, schema
from storage.database import Database
from storage.errors import StoreUnavailable
from storage.workspace import Workspace

TEAM, AMINA = "T0HERE", "U0AMINA"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


class Written(Database):
    """A store that counts how often it is written to, and that can be out of reach."""

    times = 0
    away = False

    async def write_lightly(self, work):  # type: ignore[no-untyped-def]
        self.times += 1
        if self.away:
            raise StoreUnavailable("away")
        return await super().write_lightly(work)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Written]:
    made = Written(f"sqlite:///{tmp_path}/store.db")
    schema.upgrade(made)
    yield made
    made.close()


async def test_only_what_is_new_is_written(database: Written) -> None:
    tasks = Tasks()
    keeper = NameKeeper(database, Workspace(TEAM), tasks, lambda: NOW)
    for _ in range(3):
        keeper.keep(AMINA, "amina.yusuf", is_handle=True)
    keeper.keep(AMINA, "")
    await tasks.drain(1)
    assert database.times == 1
    keeper = NameKeeper(database, Workspace(TEAM), tasks, lambda: NOW.replace(hour=11))
    for _ in range(3):
        keeper.keep(AMINA, "Amina Yusuf")
        keeper.keep(AMINA, "amina.yusuf", is_handle=True)
    await tasks.drain(1)
    assert database.times == 2
    kept = await database.read(lambda rows: names.read(rows, TEAM))
    assert [one.name for one in kept[AMINA]] == ["Amina Yusuf"]


async def test_what_could_not_be_written_is_written_with_the_next_act(database: Written) -> None:
    tasks = Tasks()
    keeper = NameKeeper(database, Workspace(TEAM), tasks, lambda: NOW)
    for database.away in (True, False):
        keeper.keep(AMINA, "Amina Yusuf")
        await tasks.drain(1)
    assert database.times == 2
    kept = await database.read(lambda rows: names.read(rows, TEAM))
    assert [one.name for one in kept[AMINA]] == ["Amina Yusuf"]
