"""A file that has two names: a second log would be begun beside the other one, and it would be damaged."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import other_names
from storage.backup import back_up
from storage.database import Database
from storage.errors import StoreUnavailable
from storage.restoring import restore
from tests.storage.test_changed_files import EARLIER, Other, after_a_restart, shell
from tests.storage.test_database import adding, keys


@pytest.fixture
def file(sqlite: Database) -> Path:
    """Nobody has it open."""
    for key in EARLIER:
        sqlite.write_now(adding(key))
    sqlite.close()
    return Path(str(sqlite.url.database))


@pytest.fixture
def other(file: Path) -> Iterator[Other]:
    """A bot on it, in a process of its own."""
    made = Other(file)
    yield made
    made.end()


@pytest.fixture
def waits_not_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_names, "WAIT_SECONDS", 0.1)


def ways_in(name: Path, backup: Path) -> list[Callable[[], object]]:
    address = f"sqlite:///{name}"
    return [
        lambda: Database(address),
        lambda: back_up(address, name.with_name("backup")),
        lambda: restore(address, backup, datetime.now(UTC)),
    ]


@pytest.mark.parametrize("where", [".", "links"])
def test_a_file_in_use_is_not_opened_by_another_hard_link(
    file: Path, other: Other, where: str, waits_not_long: None, migrated_file: Path
) -> None:
    assert other.takes("by the other")
    shell(f"mkdir -p links; ln balance.db {where}/alias.db", file.parent)
    for open_it in ways_in(file.parent / where / "alias.db", migrated_file):
        with pytest.raises(
            StoreUnavailable, match="same file as" if where == "." else "in use under another"
        ):
            open_it()
    with contextlib.closing(Database(f"sqlite:///{file}")) as beside:
        assert set(beside.read_now(keys)) == {*EARLIER, "by the other"}, "a second name alone harms nobody"
    assert other.takes("and more")
    other.end_well()
    assert set(after_a_restart(file.parent / where / "alias.db")) == {*EARLIER, "by the other", "and more"}


def test_a_log_that_was_left_beside_another_hard_link_is_not_passed_over(
    file: Path, other: Other, waits_not_long: None, migrated_file: Path
) -> None:
    assert other.takes("by the other")
    other.end()
    shell("ln balance.db alias.db", file.parent)
    for open_it in ways_in(file.with_name("alias.db"), migrated_file):
        with pytest.raises(StoreUnavailable, match="same file as"):
            open_it()
    assert set(after_a_restart(file)) == {*EARLIER, "by the other"}


def test_a_log_that_was_left_beside_a_link_is_not_passed_over(
    file: Path, other: Other, waits_not_long: None, migrated_file: Path
) -> None:
    assert other.takes("by the other")
    other.end()
    shell("mv balance.db moved.db; ln -s moved.db balance.db", file.parent)
    for open_it in ways_in(file, migrated_file):
        with pytest.raises(StoreUnavailable, match="is a link to"):
            open_it()
    shell("mv moved.db balance.db", file.parent)
    assert set(after_a_restart(file)) == {*EARLIER, "by the other"}
