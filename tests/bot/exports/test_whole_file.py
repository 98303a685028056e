"""A file of an export stands whole under its name, whoever else writes it, and whatever lies beside it."""

from pathlib import Path

import pytest

from bot.exports.whole_file import whole_files
from tests.storage.test_killed import kills

OLD, NEW = b"old " * 1000, b"new " * 5000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "record.json"
    made.write_bytes(OLD)
    return made


def write(target: Path, words: bytes = NEW) -> None:
    with whole_files(target.parent) as files, files.filling(target) as file:
        file.write(words[:100])
        file.write(words[100:])


def test_it_takes_the_place_of_an_earlier_one_and_leaves_nothing_beside_it(target: Path) -> None:
    write(target)
    assert target.read_bytes() == NEW
    assert [*target.parent.iterdir()] == [target]


def test_after_an_error_what_was_there_stays(target: Path) -> None:
    with pytest.raises(TypeError), whole_files(target.parent) as files, files.filling(target) as file:
        file.writelines([NEW, "no bytes"])  # type: ignore[list-item]
    assert target.read_bytes() == OLD
    assert [*target.parent.iterdir()] == [target]


def test_what_somebody_laid_beside_it_is_not_written_through(target: Path) -> None:
    other = target.with_name("other")
    other.write_bytes(OLD)
    target.with_name("record.json.part").symlink_to(other)
    write(target)
    assert (target.read_bytes(), other.read_bytes()) == (NEW, OLD)


def test_two_who_write_it_at_once_do_not_meet(target: Path) -> None:
    with whole_files(target.parent) as files, files.filling(target) as slow:
        slow.write(OLD[:100])
        write(target)
        assert target.read_bytes() == NEW
        slow.write(OLD[100:])
        slow.flush()
        assert target.read_bytes() == NEW
    assert target.read_bytes() == OLD


def test_killed_at_any_step_it_is_the_old_one_or_the_new_one(target: Path) -> None:
    found = set()
    for _ in kills(write, target):
        found.add(target.read_bytes())
        target.write_bytes(OLD)
    assert found == {OLD, NEW}
    write(target)
    assert [*target.parent.iterdir()] == [target]
    assert target.stat().st_mode & 0o077 == 0
