"""`balance export`: which files are there afterwards, and what it says."""

import contextlib
import errno
import io
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.exports import export
from bot.exports.arguments import EVERY_FORM, TABLES
from bot.exports.command import FORMS
from flows.record.document import FORMAT
from storage import records
from storage.database import Database
from tests.bot.exports.conftest import Balance, Stores, files
from tests.flows.record.samples import everything, kept

TABLE_FILES = {
    *("answers.csv", "assessments.csv", "evidence.csv", "facts.csv", "panel.csv", "voices.csv"),
    "csv-metadata.json",
}
FEW = list(everything())[:4]


def test_it_writes_each_record_and_the_tables(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(*FEW)
    assert balance("export", "--all", "--to", folder, "--format", "json,csv") == 0
    assert capsys.readouterr().out == f"4 written into {folder}.\n"
    expected = {f"{one.assessment.id}/record.json" for one in FEW}
    assert files(folder).keys() == expected | TABLE_FILES
    assert all(stat.S_IMODE(one.stat().st_mode) & 0o077 == 0 for one in [folder, *folder.rglob("*")])


def test_only_those_that_were_asked_for_are_written(stores: Stores, folder: Path, balance: Balance) -> None:
    stores.add(*FEW)
    wanted = FEW[1].assessment.id
    assert balance("export", wanted, wanted, "--to", folder, "--format", "json") == 0
    assert files(folder).keys() == {f"{wanted}/record.json"}


def test_what_is_there_and_unchanged_is_left_alone(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(*FEW)
    balance("export", "--all", "--to", folder, "--format", "json")
    before, lost = files(folder), folder / FEW[0].assessment.id / "record.json"
    lost.write_bytes(lost.read_bytes()[:100])
    capsys.readouterr()
    assert balance("export", "--all", "--to", folder, "--format", "json") == 0
    assert capsys.readouterr().out == f"1 written into {folder}, 3 there already and unchanged.\n"
    assert files(folder) == before


@pytest.mark.parametrize("form", ["html", "pdf", "ods", "json"])
def test_what_is_cut_damaged_or_edited_is_written_anew(
    form: str, stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a disk, a power cut or a person may do it: the stamp is there in all of them."""
    stores.add(kept())
    file = folder / kept().assessment.id / f"record.{form}"
    balance("export", "--all", "--to", folder, "--format", form)
    made = file.read_bytes()
    half, last = len(made) // 2, len(made) - 40
    for changed in (
        made[:last],
        made[:half] + b"\0" * 40 + made[half + 40 :],
        made[:half] + b"!" + made[half:],
    ):
        file.write_bytes(changed)
        capsys.readouterr()
        assert balance("export", "--all", "--to", folder, "--format", form) == 0
        assert capsys.readouterr().out == f"1 written into {folder}.\n"
        assert len(file.read_bytes()) == len(made)
    balance("export", "--all", "--to", folder, "--format", form)
    assert capsys.readouterr().out == f"0 written into {folder}, 1 there already and unchanged.\n"


@pytest.mark.parametrize("form", ["json", "html", "ods", "pdf"])
@pytest.mark.parametrize("what", ["a pipe", "a device"])
def test_what_is_no_file_is_not_waited_for_but_replaced(
    what: str, form: str, stores: Stores, folder: Path, balance: Balance
) -> None:
    stores.add(kept())
    file = folder / kept().assessment.id / f"record.{form}"
    file.parent.mkdir(parents=True)
    if what == "a pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")
    with within(20):
        assert balance("export", "--all", "--to", folder, "--format", form) == 0
    assert stat.S_ISREG(file.lstat().st_mode)


def test_a_folder_where_a_file_belongs_is_named(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(kept())
    file = folder / kept().assessment.id / "record.json"
    file.mkdir(parents=True)
    assert balance("export", "--all", "--to", folder, "--format", "json") == 1
    assert f"{file}: Is a directory" in capsys.readouterr().err


@contextlib.contextmanager
def within(seconds: int) -> Iterator[None]:
    """What waits for a pipe waits for ever, and what reads a device takes all memory."""

    def over(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_since_takes_those_that_were_changed_then_or_later(
    stores: Stores, folder: Path, balance: Balance
) -> None:
    stores.add(*FEW)
    assert balance("export", "--all", "--since", "2026-03-05", "--to", folder, "--format", "json") == 0
    assert files(folder) == {}
    assert balance("export", "--all", "--since", "2026-03-04", "--to", folder, "--format", "json") == 0
    assert len(files(folder)) == 4


def test_progress_is_shown(
    stores: Stores,
    folder: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stores.add(*FEW)
    monkeypatch.setattr("bot.exports.progress.EVERY", 2)
    balance("export", "--all", "--to", folder, "--format", "json")
    assert capsys.readouterr().err == "2 of 4\n4 of 4\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--all",),
        ("--to", "out"),
        ("--all", "one", "--to", "out"),
        ("one", "--since", "2026-03-04", "--to", "out"),
        ("--all", "--since", "yesterday", "--to", "out"),
        ("--all", "--to", "out", "--format", "docx"),
        ("nothing", "--to", "out"),
        ("../etc", "--to", "out"),
        ("--all", "--to", "a-file"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_nothing_is_written(
    arguments: tuple[str, ...],
    stores: Stores,
    folder: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stores.add(*FEW)
    Path("a-file").touch()
    assert balance("export", *arguments) == 2
    assert capsys.readouterr().err
    assert not folder.exists()


def test_a_store_that_is_not_there_is_not_made(stores: Stores, folder: Path, balance: Balance) -> None:
    assert balance("export", "--all", "--to", folder) == 2
    assert list(stores.folder.iterdir()) == []


def test_a_store_of_an_earlier_version_is_left_as_it_is(
    stores: Stores, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    stores.add(*FEW)
    database = Database(stores.url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0010'")
    database.close()
    assert balance("export", "--all", "--to", folder) == 2
    assert "balance db upgrade" in capsys.readouterr().err


class FullDisk(io.BufferedWriter):
    """A file on a disk that is full when so many are `left` to be written."""

    def __init__(self, raw: io.RawIOBase, left: list[int]) -> None:
        super().__init__(raw)
        self.left = left

    def write(self, data: Any) -> int:
        self.left[0] -= 1
        if self.left[0] >= 0:
            return super().write(data)
        super().write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_no_half_file(
    stores: Stores,
    folder: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stores.add(*FEW)
    whole = Path.open

    def full(path: Path, mode: str = "r", **more: Any) -> Any:
        opened: Any = whole(path, mode, **more)
        return FullDisk(opened.detach(), left) if mode == "wb" else opened

    left = [3]
    monkeypatch.setattr(Path, "open", full)
    assert balance("export", "--all", "--to", folder, "--format", "json") == 1
    assert "No space left on device" in capsys.readouterr().err
    assert len(files(folder)) == 3
    assert all(FORMAT.encode() in data for data in files(folder).values())
    monkeypatch.undo()
    stores.use("store")
    assert balance("export", "--all", "--to", folder, "--format", "json,csv") == 0
    assert len(files(folder)) == 4 + len(TABLE_FILES)


def test_it_can_be_stopped_and_gone_on_with(
    stores: Stores,
    folder: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stores.add(*FEW)
    add = export.Export.add

    def stopped(run: export.Export, one: object) -> object:
        if run.outcome.written == 2:
            raise KeyboardInterrupt
        return add(run, one)  # type: ignore[arg-type]

    with monkeypatch.context() as here:
        here.setattr(export.Export, "add", stopped)
        assert balance("export", "--all", "--to", folder, "--format", "json,csv") == 1
    assert len(files(folder)) == 2
    assert balance("export", "--all", "--to", folder, "--format", "json,csv") == 0
    assert "2 written" in capsys.readouterr().out


def test_what_is_deleted_meanwhile_is_passed_over(
    stores: Stores, folder: Path, balance: Balance, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.add(kept())
    monkeypatch.setattr(records, "ids", lambda *_: ["gone", kept().assessment.id])
    assert balance("export", "--all", "--to", folder, "--format", "json") == 0
    assert len(files(folder)) == 1


DAMAGES = {
    "a state": ("assessments", "id", "state = 'ZEBRAWORDS'"),
    "what was handed in": ("submissions", "assessment_id", """answers = '{"A":1}'"""),
    "a list": ("submissions", "assessment_id", "answers = '[\"ZEBRAWORDS\"]'"),
    "a moment": ("assessments", "id", "created_at = 'ZEBRAWORDS'"),
    "no JSON": ("assessments", "id", "before = 'ZEBRAWORDS'"),
    "a kind": ("answers", "assessment_id", "kind = 'ZEBRAWORDS'"),
}


@pytest.mark.parametrize(("table", "of", "damage"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_assessment_is_named_and_the_others_are_there(
    table: str,
    of: str,
    damage: str,
    stores: Stores,
    folder: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is said of what stands in it."""
    stores.add(*FEW, handed_in := kept("submitted"))
    damaged = handed_in.assessment.id
    database = Database(stores.url)
    with database.engine.begin() as connection:
        changed = connection.exec_driver_sql(f"UPDATE {table} SET {damage} WHERE {of} = '{damaged}'")
        assert changed.rowcount
    database.close()
    assert balance("export", "--all", "--to", folder, "--format", "json,csv") == 1
    said = capsys.readouterr()
    assert said.out.startswith("4 written")
    assert f"balance: assessment {damaged} is damaged in the database, and was left out." in said.err
    assert "ZEBRAWORDS" not in said.out + said.err
    assert len(files(folder)) == 4 + len(TABLE_FILES)


def test_every_form_that_can_be_asked_for_can_be_made() -> None:
    assert sorted(EVERY_FORM) == sorted([*FORMS, TABLES])
