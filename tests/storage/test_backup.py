"""A copy of a running database: whole, consistent, private, and never in place of something else."""

import contextlib
import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import schema
from storage.backup import back_up
from storage.database import Database
from storage.errors import CannotCopy, NotAStore, StoreUnavailable
from storage.transaction import Transaction

PAIRS = 40


def _empty_database() -> bytes:
    with contextlib.closing(sqlite3.connect(":memory:")) as made:
        made.execute("PRAGMA user_version = 1")
        return made.serialize()


EMPTY_DATABASE = _empty_database()
"""A header and no tables: what a start that was cut off left before there were parts."""


def url(database: Database) -> str:
    return f"sqlite:///{database.place}"


def add_pair(database: Database, number: int) -> None:
    """Two rows in one transaction, large enough that a copy takes a while: never one without the other."""

    def work(transaction: Transaction) -> None:
        for half in ("a", "b"):
            transaction.execute(
                text("INSERT INTO frameworks VALUES (:id, :half, '', :body, '2026-01-01')"),
                {"id": str(number), "half": half, "body": "x" * 20_000},
            )

    database.write_now(work)


def halves(file: Path) -> dict[str, int]:
    store = sqlite3.connect(file)
    found = dict(store.execute("SELECT version, count(*) FROM frameworks GROUP BY version").fetchall())
    store.close()
    return found


def test_a_copy_has_everything_that_was_committed(sqlite: Database, tmp_path: Path) -> None:
    for number in range(3):
        add_pair(sqlite, number)
    back_up(url(sqlite), tmp_path / "copy.db")
    assert halves(tmp_path / "copy.db") == {"a": 3, "b": 3}
    restored = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    assert schema.state(restored) == schema.state(sqlite)
    add_pair(restored, 4)
    restored.close()


def test_a_copy_is_one_file_that_only_its_owner_can_read(sqlite: Database, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    back_up(url(sqlite), tmp_path / "copy.db")
    assert set(tmp_path.iterdir()) - before == {tmp_path / "copy.db"}
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_a_copy_is_consistent_while_writes_go_on_and_none_of_them_waits(
    sqlite: Database, tmp_path: Path
) -> None:
    enough, failed = threading.Event(), []

    def write() -> None:
        writer = Database(url(sqlite))
        try:
            for number in range(PAIRS):
                add_pair(writer, number)
                if number == 5:
                    enough.set()
        except StoreUnavailable as error:
            failed.append(error)
            enough.set()
        writer.close()

    writing = threading.Thread(target=write)
    writing.start()
    enough.wait(10)
    copies = [tmp_path / f"copy-{number}.db" for number in range(5)]
    for copy in copies:
        back_up(url(sqlite), copy)
    writing.join()
    assert not failed
    for copy in copies:
        found = halves(copy)
        assert found["a"] == found["b"] >= 5
    assert halves(Path(sqlite.place)) == {"a": PAIRS, "b": PAIRS}


def test_a_file_that_is_there_is_not_touched(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("dear")
    with pytest.raises(CannotCopy, match=r"copy\.db is there already, and is not overwritten"):
        back_up(url(sqlite), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "dear"


@pytest.mark.parametrize("other", ["postgresql://balance:secret-1234@db/balance", "sqlite://"])
def test_what_is_no_file_has_a_tool_of_its_own(other: str, tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match="pg_dump") as caught:
        back_up(other, tmp_path / "copy.db")
    assert "secret-1234" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_nothing_is_made_where_no_database_is(tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match="there is no database"):
        back_up(f"sqlite:///{tmp_path / 'balance.db'}", tmp_path / "copy.db")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", EMPTY_DATABASE])
def test_nothing_of_balance_gives_no_copy(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "balance.db").write_bytes(content)
    with pytest.raises(NotAStore, match=r"balance\.db (is empty|has none of Balance's tables)"):
        back_up(f"sqlite:///{tmp_path / 'balance.db'}", tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy*"))


def test_a_name_that_leads_nowhere_is_not_overwritten(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.db").symlink_to(tmp_path / "nowhere")
    with pytest.raises(CannotCopy, match="is there already"):
        back_up(url(sqlite), tmp_path / "copy.db")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_is_not_there_is_said(sqlite: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="No such file or directory"):
        back_up(url(sqlite), tmp_path / "no" / "copy.db")


def test_a_damaged_database_gives_no_copy(sqlite: Database, tmp_path: Path) -> None:
    for number in range(10):
        add_pair(sqlite, number)
    sqlite.close()
    file = Path(sqlite.place)
    content = bytearray(file.read_bytes())
    content[8_192 : 8_192 + 40_000] = os.urandom(40_000)
    file.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"damaged|malformed"):
        back_up(url(sqlite), tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


def test_a_lock_is_waited_for_and_then_said(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.bare_sqlite.WAIT_SECONDS", 0.1)
    add_pair(sqlite, 1)
    sqlite.close()
    other = sqlite3.connect(sqlite.place, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable, match="locked"):
        back_up(url(sqlite), tmp_path / "copy.db")
    other.close()
    assert not list(tmp_path.glob("copy*"))


def test_what_another_file_of_this_name_left_beside_it_is_not_read_into_a_copy(
    sqlite: Database, tmp_path: Path
) -> None:
    (tmp_path / "copy.db-wal").write_bytes(b"left")
    with pytest.raises(NotAStore, match="-wal is"):
        back_up(url(sqlite), tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_a_name_that_sqlite_gives_to_what_it_deletes_is_refused(
    sqlite: Database, tmp_path: Path, end: str
) -> None:
    add_pair(sqlite, 1)
    sqlite.close()
    with pytest.raises(CannotCopy, match=f"SQLite itself.*{end}"):
        back_up(url(sqlite), Path(f"{sqlite.place}{end}"))
    assert not Path(f"{sqlite.place}{end}").exists()
