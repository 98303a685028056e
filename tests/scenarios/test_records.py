"""An example that was played in Slack leaves it as a record, which keeps to the standards that it names and
holds to both verifiers."""

import itertools
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.cli import main
from bot.config import ExitCode
from bot.records.record_file import read_file
from flows.record.reading import kept_of
from storage.chains import verify, verify_record
from storage.database import Database
from storage.frameworks import FrameworkStore
from tests.bot.exports import checkers
from tests.bot.exports.conftest import files
from tests.bot.exports.reading import facts_of, html_text, missing
from tests.flows.record.test_record import SCHEMA
from tests.played import Played
from tests.storage.test_records_hold import by_the_book

TOLD = {
    "safeguarding-panel": (
        "Helen Marsh [Invite others] Helen Marsh (window) Invite others Who are they?: Carer of a patient",
        "Balance (only to Helen Marsh) For Carer of a patient: a page to print",
        "Outside Slack Carer of a patient answers by mail, with the text on the page: 1. Clear purpose: 5",
        "Helen Marsh (drops a file in the thread) answers-by-mail.txt Balance (only to",
        "These are answers of 1 person: Carer of a patient. Nothing is saved yet.",
        "Balance @Helen Marsh brought in 1 voice from outside (Carer of a patient).",
    )
}
"""By example, what its play tells besides."""


def test_it_plays_to_the_right_decision_and_is_exported(played: Played) -> None:
    assert played.play.code == 0, played.play.err
    assert played.play.out.rstrip().endswith("The summary says what this example expects.")
    assert played.play.err == ""
    told = " ".join(played.play.out.split())
    for words in TOLD.get(played.folder.name, ()):
        assert words in told
    assert played.export.code == 0, played.export.err


def test_it_comes_back_from_another_store_to_the_byte(
    played: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BALANCE_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert main(["import", str(played.file("json"))]) is ExitCode.FINE
    assert main(["export", "--all", "--to", "again"]) is ExitCode.FINE
    written = files(played.exported)
    same = [file for file in written if not file.endswith(".ods")]  # a sheet says when it was made
    assert {file: files(Path("again"))[file] for file in same} == {file: written[file] for file in same}


def test_everybody_has_a_name_and_each_event_words(played: Played) -> None:
    text = html_text(played.file("html").read_bytes())
    assert "Grace Okafor" in text
    assert "U0GRACE0001" not in text
    assert "did this:" not in text


def test_a_checker_of_pdf_ua_finds_nothing(played: Played) -> None:
    assert checkers.pdf_ua(played.file("pdf")) == []


def test_it_is_read_aloud_in_the_order_of_its_page(played: Played) -> None:
    lines = checkers.heard(played.file("pdf"))
    levels = [int(line[1]) for line in lines if re.match(r"H[1-6]\b", line)]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(levels)), "no level is left out"
    said = "".join(line[1:-1] for line in lines if line.startswith('"'))
    assert missing(said, facts_of(read_file(played.file("json")))) == []


def test_the_checker_of_the_web_finds_nothing(played: Played) -> None:
    assert checkers.web([played.file("html")]) == []


def test_its_tables_keep_to_their_schema(played: Played) -> None:
    assert checkers.tables(played.exported) == []


def test_its_data_keep_to_the_published_schema(played: Played) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    found = json.loads(played.file("json").read_bytes())
    assert [error.message for error in validator.iter_errors(found)] == []


@pytest.mark.parametrize("more", [[], ["--without-names"]], ids=["with names", "without"])
def test_it_holds_to_both_verifiers(
    played: Played, more: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BALANCE_DATABASE_URL", played.store)
    assert main(["export", "--all", "--to", "out", "--format", "json", *more]) is ExitCode.FINE
    [file] = Path("out").glob("*/record.json")
    assert main(["verify", str(file)]) is ExitCode.FINE
    verified = verify_record(kept_of(read_file(file)))
    assert (verified.found, verified.unclear, verified.before) == ([], {}, 0)
    words, holds = by_the_book(json.loads(file.read_bytes())["record"])
    assert holds, words


def test_its_store_holds(played: Played) -> None:
    database = Database(played.store)
    verified = database.read_now(lambda transaction: verify(transaction, FrameworkStore().load))
    database.close()
    assert (verified.found, verified.unclear, verified.before) == ([], {}, 0)
