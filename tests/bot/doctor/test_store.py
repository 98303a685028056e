"""balance doctor on a database in trouble: each kind is named, with what to do."""

import contextlib
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, update

from bot.config import Settings
from bot.doctor.finding import Finding
from bot.doctor.store import examine
from flows.framework import default_framework
from storage import schema
from storage.database import Database
from storage.errors import StoreUnavailable
from storage.tables import ASSESSMENTS
from tests.storage.conftest import Store
from tests.storage.samples import FRAMEWORK as SAMPLE
from tests.storage.samples import NOW, assessment

NOBODY = 65534
Usage = namedtuple("Usage", "total used free")


FRAMEWORK = default_framework()  # read here: somebody without special rights may not


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path)


@pytest.fixture
def another_ones(unprivileged: Path) -> Path:
    """A database of somebody without special rights."""
    return made(unprivileged)


def made(folder: Path) -> Path:
    database = Database(f"sqlite:///{folder / 'balance.db'}")
    schema.upgrade(database)
    database.close()
    return folder / "balance.db"


def findings(file: Path) -> list[Finding]:
    settings = Settings.model_validate({"BALANCE_DATABASE_URL": f"sqlite:///{file}"})
    return list(examine(settings, FRAMEWORK))


def problem(file: Path) -> Finding:
    [found] = [finding for finding in findings(file) if finding.exit_code]
    assert found.exit_code == 1
    return found


def test_a_database_that_is_well_has_no_problem(file: Path) -> None:
    said = "\n".join(str(finding) for finding in findings(file))
    assert "problem" not in said
    assert "the file is whole" in said
    assert "there is room on the disk" in said


def test_looking_leaves_the_file_as_it_was(file: Path) -> None:
    def dump() -> list[str]:
        store = sqlite3.connect(file)
        lines = [*store.iterdump(), str(store.execute("PRAGMA user_version").fetchone())]
        store.close()
        return lines

    before = dump()
    findings(file)
    assert dump() == before


def test_what_could_not_be_erased_because_nobody_could_be_told_is_said(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    store = Store(database)
    store.rows(lambda transaction: store.frameworks.keep(transaction, SAMPLE, NOW))
    store.add(assessment())
    past, day = update(ASSESSMENTS), NOW.date()
    store.rows(lambda transaction: transaction.execute(past.values(erase_on=day)))
    database.close()
    assert "1 assessment" in problem(file).words


def test_a_page_that_was_overwritten_is_damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-8_192:] = b"\xff" * 8_192
    file.write_bytes(content)
    found = problem(file)
    assert "malformed" in found.words
    assert "restore it from a backup" in found.to_do


def test_a_file_that_may_only_be_read_needs_rights(another_ones: Path) -> None:
    another_ones.chmod(0o400)
    found = problem(another_ones)
    assert "Permission denied" in found.words
    assert found.to_do.startswith("Give the user that runs Balance the right to write there")


def test_a_folder_that_may_only_be_read_needs_rights(another_ones: Path) -> None:
    """SQLite has to make files beside its own."""
    another_ones.parent.chmod(0o500)
    found = problem(another_ones)
    assert found.to_do.startswith("Give the user that runs Balance the right to write there")


@pytest.mark.parametrize("path", ["/proc/balance/balance.db", "/etc/hostname/balance.db"])
def test_a_file_that_cannot_be_made_is_a_problem(path: str) -> None:
    """In /proc nobody makes a folder, whatever rights they have; and a file is no folder."""
    found = problem(Path(path))
    assert found.words.startswith(f"the database cannot be used: {path} is not there, and ")
    assert found.to_do.startswith("Give the user that runs Balance the right to write there")


def test_an_empty_file_is_not_called_new(tmp_path: Path) -> None:
    (tmp_path / "balance.db").touch()
    found = problem(tmp_path / "balance.db")
    assert "is empty" in found.words
    assert "put a backup in its place" in found.words
    assert (tmp_path / "balance.db").stat().st_size == 0


def test_a_file_of_another_program_is_not_called_new(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "balance.db")
    other.execute("CREATE TABLE theirs (id)")
    other.close()
    assert "has none of Balance's tables" in problem(tmp_path / "balance.db").words


def test_what_is_left_of_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "balance.db-wal").write_bytes(b"pages")
    assert "is not there, but balance.db-wal is" in problem(tmp_path / "balance.db").words


def test_looking_for_a_file_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    [found] = findings(tmp_path / "balance.db")
    assert found.words.endswith("It is made at the first start.")
    assert not list(tmp_path.iterdir())


def test_a_lock_of_another_program_is_named(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found = problem(file)
    other.close()
    assert found.words == "the database cannot be used: database is locked."
    assert found.to_do.startswith("Another program holds the file.")


def test_a_bot_goes_on_writing_while_every_page_is_read(file: Path) -> None:
    """That takes long where the file is large: until it is done, clicks would be refused."""
    looked = list[str]()

    def write(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "quick_check" in statement:
            with contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as bot:
                bot.execute("BEGIN IMMEDIATE")
                bot.execute("COMMIT")
            looked.append(statement)

    event.listen(Engine, "before_cursor_execute", write)
    try:
        findings(file)
    finally:
        event.remove(Engine, "before_cursor_execute", write)
    assert len(looked) == 1


def test_a_disk_that_is_nearly_full_is_a_problem(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 12_300_000))
    found = problem(file)
    assert found.words == f"the disk of {file} is nearly full: 12 MB are left."


@pytest.mark.parametrize(
    ("reason", "to_do"),
    [
        ("database or disk is full", "The disk is full."),
        ("/srv/balance.db: No space left on device", "The disk is full."),
        ("disk I/O error", "The disk reports an error."),
        ("attempt to write a readonly database", "Give the user that runs Balance the right"),
        ("/srv/balance.db: Read-only file system", "Give the user that runs Balance the right"),
    ],
)
def test_every_reason_has_something_to_do(
    reason: str, to_do: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreUnavailable(reason)

    monkeypatch.setattr(Database, "write_now", fail)
    assert problem(file).to_do.startswith(to_do)
