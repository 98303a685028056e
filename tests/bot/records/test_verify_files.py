"""`balance verify FILE…`: each file is named, with what holds of it and, if not, from which row on."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.chain import Sealed
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.writing import to_json
from storage.chains import verify
from storage.erasing import erase
from storage.records import RecordStore
from storage.tables import ERASED
from storage.transaction import Transaction
from tests.bot.exports.conftest import Balance
from tests.bot.records.made_up import CANNOT_BE, ROW, SHOWS_ANOTHER, Forge, made_up, written_to
from tests.storage.conftest import Store
from tests.storage.samples import later

ROOT = Path(__file__).parents[3]
BY_ITSELF = (sys.executable, "-I", str(ROOT / "docs" / "verify_record.py"))
BALANCE = (sys.executable, "-m", "bot.cli", "verify")
MEMORY = 1_000_000_000
HEAD = b'{"format":"balance-record","version":1,"sha256":"",'
Shown = pytest.CaptureFixture[str]


def flipped(file: Path, old: bytes, new: bytes) -> Path:
    """Changed by hand, and the checksum left."""
    data = file.read_bytes()
    assert data.count(old) >= 1
    file.write_bytes(data.replace(old, new, 1))
    return file


def signed(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Changed, and the checksum made anew."""
    record = json.loads(file.read_bytes())["record"]
    change(record)
    file.write_bytes(to_json(Record.model_validate_json(json.dumps(record))))
    return file


def lines_of(shown: Shown) -> list[str]:
    found = shown.readouterr()
    assert found.err == ""
    return found.out.splitlines()


def test_a_file_as_it_was_exported_holds(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown
) -> None:
    file = written_to(tmp_path / "record.json", whole)
    assert balance("verify", file) == 0
    said = lines_of(capsys)
    assert all(line.startswith(f"{file}: ") for line in said)
    assert "everything holds" in said[0]
    assert whole.head.digest in said[-1]


def test_a_flipped_byte_is_said_with_the_row(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown
) -> None:
    link = whole.links[ROW - 1]
    file = written_to(tmp_path / "record.json", whole)
    flipped(file, link.digest.encode(), link.digest[::-1].encode())
    assert balance("verify", file) == 1
    checksum, row, *_ = lines_of(capsys)
    assert "sha256" in checksum
    assert f"row {ROW} " in row


def test_what_no_row_holds_is_found_by_the_checksum_alone(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown
) -> None:
    file = flipped(written_to(tmp_path / "record.json", whole), b'"turn":', b'"turn":1')
    assert balance("verify", file) == 1
    said = lines_of(capsys)
    assert "sha256" in said[0]
    assert said[1].endswith("the rows hold. What was changed is something that no row holds, such as a name.")
    assert not [line for line in said if "everything holds" in line]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"rating"', b'"kind":"ratinh"'),
        (b'"record":{', b'"record":['),
        (b'"rating":3', b'"rating":9'),
    ],
    ids=["what nothing is called", "no whole JSON", "what cannot be"],
)
def test_what_cannot_be_read_any_more_does_not_hold(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown, old: bytes, new: bytes
) -> None:
    file = flipped(written_to(tmp_path / "record.json", whole), old, new)
    assert balance("verify", file) == 1
    assert all(line.startswith(f"{file}: ") for line in lines_of(capsys))


def test_a_row_that_was_removed_is_said(whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown) -> None:
    file = signed(written_to(tmp_path / "record.json", whole), lambda record: record["history"].pop(ROW - 1))
    assert balance("verify", file) == 1
    assert f"row {ROW} " in lines_of(capsys)[0]


