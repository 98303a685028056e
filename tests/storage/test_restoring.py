"""A backup comes back whole, without what was erased or forgotten since; and never over a database in use."""

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from flows.actor import FORMER
from flows.answer import Answer
from storage.backup import back_up
from storage.clearing import InSlack, Message, Stays, change_left
from storage.database import Database
from storage.erasing import erase, tombstones
from storage.errors import CannotCopy, NotAStore, StorageError, StoreUnavailable
from storage.forgetting import forget
from storage.restoring import restore
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, NOW, TOM, answer, assessment, later
from tests.storage.test_chains import act, verified
from tests.storage.test_killed import check_whole, kills

AT = datetime(2026, 11, 29, 1, 15, tzinfo=UTC)


@pytest.fixture
def kept(sqlite: Database, tmp_path: Path) -> tuple[Store, Path]:
    """A store, and a backup of it."""
    store = Store(sqlite)
    store.rows(lambda transaction: store.frameworks.keep(transaction, FRAMEWORK, NOW))
    for id in ("one", "two"):
        store.add(assessment(id))
    act(store, TOM, "answer", lambda found: answer(found, Answer.rated(4), by=TOM), 1)
    backup = tmp_path / "backup.db"
    back_up(str(sqlite.url), backup)
    return store, backup


def reopened(store: Store) -> Store:
    return Store(Database(store.database.url))


def test_a_backup_comes_back_and_the_database_is_put_aside(kept: tuple[Store, Path]) -> None:
    store, backup = kept
    act(store, TOM, "answer", lambda found: answer(found, Answer.rated(2), by=TOM), 2)
    store.database.close()
    restored = restore(str(store.database.url), backup, AT)
    fresh = reopened(store)
    assert list(fresh.load().given) == ["a-1"]
    assert verified(fresh).found == []
    fresh.database.close()
    assert restored.aside is not None
    aside = Store(Database(f"sqlite:///{restored.aside}"))
    assert list(aside.load().given) == ["a-1", "a-2"]
    aside.database.close()


def test_twice_within_one_second_each_database_is_put_aside(kept: tuple[Store, Path]) -> None:
    """As after a kill, when whoever looks after it, or a script, tries again at once."""
    store, backup = kept
    store.database.close()
    file, before, asides = file_of(store), list[int](), list[Path]()
    for _ in range(3):
        before.append(file.stat().st_ino)
        restored = restore(str(store.database.url), backup, AT)
        assert restored.aside is not None
        asides.append(restored.aside)
    assert [aside.stat().st_ino for aside in asides] == before
    check_whole(file)


def test_what_was_erased_or_forgotten_since_does_not_come_back(kept: tuple[Store, Path]) -> None:
    store, backup = kept
    store.rows(lambda t: erase(t, "two", by="Grace", why="Asked for", at=later(9)))
    store.rows(lambda t: forget(t, TOM, later(9)))
    store.database.close()
    restored = restore(str(store.database.url), backup, AT)
    assert (restored.erased, restored.forgotten) == (1, 1)
    fresh = reopened(store)
    assert fresh.load().given["a-1"].by == FORMER
    found = verified(fresh)
    assert (found.found, found.assessments, list(found.tombstones)) == ([], 1, ["two"])
    fresh.database.close()


@pytest.mark.parametrize("name", ["a?b.db", "a%41b.db", "a#b.db"])
def test_whatever_the_file_is_called_what_was_erased_since_does_not_come_back(
    kept: tuple[Store, Path], name: str
) -> None:
    store, backup = kept
    store.rows(lambda t: erase(t, "two", by="Grace", why="Asked for", at=later(9)))
    store.database.close()
    url = URL.create("sqlite", database=str(file_of(store).rename(backup.with_name(name))))
    restored = restore(url, backup, AT)
    assert (restored.erased, restored.was_readable) == (1, True)
    fresh = Store(Database(url))
    assert verified(fresh).assessments == 1
    fresh.database.close()
    assert not [file for file in backup.parent.iterdir() if not file.name.startswith((name, "backup.db"))]


def test_what_the_rules_erased_since_does_not_come_back_and_slack_is_not_asked_twice(
    kept: tuple[Store, Path],
) -> None:
    """What was deleted in Slack by then is not looked for anew, and what was not is not forgotten."""
    store, backup = kept
    stays = Stays(Message("C0HOUSING", "1700.000001"), "no")
    left = InSlack((Message("C0HOUSING", "1700.000002"),), stays=(stays,))
    store.rows(lambda t: erase(t, "two", by="Balance, by the rules", why="After 2 years", at=later(9)))
    store.rows(lambda t: change_left(t, "two", lambda _: left))
    store.database.close()
    assert restore(str(store.database.url), backup, AT).erased == 1
    fresh = reopened(store)
    [stone] = fresh.rows(tombstones)
    assert (stone.by, stone.why, stone.at) == ("Balance, by the rules", "After 2 years", later(9))
    assert stone.left == left
    fresh.database.close()


