"""That a bot runs is written down, and how it is connected."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.catch_up import presence
from bot.catch_up.presence import Presence
from bot.tasks import Tasks
from storage.database import DURABLE, LIGHT, Database
from storage.processes import Process, processes

HEARD = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class Bench:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.tasks = Tasks()
        self.socket: str | None = None
        self.heard: datetime | None = None
        self.presence = Presence(database, "T0HERE", self.tasks, lambda: self.heard)
        self.presence.start("HTTP", self.connection)

    async def connection(self) -> str | None:
        return self.socket

    async def beat(self, socket: str | None) -> Process:
        self.socket = socket
        await self.presence.beat(self.connection)
        [found] = self.written()
        return found

    def written(self) -> list[Process]:
        return self.database.read_now(processes)


@pytest.fixture
def bench(sqlite: Database) -> Callable[[], Bench]:
    return lambda: Bench(sqlite)


async def test_a_bot_that_cannot_connect_is_seen_as_well(bench: Callable[[], Bench]) -> None:
    one = bench()
    first = await one.beat(None)
    assert (first.mode, first.team, first.connected_since) == ("HTTP", "T0HERE", None)
    assert first.lost_at == first.started_at
    one.heard = HEARD
    second = await one.beat("first")
    assert second.connected_since is not None
    assert (second.lost_at, second.heard_at) == (None, HEARD)
    assert (await one.beat("first")).connected_since == second.connected_since
    third = await one.beat(None)
    assert third.connected_since is None
    assert third.lost_at is not None
    await one.presence.stop()


async def test_a_new_connection_begins_anew(bench: Callable[[], Bench]) -> None:
    one = bench()
    before = (await one.beat("first")).connected_since
    after = (await one.beat("second")).connected_since
    assert before is not None
    assert after is not None
    assert after > before
    await one.presence.stop()


async def test_that_it_is_connected_is_written_down_before_the_next_beat(
    bench: Callable[[], Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BEAT_SECONDS", 3600.0)
    monkeypatch.setattr(presence, "LOOK_SECONDS", 0.01)
    one = bench()
    async with asyncio.timeout(20):
        while not one.written():  # noqa: ASYNC110 - a store tells nobody
            await asyncio.sleep(0.01)
        one.socket = "first"
        while one.written()[0].connected_since is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await one.presence.stop()


async def test_a_clean_stop_leaves_nothing_and_no_commit_waits_for_the_disk(
    bench: Callable[[], Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.0)
    one = bench()
    await one.beat("first")
    await one.presence.stop()
    assert one.written() == []
    assert one.database.commits[LIGHT] > 1
    assert one.database.commits[DURABLE] == 0