def test_each_line_says_of_which_file_it_is(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown
) -> None:
    good, bad = written_to(tmp_path / "good" / "record.json", whole), tmp_path / "bad" / "record.json"
    signed(written_to(bad, whole), lambda record: record.update(title="Other"))
    assert balance("verify", good, bad) == 1
    said = lines_of(capsys)
    assert [line.split(": ")[0] for line in said if "everything holds" in line] == [str(good)]
    assert [line.split(": ")[0] for line in said if "did not hold" in line] == [str(bad)]
    assert {line.split(": ")[0] for line in said} == {str(good), str(bad)}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(None, id="no file"),
        pytest.param(b'{"format": "something else"}', id="no record"),
        pytest.param(b'{"format": "balance-record", "version": 99}', id="of a newer Balance"),
    ],
)
def test_what_is_no_record_is_wrong_usage_and_the_others_are_looked_at(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown, data: bytes | None
) -> None:
    good, other = written_to(tmp_path / "good.json", whole), tmp_path / "other.json"
    if data is not None:
        other.write_bytes(data)
    assert balance("verify", other, good) == 2
    found = capsys.readouterr()
    assert str(other) in found.err
    assert "everything holds" in found.out


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"<!doctype html>\n", b"PK\x03\x04", b"", b"[1]"])
def test_another_form_of_the_same_is_no_record(
    tmp_path: Path, balance: Balance, capsys: Shown, data: bytes
) -> None:
    file = tmp_path / "record.pdf"
    file.write_bytes(data)
    assert balance("verify", file) == 2
    said = capsys.readouterr().err
    assert f"{file}: It is no record.json. Name the record.json that was exported beside it." in said


