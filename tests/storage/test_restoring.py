"""A backup comes back whole, without what was erased or forgotten since; and never over a database in use."""

import contextlib
import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from sqlalchemy import URL, text

from flows.actor import FORMER
from flows.answer import Answer
from storage.backup import back_up, copy_whole
from storage.clearing import InSlack, Message, Stays, change_left
from storage.database import Database
from storage.erasing import erase, tombstones
from storage.errors import CannotCopy, NotAStore, StorageError, StoreUnavailable
from storage.forgetting import forget
from storage.restoring import restore
from tests.full_disk import full_from
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


@pytest.mark.parametrize("left", [5_000, 100_000])
def test_a_backup_that_was_cut_off_is_named_as_what_is_damaged(kept: tuple[Store, Path], left: int) -> None:
    store, backup = kept
    backup.write_bytes(backup.read_bytes()[:left])
    store.database.close()
    with pytest.raises(StoreUnavailable, match=f"{backup} is damaged"):
        restore(str(store.database.url), backup, AT)
    fresh = reopened(store)
    assert fresh.load().owner == AMINA
    fresh.database.close()


def test_a_database_with_a_second_name_is_replaced_under_the_one_and_kept_under_the_other(
    kept: tuple[Store, Path], tmp_path: Path
) -> None:
    """As after a kill in the middle of an earlier one, or where a snapshot was made of links."""
    store, backup = kept
    store.database.close()
    file = file_of(store)
    os.link(file, tmp_path / f"{file.name}.before-then")
    for _ in range(2):
        restored = restore(str(store.database.url), backup, AT)
        assert restored.aside
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


def test_what_a_damaged_database_left_beside_it_is_not_written_into_the_backup(
    kept: tuple[Store, Path],
) -> None:
    store, backup = kept
    file, log = file_of(store), left_in_the_log(store)
    file.write_bytes(b"Not a database. " * 600)
    log_of(file).write_bytes(log)
    restored = restore(str(store.database.url), backup, AT)
    assert not restored.was_readable
    fresh = reopened(store)
    assert list(fresh.load().given) == ["a-1"]
    fresh.database.close()
    assert restored.aside is not None
    assert log_of(restored.aside).read_bytes() == log
    assert log_of(restored.aside) in restored.beside_it, "who deletes the one deletes the other"


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


