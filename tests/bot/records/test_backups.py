"""balance backup and balance restore: what is said, and that nothing is overwritten unasked."""

import errno
import os
from pathlib import Path

import pytest

from bot.records.backups import LIVES_ON, NOT_READ, NOT_THERE
from flows.record.kept import Kept
from storage.database import Database
from storage.erasing import erase, tombstones
from tests.bot.cards.samples import PRIYA
from tests.bot.exports.conftest import Balance, Stores, balance, files, stores
from tests.flows.record.samples import LATER, everything

__all__ = ["balance", "stores"]


@pytest.fixture
def some(stores: Stores) -> list[Kept]:
    """What is in the store."""
    found = list(everything())[:2]
    stores.add(*found)
    return found


@pytest.fixture
def copy(some: list[Kept], balance: Balance, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A backup of it. What was said of that is read by then."""
    backup = tmp_path / "copy" / "backup.db"
    backup.parent.mkdir()
    assert balance("backup", backup) == 0
    said = capsys.readouterr().out
    assert LIVES_ON in said.splitlines()
    assert str(backup) in said
    return backup


@pytest.fixture(params=["a name that is too long", "a link to itself", "a folder that may not be entered"])
def unknown(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, str]:
    """A file of which nobody can tell whether it is there, and why."""
    if request.param == "a name that is too long":
        return tmp_path / ("x" * 300) / "a.db", os.strerror(errno.ENAMETOOLONG)
    file = tmp_path / "closed" / "a.db"
    file.parent.mkdir()
    if request.param == "a link to itself":
        file.symlink_to(file)
        return file, os.strerror(errno.ELOOP)
    stat = Path.stat

    def refused(path: Path, **how: bool) -> os.stat_result:  # whoever runs the tests may enter any folder
        if path == file:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", refused)
    return file, os.strerror(errno.EACCES)


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        *((1, ["backup", "b.db"]), (1, ["restore", "copy/backup.db", "--yes"])),
        *((2, ["status"]), (2, ["db", "upgrade"]), (2, ["verify", "--store"])),
    ],
    ids=lambda of: of[0] if isinstance(of, list) else "",
)
def test_a_database_of_which_nobody_can_tell_is_named(
    code: int,
    arguments: list[str],
    unknown: tuple[Path, str],
    copy: Path,
    stores: Stores,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stores.use_url(f"sqlite:///{unknown[0]}")
    assert balance(*arguments) == code
    assert f"{unknown[0]}: {unknown[1]}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (1, ["restore", "FILE", "--yes"]),
        (1, ["export", "--all", "--to", "FILE"]),
        (2, ["voices", "import", "FILE"]),
    ],
    ids=lambda of: of[0] if isinstance(of, list) else "",
)
def test_a_file_of_which_nobody_can_tell_is_named(
    code: int,
    arguments: list[str],
    unknown: tuple[Path, str],
    some: list[Kept],
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert balance(*(unknown[0] if one == "FILE" else one for one in arguments)) == code
    said = capsys.readouterr().err
    assert str(unknown[0]) in said
    assert unknown[1] in said or "File exists" in said, "a link that leads nowhere cannot become a folder"


def test_a_backup_overwrites_nothing(
    copy: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    before = copy.read_bytes()
    assert balance("backup", copy) == 2
    assert str(copy) in capsys.readouterr().err
    assert copy.read_bytes() == before


def test_unless_they_are_sure_a_database_that_is_there_is_left_as_it_is(
    stores: Stores, copy: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(stores.folder)
    assert balance("restore", copy) == 2
    assert files(stores.folder) == before
    said = capsys.readouterr().out
    assert "--yes" in said
    assert str(stores.folder / "store.db") in said


def test_where_nothing_is_there_nobody_needs_to_be_sure(
    stores: Stores, copy: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.use("elsewhere")
    assert balance("restore", copy) == 0
    [now, lost] = capsys.readouterr().out.splitlines()
    assert str(stores.folder / "elsewhere.db") in now
    assert lost == NOT_THERE
    assert balance("verify", "--store") == 0


def test_what_was_erased_and_forgotten_since_is_so_again_and_said_and_the_old_one_is_kept(
    stores: Stores, some: list[Kept], copy: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    gone, stays = (one.assessment.id for one in some)
    database = Database(stores.url)
    database.write_now(lambda t: erase(t, gone, by="Grace", why="Asked for", at=LATER))
    database.close()
    assert balance("forget", PRIYA, "--yes") == 0
    capsys.readouterr()
    assert balance("restore", copy, "--yes") == 0
    [now, again, aside] = capsys.readouterr().out.splitlines()
    assert str(stores.folder / "store.db") in now
    assert "1 assessment." in again
    assert "1 person." in again
    [kept] = stores.folder.glob("store.db.before-*")
    assert str(kept) in aside
    aside_knows = Database(f"sqlite:///{kept}")
    assert [stone.id for stone in aside_knows.read_now(tombstones)] == [gone]
    aside_knows.close()
    assert balance("verify", "--store") == 0
    said = capsys.readouterr().out
    assert f"{gone} was erased" in said
    assert balance("about", PRIYA) == 0
    assert PRIYA not in capsys.readouterr().out.replace(f'"person": "{PRIYA}"', "")
    assert balance("export", stays, "--to", stores.folder / "out", "--format", "json") == 0


def test_what_a_database_that_cannot_be_read_knew_of_is_said_to_be_lost(
    stores: Stores, copy: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    (stores.folder / "store.db").write_bytes(b"Not a database. " * 600)
    assert balance("restore", copy, "--yes") == 0
    assert NOT_READ in capsys.readouterr().out.splitlines()
    assert balance("verify", "--store") == 0


def test_what_a_database_that_is_lost_knew_of_is_said_to_be_lost(
    stores: Stores, some: list[Kept], copy: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = some[0].assessment.id
    database = Database(stores.url)
    database.write_now(lambda t: erase(t, gone, by="Grace", why="Asked for", at=LATER))
    database.close()
    for file in stores.folder.glob("store.db*"):
        file.unlink()
    assert balance("restore", copy) == 0
    assert NOT_THERE in capsys.readouterr().out.splitlines()
    assert balance("erase", gone) == 0
    assert f"{gone}: " in capsys.readouterr().out, "it is there again"


@pytest.mark.parametrize(
    ("command", "code"),
    [(["status"], 2), (["verify", "--store"], 2), (["import"], 1), (["backup", "copy.db"], 1)],
)
def test_what_is_no_database_is_named_and_what_to_do(
    stores: Stores,
    some: list[Kept],
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    code: int,
) -> None:
    if command == ["import"]:
        assert balance("export", "--all", "--to", "out", "--format", "json") == 0
        command += [str(file) for file in (stores.folder / "out").rglob("record.json")]
    database = stores.folder / "letter.db"
    database.write_bytes(b"A letter. " * 900)
    stores.use("letter")
    assert balance(*command) == code
    said = capsys.readouterr().err
    assert f"the database {database} is no SQLite database, or is damaged." in said
    assert "correct BALANCE_DATABASE_URL" in said


def test_while_a_bot_has_it_open_it_is_left_as_it_is(
    stores: Stores, some: list[Kept], copy: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(stores.url)
    database.read_now(lambda _: None)
    assert balance("restore", copy, "--yes") == 2
    assert str(stores.folder / "store.db") in capsys.readouterr().err
    database.close()
    assert [*stores.folder.glob("store.db.before-*"), *stores.folder.glob("*.part")] == []
    assert balance("export", "--all", "--to", stores.folder / "out", "--format", "json") == 0
    assert len([*(stores.folder / "out").rglob("record.json")]) == len(some)


@pytest.mark.parametrize("content", [None, b"A letter. " * 900])
def test_a_backup_that_is_none_changes_nothing_and_is_named(
    stores: Stores,
    some: list[Kept],
    balance: Balance,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
) -> None:
    backup = tmp_path / "none.db"
    if content:
        backup.write_bytes(content)
    before = files(stores.folder)
    assert balance("restore", backup, "--yes") == 2
    said = capsys.readouterr().err
    assert str(backup) in said
    if content:
        assert f"{backup} is no SQLite database, so it is no backup of Balance." in said
    assert files(stores.folder) == before
