"""A database that answers, and takes no change: it only reads, or its disk is full."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import event, text

from storage.database import Database
from storage.errors import NotWritable
from storage.outage import Outage
from storage.trying import check_use, write_nothing
from tests.network import Network
from tests.postgres import only_reading
from tests.storage.test_dark import connect_all, said
from tests.storage.test_database import adding, keys

ROOM = 1_000_000
"""Pages."""


async def test_a_server_that_only_read_takes_changes_as_soon_as_it_can(
    network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    """Sessions that began meanwhile go on reading only, so none of them is used any more."""
    database = Database(network.url)
    await database.write(adding("before"))
    with only_reading(network.server):
        await connect_all(database)
        for _ in range(3):
            with pytest.raises(NotWritable, match="read-only transaction"):
                await database.write(adding("meanwhile"))
            assert await database.read(keys) == ["before"]
        with pytest.raises(NotWritable):
            await database.read(check_use)
        await connect_all(database)
        assert not database.takes_changes
        assert said(caplog) == ["ERROR"]
    writing = (database.write(adding(f"after {n}")) for n in range(3))
    await asyncio.gather(*writing)
    await database.read(check_use)
    assert database.takes_changes
    assert said(caplog) == ["ERROR", "WARNING"]
    database.close()


async def test_a_full_disk_is_said_once_and_that_there_is_room_again(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """A commit of nothing, and one of a word that still has room, say nothing of it."""
    event.listen(sqlite.engine, "connect", take_no_more)
    for _ in range(3):
        with pytest.raises(NotWritable, match="disk is full"):
            await sqlite.write(adding("a" * 100_000))
        await sqlite.write(lambda _: None)
        assert await sqlite.read(keys) == []
    assert not sqlite.takes_changes
    assert said(caplog) == ["ERROR"]
    await sqlite.write(lambda transaction: transaction.execute(text(f"PRAGMA max_page_count = {ROOM}")))
    await sqlite.write(adding("b"))
    assert sqlite.takes_changes
    assert said(caplog) == ["ERROR", "WARNING"]


def take_no_more(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the pages that there are for the least


def test_what_was_tried_before_its_end_begins_no_other(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage()

    @outage.watched()
    def fail() -> None:
        raise NotWritable("it only reads")

    @outage.watched()
    def fail_late() -> None:
        with pytest.raises(NotWritable):
            fail()
        outage.changed()
        raise NotWritable("it only read")

    with pytest.raises(NotWritable):
        fail_late()
    assert not outage.is_refusing
    assert said(caplog) == ["ERROR", "WARNING"]


def test_a_try_changes_nothing(database: Database) -> None:
    database.write_now(adding("a"))
    database.write_now(write_nothing)
    database.write_now(check_use)
    assert database.write_now(keys) == ["a"]
