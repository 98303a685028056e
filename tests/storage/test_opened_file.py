"""A SQLite file that is deleted, moved or replaced while the bot has it open."""

import shutil
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import OutOfReach
from storage.outage import Outage
from storage.transaction import Transaction
from tests.storage.test_database import adding, keys


@pytest.fixture
def file(sqlite: Database) -> Path:
    """The database's own, in which something was written already."""
    sqlite.write_now(adding("before"))
    return Path(str(sqlite.url.database))


def remove(file: Path) -> None:
    file.unlink()


def move(file: Path, to: Path) -> None:
    file.replace(to)


def names_beside(file: Path) -> set[str]:
    return {path.name for path in file.parent.iterdir()}


async def test_nothing_is_taken_into_a_file_that_was_deleted(sqlite: Database, file: Path) -> None:
    await sqlite.write(adding("last"))
    remove(file)
    for do in (sqlite.write, sqlite.write_lightly):
        with pytest.raises(OutOfReach, match="No such file"):
            await do(adding("lost"))
    for look in (sqlite.read, sqlite.read_beside):
        with pytest.raises(OutOfReach, match="No such file"):
            await look(keys)
    assert file.name not in names_beside(file), (
        "a new, empty one would be taken for the old one at the next start"
    )


async def test_nothing_is_taken_into_a_file_that_was_replaced(
    sqlite: Database, file: Path, migrated_file: Path
) -> None:
    await sqlite.write(adding("last"))
    copy = file.with_name("copy.db")
    shutil.copy(migrated_file, copy)
    move(copy, file)
    with pytest.raises(OutOfReach, match="was replaced"):
        await sqlite.write(adding("lost"))
    with pytest.raises(OutOfReach, match="was replaced"):
        await sqlite.read(keys)


async def test_a_file_that_goes_in_the_middle_of_a_transaction_is_noticed_before_it_counts(
    sqlite: Database, file: Path
) -> None:
    taken: list[str] = []

    def work(transaction: Transaction) -> None:
        transaction.once_committed(lambda: taken.append("this"))
        remove(file)

    with pytest.raises(OutOfReach):
        await sqlite.write(work)
    assert not taken


async def test_a_file_that_is_moved_back_is_used_again(
    sqlite: Database, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    aside = file.with_name("aside.db")
    move(file, aside)
    for _ in range(3):
        with pytest.raises(OutOfReach):
            await sqlite.write(adding("a"))
    move(aside, file)
    await sqlite.write(adding("b"))
    assert await sqlite.read_beside(keys) == ["b", "before"]
    said = [record.levelname for record in caplog.records if record.name == Outage.__module__]
    assert said == ["ERROR", "WARNING"]
