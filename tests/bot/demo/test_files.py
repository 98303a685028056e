"""Where `--keep` keeps things, and what is refused before anything is touched."""

import os
import signal
import tempfile
from pathlib import Path

import pytest

from bot.demo.files import files
from bot.sandbox import CannotKeep
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.bot.sandbox.kit import MANIFEST
from tests.crash.process import FORKS


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(name: str) -> str:
    with pytest.raises(CannotKeep) as refusal, files(name):
        pass
    return str(refusal.value)


def test_without_a_name_all_of_it_goes() -> None:
    with files(None) as where:
        assert where.world is None
        assert where.store.parent == where.scratch
        assert where.scratch.is_dir()
    assert not where.scratch.exists()


def test_what_a_killed_sandbox_left_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = FORKS.Process(target=_killed_within, args=(str(tmp_path),))
    killed.start()
    killed.join()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    [left] = tmp_path.iterdir()
    assert left.is_dir()
    with files(None) as where:
        assert list(tmp_path.iterdir()) == [where.scratch]


def _killed_within(folder: str) -> None:
    tempfile.tempdir = folder
    with files(None):
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("name", ["trial", "trial.db", "trial.world"])
def test_a_name_stands_for_two_files(name: str, tmp_path: Path) -> None:
    with files(name) as where:
        assert (where.store, where.world) == (tmp_path / "trial.db", tmp_path / "trial.world")
        assert where.is_new
    assert list(tmp_path.iterdir()) == []


def test_a_dot_in_the_name_stays(tmp_path: Path) -> None:
    with files("trial.2") as where:
        assert where.world == tmp_path / "trial.2.world"


@pytest.mark.parametrize("name", ["", ".", "/", ".db", ".."])
def test_what_names_no_file_is_refused(name: str) -> None:
    assert "needs a name" in refused(name)


def test_a_folder_that_is_not_there_is_refused() -> None:
    assert "is not there" in refused("nowhere/trial")


def test_where_the_folder_is_gone_that_a_name_begins_in_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    refused("trial")
    with files(str(tmp_path / "trial")) as where:
        assert where.store == tmp_path / "trial.db"


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    assert "cannot be used" in refused("t" * 300)


def test_a_store_without_its_world_is_refused(tmp_path: Path) -> None:
    """It may be a real one: it is not to be filled with what people try out."""
    (tmp_path / "trial.db").touch()
    assert "They belong together" in refused("trial")


async def test_a_world_without_its_store_is_refused_unless_nothing_happened_in_it(tmp_path: Path) -> None:
    with files("trial") as where:
        async with Sandbox(manifest=MANIFEST, keep=where.world) as slack:
            where.check(slack)
            slack.person(TOM).types.post(HOUSING, "something")
            with pytest.raises(CannotKeep, match="They belong together"):
                where.check(slack)
            where.store.touch()
            where.check(slack)