def test_a_folder_is_no_record_and_the_files_in_it_are_to_be_named(
    tmp_path: Path, balance: Balance, capsys: Shown
) -> None:
    assert balance("verify", tmp_path) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path}: It is a folder. Name the files in it, as in {tmp_path}/*/record.json." in said


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["submissions"][0]["scores"][0].update(score="4.9"),
        lambda record: record["answers"][0].update(level="Nothing speaks against it."),
    ],
    ids=["a score", "the words of a level"],
)
@pytest.mark.parametrize("without_names", [False, True])
def test_what_follows_from_the_answers_is_reckoned_anew(
    whole: Kept,
    tmp_path: Path,
    balance: Balance,
    capsys: Shown,
    change: Callable[[dict[str, Any]], object],
    without_names: bool,
) -> None:
    file = written_to(tmp_path / "record.json", whole, without_names=without_names)
    assert balance("verify", file) == 0
    assert balance("verify", signed(file, change)) == 1
    assert balance("import", file) == 2


def test_a_mark_is_reckoned_anew_where_it_can_be(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown
) -> None:
    """It holds who answered."""
    file = written_to(tmp_path / "record.json", whole)
    signed(file, lambda record: record["submissions"][0].update(mark="0" * 16))
    assert balance("verify", file) == 1
    assert "submissions" in lines_of(capsys)[0]


@pytest.mark.parametrize("change", [("rating", 5), ("reason", "Other words."), ("kind", "not_sure")])
def test_an_answer_that_was_changed_in_a_file_without_names_is_found(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown, change: tuple[str, Any]
) -> None:
    file = written_to(tmp_path / "record.json", whole, without_names=True)
    assert balance("verify", file) == 0
    said = lines_of(capsys)
    assert not [line for line in said if "everything" in line]
    assert [line for line in said if f"{len(whole.links)} rows" in line]
    name, value = change
    more = {"rating": None} if value == "not_sure" else {}
    signed(file, lambda record: record["answers"][2].update({name: value, **more}))
    assert balance("verify", file) == 1
    assert "answer:b-1" in lines_of(capsys)[0]


def test_a_name_in_a_made_up_record_moves_nothing_in_a_terminal(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown
) -> None:
    said = whole.links[1].content.text
    assert said is not None
    content = said.replace('"facts":{', '"facts":{"\\u001b[2J\\n":1,')
    forged = made_up(whole, lambda link: replace(link, content=Sealed.of(content)), 2)
    assert balance("verify", written_to(tmp_path / "record.json", forged)) == 1
    assert "[2J" in (lines := lines_of(capsys))[0]
    assert all(line.isprintable() for line in lines)


# --- what nobody can have written


@pytest.mark.parametrize("forge", CANNOT_BE.values(), ids=list(CANNOT_BE))
def test_a_row_that_cannot_be_is_refused_with_its_place(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown, forge: Forge
) -> None:
    """A link without anybody is refused where a file is read."""
    if (forged := made_up(whole, forge)).links[ROW - 1].people:
        file, place = written_to(tmp_path / "record.json", forged), f"row {ROW} "
    else:
        file, place = written_to(tmp_path / "record.json", whole), f"record.history.{ROW - 1}.link.people"
        data = json.loads(file.read_bytes())
        data["record"]["history"][ROW - 1]["link"]["people"] = []
        file.write_text(json.dumps(data))
    assert balance("verify", file) == 1
    assert place in "\n".join(lines_of(capsys))
    assert balance("import", file) == 2
    assert place in capsys.readouterr().err


@pytest.mark.parametrize("forge", SHOWS_ANOTHER.values(), ids=list(SHOWS_ANOTHER))
def test_a_row_that_says_something_else_than_is_shown_is_refused_with_its_place(
    whole: Kept, tmp_path: Path, balance: Balance, capsys: Shown, forge: Forge
) -> None:
    file = written_to(tmp_path / "record.json", made_up(whole, forge))
    assert balance("verify", file) == 1
    assert f"row {ROW} " in lines_of(capsys)[0]
    assert balance("import", file) == 2
    assert f"row {ROW} " in capsys.readouterr().err


@pytest.mark.parametrize("forge", [*CANNOT_BE.values(), *SHOWS_ANOTHER.values()])
def test_one_that_cannot_be_keeps_no_other_from_being_looked_at(
    filled: Store, whole: Kept, balance: Balance, capsys: Shown, forge: Forge
) -> None:
    forged = made_up(whole, forge)

    def put(transaction: Transaction) -> None:
        erase(transaction, "one", by="", why="", at=later(90))
        transaction.execute(ERASED.delete())
        RecordStore().add(transaction, forged, filled.workspace, later(90))

    filled.rows(put)
    found = filled.database.read_now(lambda transaction: verify(transaction, filled.frameworks.load))
    assert found.assessments == 2
    assert {one.assessment for one in found.found} == {"one"}
    assert found.found[0].row == ROW
    assert balance("verify", "--store") == 1
    assert f"one: row {ROW} " in capsys.readouterr().out


SMALL_AND_LARGE = {
    "sixteen million things": HEAD + b'"record":[' + b"{}," * 16_000_000 + b"{}]}",
    "texts where rows belong": HEAD + b'"record":{"history":[' + b'"abcdefg",' * 1_900_000 + b'""]}}',
    "rows with nothing in them": HEAD + b'"record":{"history":[' + b"{}," * 290_000 + b"{}]}}",
}
"""Each takes gigabytes once it is read, or once everything that is wrong with it is said."""


@pytest.mark.parametrize("what", SMALL_AND_LARGE)
@pytest.mark.parametrize("command", [BALANCE, BY_ITSELF], ids=["balance", "verify_record.py"])
def test_what_takes_more_memory_than_any_record_is_refused_before(
    command: tuple[str, ...], what: str, tmp_path: Path
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(SMALL_AND_LARGE[what])
    ended = subprocess.run(
        [*command, file],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    assert ended.returncode in (1, 2)
    assert f"{file}: " in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("data", [None, b"[]", b"{}", b'{"record":[]}', b"[" * 100_000, b"\xff"])
def test_the_one_that_stands_alone_says_of_whatever_file_that_it_does_not_hold(
    data: bytes | None, tmp_path: Path
) -> None:
    file = tmp_path / "record.json"
    if data is not None:
        file.write_bytes(data)
    ended = subprocess.run([*BY_ITSELF, file], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.startswith(f"{file}: it ")
