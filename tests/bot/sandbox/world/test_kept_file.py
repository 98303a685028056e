"""The file that a world is kept in: what it holds, and what it refuses to be."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.sandbox.world.kept_file import VERSION, CannotKeep, KeptFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trial.world"


def kept(path: Path, rows: dict[str, str]) -> None:
    file = KeptFile(path)
    file.write(rows)
    file.close()


def read(path: Path) -> dict[str, str]:
    file = KeptFile(path)
    try:
        return dict(file.rows)
    finally:
        file.close()


def refused(path: Path) -> str:
    with pytest.raises(CannotKeep) as refusal:
        KeptFile(path)
    return str(refusal.value)


def test_it_holds_what_was_written_last(path: Path) -> None:
    kept(path, {"a": "1", "b": "2"})
    kept(path, {"b": "3", "c": "4"})
    assert read(path) == {"b": "3", "c": "4"}


def test_it_is_for_nobody_elses_eyes(path: Path) -> None:
    kept(path, {"a": "1"})
    assert path.stat().st_mode & 0o077 == 0


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    """A kill between the file and its first row leaves it so."""
    path.touch()
    assert read(path) == {}


def test_a_kill_within_a_write_leaves_the_state_before(path: Path, tmp_path: Path) -> None:
    kept(path, {"a": "before"})
    file = KeptFile(path)
    file._connection.execute("PRAGMA cache_size = 1")
    file._connection.execute("BEGIN EXCLUSIVE")
    long = "after" * 100_000  # more than stays in memory, so that some of it is in the file
    file._connection.execute("INSERT INTO world VALUES ('b', ?)", (long,))
    for name in (path.name, f"{path.name}-journal"):
        shutil.copy(path.with_name(name), tmp_path / f"copy-{name}")
    file._connection.execute("ROLLBACK")
    file.close()
    assert read(tmp_path / f"copy-{path.name}") == {"a": "before"}


def test_one_sandbox_at_a_time(path: Path) -> None:
    file = KeptFile(path)
    assert "another sandbox may have it open" in refused(path)
    file.close()
    assert read(path) == {}


@pytest.mark.parametrize("content", [b"hello", b"\x00" * 8192, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_what_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert str(path) in refused(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE world (key TEXT)")
    other.close()
    before = path.read_bytes()
    assert "is not a world that the sandbox has kept" in refused(path)
    assert path.read_bytes() == before


def test_one_of_a_newer_version_is_refused(path: Path) -> None:
    kept(path, {"a": "1"})
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    assert "newer version" in refused(path)


def test_a_damaged_one_is_refused(path: Path) -> None:
    kept(path, {str(number): "text" * 200 for number in range(200)})
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\xaa" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    assert "is damaged" in refused(path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE world SET text = x'ff00'",
        "UPDATE world SET text = CAST(x'ff00' AS TEXT)",
        "UPDATE world SET key = NULL",
        "UPDATE world SET key = x'00'",
        "DROP TABLE world",
        "ALTER TABLE world RENAME COLUMN text TO words",
    ],
)
def test_rows_that_are_no_texts_are_refused(path: Path, statement: str) -> None:
    kept(path, {"a": "1"})
    with sqlite3.connect(path) as other:
        other.execute(statement)
    other.close()
    assert "is damaged" in refused(path)


def test_a_folder_that_is_not_there_is_refused(path: Path) -> None:
    assert "cannot be used" in refused(path / "below.world")
