"""kill -9 while a file is made: under its name it is whole, or not there, and the next one gets on."""

import os
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from storage import schema
from storage.backup import back_up
from storage.database import Database
from storage.errors import CannotCopy
from storage.new_file import own_folder
from tests.crash.process import FORKS

STEPS = {
    *("open", "os.link", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "sqlite3.connect"),
    *("fcntl.flock", "tempfile.mkdtemp"),
}
"""What Python reports before it does it: https://docs.python.org/3/library/audit_events.html"""


def _upgrade(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.close()


def _until(number: int, work: Callable[..., object], *arguments: object) -> None:
    """In the forked process: do this, and be killed before step `number`. Steps are those of the file system,
    and where one migration ends."""
    left = number

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def is_step(name: str, about: tuple[object, ...]) -> bool:
        # Modules and migrations are opened as well.
        return name in STEPS and not (name == "open" and str(about[0]).endswith((".py", ".pyc", ".mako")))

    def ends_a_migration(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if "alembic_version" in statement:
            step()

    event.listen(Engine, "before_cursor_execute", ends_a_migration)
    event.listen(Engine, "commit", lambda _: step())
    sys.addaudithook(lambda name, about: step() if is_step(name, about) else None)
    work(*arguments)
    os._exit(0)


def kills(work: Callable[..., object], *arguments: object) -> Iterator[int]:
    """The number of each step before which this was killed."""
    for number in count(1):
        process = FORKS.Process(target=_until, args=(number, work, *arguments))
        process.start()
        process.join()
        if process.exitcode != -signal.SIGKILL:
            assert process.exitcode == 0
            return
        yield number


def check_whole(file: Path) -> None:
    store = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    assert store.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert store.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    store.close()


def test_a_backup_is_whole_or_not_there(sqlite: Database, tmp_path: Path) -> None:
    url, copies = str(sqlite.url), tmp_path / "copies"
    copies.mkdir()
    found = []
    for _ in kills(back_up, url, copies / "copy.db"):
        found.append((copies / "copy.db").exists())
        if found[-1]:
            check_whole(copies / "copy.db")
            (copies / "copy.db").unlink()
        back_up(url, copies / "after.db")
        assert list(copies.iterdir()) == [copies / "after.db"], "what was left is cleared away"
        (copies / "after.db").unlink()
    assert {True, False} == set(found), "before the link, and after it"
    assert len(found) > 8


def test_a_new_store_has_its_tables_or_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    file, found = folder / "balance.db", []
    for _ in kills(_upgrade, f"sqlite:///{file}"):
        found.append(file.exists())
        if found[-1]:
            check_whole(file)
        _upgrade(f"sqlite:///{file}")
        check_whole(file)
        if folder.exists():
            shutil.rmtree(folder)
    assert {True, False} == set(found), "before the link, and after it"
    assert len(found) > 15


class Held:
    """`os.link`, as which a file gets its name: whoever comes first waits there until `go`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.there, self.go = threading.Event(), threading.Event()
        self._link = os.link
        monkeypatch.setattr(os, "link", self)

    def __call__(self, made: Path, name: Path) -> None:
        if not self.there.is_set():
            self.there.set()
            assert self.go.wait(60)
        self._link(made, name)


def test_of_two_starts_at_once_both_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, held = tmp_path / "balance.db", Held(monkeypatch)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(_upgrade, f"sqlite:///{file}")
        assert held.there.wait(60)
        _upgrade(f"sqlite:///{file}")
        check_whole(file)
        held.go.set()
        first.result()
    assert list(tmp_path.iterdir()) == [file]


def test_of_two_backups_at_once_both_work(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, held = str(sqlite.url), Held(monkeypatch)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(back_up, url, tmp_path / "one.db")
        assert held.there.wait(60)
        back_up(url, tmp_path / "two.db")
        held.go.set()
        first.result()
    check_whole(tmp_path / "one.db")
    check_whole(tmp_path / "two.db")


def test_of_two_backups_to_one_name_the_second_overwrites_nothing(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, held = str(sqlite.url), Held(monkeypatch)
    with ThreadPoolExecutor(1) as other:
        slower = other.submit(back_up, url, tmp_path / "copy.db")
        assert held.there.wait(60)
        back_up(url, tmp_path / "copy.db")
        made = (tmp_path / "copy.db").stat().st_ino
        held.go.set()
        with pytest.raises(CannotCopy, match="is there already, and is not overwritten"):
            slower.result()
    assert (tmp_path / "copy.db").stat().st_ino == made
    assert not list(tmp_path.glob("*.part"))


def test_what_others_named_alike_is_left_alone(sqlite: Database, tmp_path: Path) -> None:
    names = ("copy.db.part", "balance-notes.part")
    for name in names:
        (tmp_path / name).write_text("dear")
    back_up(str(sqlite.url), tmp_path / "copy.db")
    assert [(tmp_path / name).read_text() for name in names] == ["dear", "dear"]


def test_what_vanishes_by_itself_does_not_leave_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a system's tidying of its folder for temporary files does to a file that is just being deleted."""
    unlink = os.unlink

    def gone(path: str, **options: Any) -> None:
        unlink(path, **options)
        if os.fspath(path).endswith("first"):
            raise FileNotFoundError

    with own_folder(tmp_path) as own:
        for name in ("first", "second", "third"):
            (own / name).touch()
        monkeypatch.setattr(os, "unlink", gone)
    assert not own.exists()