def test_where_there_is_no_database_the_backup_becomes_one(kept: tuple[Store, Path], tmp_path: Path) -> None:
    _, backup = kept
    target = tmp_path / "new" / "balance.db"
    target.parent.mkdir()
    restored = restore(f"sqlite:///{target}", backup, AT)
    assert restored.aside is None
    assert [file.name for file in target.parent.iterdir()] == ["balance.db"]
    fresh = Store(Database(f"sqlite:///{target}"))
    assert fresh.load().owner == AMINA
    fresh.database.close()


def test_a_database_in_use_is_not_replaced(kept: tuple[Store, Path]) -> None:
    store, backup = kept
    store.load()
    before = sorted(file.name for file in backup.parent.iterdir())
    with pytest.raises(CannotCopy, match="in use"):
        restore(str(store.database.url), backup, AT)
    assert sorted(file.name for file in backup.parent.iterdir()) == before
    act(store, TOM, "answer", lambda found: answer(found, Answer.rated(2), by=TOM), 2)


@pytest.mark.parametrize("content", [b"", b"not a database " * 500])
def test_what_is_no_backup_is_refused_and_nothing_is_changed(
    kept: tuple[Store, Path], content: bytes
) -> None:
    store, backup = kept
    backup.write_bytes(content)
    store.database.close()
    with pytest.raises(StorageError):
        restore(str(store.database.url), backup, AT)
    fresh = reopened(store)
    assert fresh.load().owner == AMINA
    fresh.database.close()


def test_a_database_of_something_else_is_no_backup(kept: tuple[Store, Path]) -> None:
    store, backup = kept
    backup.unlink()
    with contextlib.closing(sqlite3.connect(backup)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    store.database.close()
    with pytest.raises(NotAStore):
        restore(str(store.database.url), backup, AT)


def test_a_server_has_a_tool_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match="pg_restore"):
        restore("postgresql://balance@db.example/balance", tmp_path / "backup.db", AT)
    with pytest.raises(CannotCopy, match="there is no backup"):
        restore(f"sqlite:///{tmp_path}/balance.db", tmp_path / "backup.db", AT)


def test_a_link_to_the_database_stays_one(kept: tuple[Store, Path], tmp_path: Path) -> None:
    store, backup = kept
    store.database.close()
    link, disk = file_of(store), tmp_path / "disk" / "kept.db"
    disk.parent.mkdir()
    link.rename(disk)
    link.symlink_to(disk)
    restored = restore(str(store.database.url), backup, AT)
    assert link.resolve() == restored.target == disk
    assert restored.aside is not None
    assert restored.aside.parent == disk.parent


def test_what_a_database_that_is_gone_left_beside_it_is_not_written_into_the_backup(
    kept: tuple[Store, Path],
) -> None:
    store, backup = kept
    file, log = file_of(store), left_in_the_log(store)
    file.unlink()
    log_of(file).write_bytes(log)
    with pytest.raises(NotAStore, match="-wal"):
        restore(str(store.database.url), backup, AT)
    assert not file.exists()


def test_what_an_earlier_version_erased_does_not_come_back(kept: tuple[Store, Path]) -> None:
    """A backup from before an upgrade, in the place of a database that was not upgraded yet."""
    store, backup = kept
    store.rows(lambda t: erase(t, "two", by="Grace", why="Asked for", at=later(9)))
    store.rows(lambda t: t.execute(text("UPDATE alembic_version SET version_num = '0014'")))
    store.rows(lambda t: t.execute(text("ALTER TABLE erased DROP COLUMN threads")))
    store.database.close()
    assert restore(str(store.database.url), backup, AT).erased == 1


def test_nobody_can_write_into_the_database_while_it_is_put_aside(
    kept: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that is started again by itself: its log would stand beside the backup, and be read into it."""
    store, backup = kept
    store.database.close()
    file, link, tried = file_of(store), os.link, []

    def and_try(source: Path, name: Path) -> None:
        link(source, name)
        database = Database(store.database.url)
        with pytest.raises(StoreUnavailable, match="locked"):
            Store(database).load()
        database.close()
        tried.append(source)

    monkeypatch.setattr(os, "link", and_try)
    restore(str(store.database.url), backup, AT)
    assert tried == [file]
    assert not log_of(file).exists()


def test_killed_at_any_step_there_is_a_database_under_the_name_all_the_time(kept: tuple[Store, Path]) -> None:
    """Else the next start would make an empty one, and begin anew."""
    store, backup = kept
    store.database.close()
    file = file_of(store)
    for number in kills(restore, str(store.database.url), backup, AT):
        check_whole(file)
        for aside in file.parent.glob("*.before-*"):
            assert number > 1
            aside.unlink()
    check_whole(file)


def file_of(store: Store) -> Path:
    assert store.database.file
    return store.database.file


def log_of(file: Path) -> Path:
    return Path(f"{file}-wal")


def left_in_the_log(store: Store) -> bytes:
    """What stands in SQLite's log, as after a kill. The database is closed."""
    act(store, TOM, "answer", lambda found: answer(found, Answer.rated(2), by=TOM), 2)
    log = log_of(file_of(store)).read_bytes()
    store.database.close()
    assert log
    return log