@contextlib.contextmanager
def before_it_is_copied(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> Iterator[None]:
    """Somebody does something to the database while the backup is being copied."""
    done = []

    def and_do(backup: Path, part: Path, *, is_backup: bool) -> None:
        copy_whole(backup, part, is_backup=is_backup)
        done.append(do())

    monkeypatch.setattr("storage.restoring.copy_whole", and_do)
    yield
    assert len(done) == 1


def test_what_is_erased_or_forgotten_while_it_is_copied_does_not_come_back(
    kept: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, backup = kept
    store.database.close()

    def erase_and_forget() -> None:
        other = reopened(store)
        other.rows(lambda t: erase(t, "two", by="Grace", why="Asked for", at=later(9)))
        other.rows(lambda t: forget(t, TOM, later(9)))
        other.database.close()

    with before_it_is_copied(monkeypatch, erase_and_forget):
        restored = restore(str(store.database.url), backup, AT)
    assert (restored.erased, restored.forgotten) == (1, 1)
    fresh = reopened(store)
    assert fresh.load().given["a-1"].by == FORMER
    assert list(verified(fresh).tombstones) == ["two"]
    fresh.database.close()


def test_a_database_that_is_only_locked_is_not_taken_for_one_that_cannot_be_read(
    kept: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, backup = kept
    store.rows(lambda t: erase(t, "two", by="Grace", why="Asked for", at=later(9)))
    store.database.close()
    with contextlib.closing(sqlite3.connect(file_of(store), isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr("storage.bare_sqlite.WAIT_SECONDS", 0.01)
        with pytest.raises(CannotCopy, match="in use"):
            restore(str(store.database.url), backup, AT)
        with before_it_is_copied(monkeypatch, lambda: other.execute("ROLLBACK")):
            restored = restore(str(store.database.url), backup, AT)
    assert (restored.erased, restored.was_readable) == (1, True)


@pytest.mark.parametrize("of", ["a disk", "a file that is gone"])
def test_a_database_that_cannot_be_read_now_is_not_taken_for_one_that_says_nothing(
    kept: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    store, backup = kept
    store.database.close()
    file = file_of(store)
    elsewhere = file.with_name("elsewhere.db")
    if of == "a disk":
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        monkeypatch.setattr("storage.replaced.forgotten", Mock(side_effect=error))
        do: Callable[[], object] = Mock()
    else:
        do = partial(file.rename, elsewhere)
    with (
        before_it_is_copied(monkeypatch, do),
        pytest.raises(StoreUnavailable, match=rf"{file}: (disk I/O error|unable to open database file)"),
    ):
        restore(str(store.database.url), backup, AT)
    assert file.exists() is (of == "a disk")
    assert not [*file.parent.glob("*.part"), *file.parent.glob("*.before-*")]


def test_what_was_erased_and_cannot_be_read_any_more_is_said(kept: tuple[Store, Path]) -> None:
    store, backup = kept
    store.rows(lambda t: erase(t, "two", by="Grace", why="Asked for", at=later(9)))
    store.rows(lambda t: t.execute(text("UPDATE erased SET erased_at = 'never'")))
    store.database.close()
    restored = restore(str(store.database.url), backup, AT)
    assert (restored.erased, restored.was_readable) == (0, False)


def test_a_disk_that_fills_up_is_said_and_nothing_is_changed(
    kept: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, backup = kept
    store.database.close()
    file = file_of(store)
    before = sorted(one.name for one in file.parent.iterdir())
    with full_from("storage.restoring._again", monkeypatch), pytest.raises(StoreUnavailable, match="disk"):
        restore(str(store.database.url), backup, AT)
    assert sorted(one.name for one in file.parent.iterdir()) == before
    check_whole(file)


def test_what_takes_its_place_has_its_mode(kept: tuple[Store, Path]) -> None:
    store, backup = kept
    store.database.close()
    file_of(store).chmod(0o640)
    restore(str(store.database.url), backup, AT)
    assert stat.S_IMODE(file_of(store).stat().st_mode) == 0o640


@pytest.fixture
def of_a_service(kept: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Path]:
    """The same, and the database belongs to another user."""
    file, as_it_is = file_of(kept[0]), Path.stat

    def belongs(path: Path, **how: bool) -> os.stat_result:
        found = as_it_is(path, **how)
        # https://docs.python.org/3/library/os.html#os.stat_result: mode, ino, dev, nlink, uid, gid, …
        return os.stat_result([*found[:4], 1234, 1235, *found[6:]]) if path == file else found

    monkeypatch.setattr(Path, "stat", belongs)
    kept[0].database.close()
    return kept


def test_what_takes_its_place_belongs_to_the_same_user(
    of_a_service: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when root restores it: the service could not open it any more."""
    store, backup = of_a_service
    given = Mock()
    monkeypatch.setattr(os, "chown", given)
    restore(str(store.database.url), backup, AT)
    [(part, *to)] = [one.args for one in given.mock_calls]
    assert (part.name, to) == (file_of(store).name, [1234, 1235])


def test_where_it_cannot_belong_to_the_same_user_nothing_is_restored(
    of_a_service: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, backup = of_a_service
    before = file_of(store).read_bytes()
    monkeypatch.setattr(os, "chown", Mock(side_effect=PermissionError(errno.EPERM, "Not permitted")))
    with pytest.raises(CannotCopy, match="belongs to user 1234 and group 1235"):
        restore(str(store.database.url), backup, AT)
    assert file_of(store).read_bytes() == before
    assert not [*backup.parent.glob("*.part"), *backup.parent.glob("*.before-*")]


@pytest.mark.parametrize("may_read", [True, False])
def test_a_backup_need_not_be_one_that_can_be_written_to(
    kept: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch, may_read: bool
) -> None:
    store, backup = kept
    store.database.close()
    access = os.access

    def only_read(path: Path, mode: int, **how: bool) -> bool:  # whoever runs the tests may write to any file
        may = may_read and not mode & os.W_OK
        return may if path == backup else access(path, mode, **how)

    monkeypatch.setattr(os, "supports_effective_ids", {only_read})
    monkeypatch.setattr(os, "access", only_read)
    with contextlib.nullcontext() if may_read else pytest.raises(StoreUnavailable, match="Permission denied"):
        restore(str(store.database.url), backup, AT)


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
