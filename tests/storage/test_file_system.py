"""Where a SQLite file may be. What Linux tells of its mounts is put in its place here."""

from pathlib import Path

import pytest

from bot.app import open_store
from bot.cli import main
from bot.config import ConfigError, ExitCode, Settings
from bot.doctor.store import examine
from flows.framework import default_framework
from storage import engine, file_system, schema
from storage.address import sqlite_file
from storage.database import Database
from storage.engine import NO_WAL
from storage.errors import StoreUnavailable
from storage.file_system import check_place
from tests.bot.environment import nothing_is_set

LOCAL = "25 1 254:0 / / rw,relatime - ext4 /dev/vda rw"

Patch = pytest.MonkeyPatch


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: Patch) -> Path:
    """Written as the kernel writes it; another file than the one that is looked at."""
    told = tmp_path / "mountinfo"
    monkeypatch.setattr(file_system, "MOUNTS", told)
    return told


def mounted(where: Path | str, kind: str) -> str:
    escaped = str(where).replace(" ", r"\040")
    return f"40 25 0:44 / {escaped} rw,relatime shared:1 master:2 - {kind} server:/share rw,vers=4.2"


KINDS = ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.glusterfs", "glusterfs", "ceph", "fuse.rclone"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_across_a_network_is_refused(kind: str, mounts: Path, tmp_path: Path) -> None:
    mounts.write_text(f"{LOCAL}\n{mounted(tmp_path, kind)}\n")
    with pytest.raises(StoreUnavailable, match=kind):
        check_place(tmp_path / "not yet" / "balance.db")


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuse.something", "9p", "zfs"])
def test_a_place_on_this_machine_is_not(kind: str, mounts: Path, tmp_path: Path) -> None:
    mounts.write_text(f"{mounted('/', 'nfs4')}\n{mounted(tmp_path, kind)}\n")
    check_place(tmp_path / "balance.db")


def test_a_folder_with_a_space_and_one_that_only_begins_the_same(mounts: Path, tmp_path: Path) -> None:
    mounts.write_text(f"{LOCAL}\n{mounted(tmp_path / 'a share', 'nfs')}\n")
    with pytest.raises(StoreUnavailable):
        check_place(tmp_path / "a share" / "balance.db")
    check_place(tmp_path / "a share of mine" / "balance.db")


def test_what_was_mounted_last_lies_on_top(mounts: Path, tmp_path: Path) -> None:
    mounts.write_text(f"{LOCAL}\n{mounted(tmp_path, 'ext4')}\n{mounted(tmp_path, 'nfs')}\n")
    with pytest.raises(StoreUnavailable):
        check_place(tmp_path / "balance.db")


def test_a_link_is_followed(mounts: Path, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "share")
    mounts.write_text(f"{LOCAL}\n{mounted(tmp_path / 'share', 'cifs')}\n")
    with pytest.raises(StoreUnavailable):
        check_place(tmp_path / "data" / "balance.db")


def test_where_nothing_is_told_nothing_is_refused(mounts: Path, tmp_path: Path) -> None:
    assert not mounts.exists()
    check_place(tmp_path / "balance.db")


def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"BALANCE_DATABASE_URL": f"sqlite:///{tmp_path / 'balance.db'}"})


def made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'balance.db'}")
    schema.upgrade(database)
    database.close()


@pytest.fixture(params=["new", "there already"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "there already":
        made(tmp_path)
    return tmp_path


def refused(store: Path, why: str, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]) -> None:
    """By doctor and at the start, and both say why."""
    [found] = [found for found in examine(settings(store), default_framework()) if found.exit_code]
    assert why in found.words
    nothing_is_set(monkeypatch, store)
    monkeypatch.setenv("BALANCE_DATABASE_URL", settings(store).database_url)
    assert main(["db", "upgrade"]) == ExitCode.WRONG
    said = capsys.readouterr().err
    assert "BALANCE_DATABASE_URL" in said
    assert why in said


def test_across_a_network_doctor_and_the_start_refuse(
    store: Path, mounts: Path, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    mounts.write_text(f"{LOCAL}\n{mounted(store, 'nfs4')}\n")
    refused(store, "nfs4", monkeypatch, capsys)
    assert not list(store.glob("*.part"))


def test_where_no_log_can_be_made_doctor_and_the_start_refuse(
    tmp_path: Path, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite's way to lock with a file of its own shares no memory, as some file systems do not."""
    made(tmp_path)
    monkeypatch.setattr(engine, "OPENED", engine.OPENED | {"vfs": "unix-dotfile"})
    file = tmp_path / "balance.db"
    before = file.read_bytes()
    refused(tmp_path, NO_WAL, monkeypatch, capsys)
    assert file.read_bytes() == before


def test_no_new_store_is_left_where_no_log_can_be_made(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(engine, "OPENED", engine.OPENED | {"vfs": "unix-dotfile"})
    with pytest.raises(ConfigError):
        open_store(settings(tmp_path), default_framework())
    assert not list(tmp_path.iterdir())


def test_in_a_folder_that_may_only_be_read_the_start_says_so(unprivileged: Path) -> None:
    framework = default_framework()
    made(unprivileged)
    unprivileged.chmod(0o500)
    with pytest.raises(ConfigError, match=str(unprivileged)):
        open_store(settings(unprivileged), framework)


def test_a_path_stays_where_it_was_when_the_process_goes_on_elsewhere(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///balance.db")
    monkeypatch.chdir("/")
    schema.upgrade(database)
    database.close()
    assert (tmp_path / "balance.db").is_file()


def test_a_tilde_is_the_persons_own_folder(tmp_path: Path, monkeypatch: Patch) -> None:
    nothing_is_set(monkeypatch, tmp_path / "..")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert sqlite_file("sqlite:///~/data/balance.db") == tmp_path / "data" / "balance.db"
    assert sqlite_file("sqlite:///./~/balance.db") == Path("~/balance.db").absolute()
    assert sqlite_file("sqlite:////srv/~/balance.db") == Path("/srv/~/balance.db")
    assert main(["db", "upgrade"]) == ExitCode.FINE
    monkeypatch.setenv("BALANCE_DATABASE_URL", "sqlite:///~/data/balance.db")
    assert main(["db", "upgrade"]) == ExitCode.FINE
    assert (tmp_path / "data" / "balance.db").is_file()
