"""`balance voices`: a form for people outside, and their answers brought in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.voices.reading import MOST_BYTES, MOST_TOGETHER
from flows.activity import Happened
from flows.assessment import Assessment
from flows.record.kept import Kept
from flows.voices import VoiceGroup
from storage.chains import verify
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.records import RecordStore
from storage.surface_rows import SurfaceKind
from storage.tables import SURFACES
from tests.bot.exports.conftest import Balance, Stores, balance, files, folder, stores
from tests.bot.voices.samples import PANEL, sheet, text
from tests.flows.record.samples import kept

__all__ = ["balance", "folder", "stores"]


@pytest.fixture
def here(stores: Stores) -> Assessment:
    """What stands in the store, with no voices yet."""
    one = kept("submitted")
    one.assessment.voices = ()
    one = replace(one, history=tuple(line for line in one.history if line.what != "bring_in_voices"))
    stores.add(one)
    return one.assessment


def now(stores: Stores, id: str) -> Kept:
    database = Database(stores.url)
    found = database.read_now(lambda transaction: RecordStore().read(transaction, [id]))
    database.close()
    return found[id]


def groups(stores: Stores, of: Assessment) -> tuple[VoiceGroup, ...]:
    return now(stores, of.id).assessment.voices


def test_a_form_and_a_spreadsheet_are_made_and_come_back(
    stores: Stores, here: Assessment, folder: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    assert balance("voices", "form", here.id, "--who", PANEL, "--to", folder) == 0
    assert set(files(folder)) == {f"balance-answers-{here.id}.html", f"balance-answers-{here.id}.ods"}
    file = folder / "filled.ods"
    file.write_bytes(sheet(here, [["4", "They asked us."], ["2"]]))
    capsys.readouterr()
    assert balance("voices", "import", file) == 0
    assert capsys.readouterr().out == f"2 voices brought in for {here.id}: {PANEL}.\n"
    (group,) = groups(stores, here)
    assert (group.number, group.whose, len(group.voices), group.by) == (1, PANEL, 2, "")


def test_it_is_on_record_and_told_and_nothing_of_the_answers_is_logged(
    stores: Stores, here: Assessment, tmp_path: Path, balance: Balance
) -> None:
    file = tmp_path / "answers.txt"
    file.write_text(text(here, "4, They asked us."))
    before = now(stores, here.id)
    assert balance("voices", "import", file) == 0
    after = now(stores, here.id)
    assert after.assessment.given == before.assessment.given
    assert after.assessment.submissions == before.assessment.submissions
    last: Happened = after.history[-1]
    assert (last.by, last.what, last.detail) == ("", "bring_in_voices", {"number": 1})
    database = Database(stores.url)
    kinds = database.read_now(
        lambda rows: {row.kind for row in rows.execute(SURFACES.select().where(SURFACES.c.ts.is_(None)))}
    )
    verified = database.read_now(lambda rows: verify(rows, FrameworkStore().load))
    database.close()
    assert {SurfaceKind.NOTE.value, SurfaceKind.SUMMARY.value} <= kinds
    assert verified.found == []


def test_a_folder_is_one_group(stores: Stores, here: Assessment, tmp_path: Path, balance: Balance) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / ".DS_Store").write_bytes(b"\x00")
    for number in (1, 2, 3):
        (saved / f"{number}.txt").write_text(text(here, f"{number}"))
    assert balance("voices", "import", saved, "--assessment", here.id) == 0
    (group,) = groups(stores, here)
    assert group.agreement(here.framework.questions[0].id).ratings == (1, 2, 3)
    assert len(group.files) == 3


def test_the_same_file_is_refused_a_second_time(
    stores: Stores, here: Assessment, tmp_path: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "answers.txt", tmp_path / "copy.txt"
    file.write_text(text(here, "4"))
    other.write_text(text(here, "4"))
    assert balance("voices", "import", file) == 0
    assert balance("voices", "import", other) == 2
    assert "already brought in" in capsys.readouterr().err
    assert len(groups(stores, here)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Anything else.", "holds no answers"),
        (b" " * (MOST_BYTES + 1), "larger than"),
        (b"Balance answers: 1\ncaf\xe9", "line 2: Balance cannot read the letters"),
    ],
)
def test_what_cannot_be_brought_in_is_said_with_the_file(
    stores: Stores,
    here: Assessment,
    tmp_path: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
    data: bytes,
    said: str,
) -> None:
    good, bad = tmp_path / "1.txt", tmp_path / "2.txt"
    good.write_text(text(here, "4"))
    bad.write_bytes(data)
    assert balance("voices", "import", good, bad) == 2
    words = capsys.readouterr().err
    assert words.startswith(f"balance: nothing was done: {bad}")
    assert said in words
    assert groups(stores, here) == ()


def test_files_of_a_group_are_not_more_together_than_can_be_held(
    stores: Stores, here: Assessment, tmp_path: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    padding = "Dear Amina,\n" + "x" * (MOST_BYTES - 20_000)
    for number in range(MOST_TOGETHER // MOST_BYTES + 2):
        (tmp_path / f"{number:03}.txt").write_text(f"{padding}\n{text(here, '4', copy=f'c{number}')}")
    assert balance("voices", "import", *sorted(tmp_path.glob("*.txt"))) == 2
    assert "together" in capsys.readouterr().err
    assert groups(stores, here) == ()


def test_a_form_is_made_whatever_somebody_types_for_who_they_are(
    stores: Stores, here: Assessment, folder: Path, balance: Balance
) -> None:
    whose = "=1+1 <b>\"'; rm -rf / \x07\ufffe\u202e --- Check: 0"
    for refused in whose, f"{whose.replace('<b>', '')} `~`":
        assert balance("voices", "form", here.id, "--who", refused, "--to", folder) == 2
    assert balance("voices", "form", here.id, "--who", whose.replace("<b>", ""), "--to", folder) == 0
    (made,) = folder.glob("*.ods")
    made.write_bytes(sheet(here, [["4"]], whose=whose.replace("<b>", "")))
    assert balance("voices", "import", made) == 0


def test_a_folder_that_cannot_be_looked_into_is_said(
    stores: Stores,
    here: Assessment,
    tmp_path: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()

    def refused(folder: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refused)
    assert balance("voices", "import", locked) == 2
    assert f"{locked}: Permission denied" in capsys.readouterr().err


def test_wrong_uses_are_told_apart_from_failures(
    stores: Stores, here: Assessment, tmp_path: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    file, empty = tmp_path / "answers.txt", tmp_path / "empty"
    file.write_text(text(replace(here, id="ffffffffffff"), "4"))
    empty.mkdir()
    assert balance("voices", "import", file) == 2
    assert balance("voices", "import", file, "--assessment", here.id) == 2
    assert balance("voices", "import", tmp_path / "missing.txt") == 2
    assert balance("voices", "import", empty) == 2
    assert balance("voices", "form", "ffffffffffff", "--who", PANEL, "--to", tmp_path) == 2
    assert balance("voices", "form", here.id, "--who", "sam@riverside.example", "--to", tmp_path) == 2
    assert balance("voices", "form", here.id, "--who", PANEL, "--to", file / "under a file") == 1
    assert balance("voices") == 2
    assert groups(stores, here) == ()
    assert "without names" in capsys.readouterr().err


def test_what_is_over_takes_no_voices(
    stores: Stores, tmp_path: Path, balance: Balance, capsys: pytest.CaptureFixture[str]
) -> None:
    over = kept("abandoned")
    stores.add(over)
    file = tmp_path / "answers.txt"
    file.write_text(text(over.assessment, "4"))
    for command in (("import", file), ("form", over.assessment.id, "--who", PANEL, "--to", tmp_path)):
        assert balance("voices", *command) == 2
        assert "is over" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change", ["UPDATE answers SET kind = 'ZEBRAWORDS'", "UPDATE assessments SET before = 'ZEBRAWORDS'"]
)
def test_of_a_damaged_assessment_it_is_said_that_it_is_and_not_what_stands_there(
    change: str,
    stores: Stores,
    here: Assessment,
    folder: Path,
    tmp_path: Path,
    balance: Balance,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "answers.txt"
    file.write_text(text(here, "4, They asked us."))
    database = Database(stores.url)
    with database.engine.begin() as connection:
        assert connection.exec_driver_sql(change).rowcount
    database.close()
    for command in (("form", here.id, "--who", PANEL, "--to", folder), ("import", file)):
        assert balance("voices", *command) == 1
        damaged = f"balance: nothing was done: assessment {here.id} is damaged in the database.\n"
        assert capsys.readouterr() == ("", damaged)
