"""The record of an assessment: what is written is read back, and what is not understood is refused."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flows.assessment import Assessment
from flows.decision import Verdict
from flows.own_work import ever_replaced
from flows.progress import Progress
from flows.record import document
from flows.record.kept import Changed, Kept
from flows.record.reading import MOST_BYTES, RecordError, kept_of, read
from flows.record.writing import record_of, to_json
from tests.bot.cards.samples import HOSTILE, NAMES, NOW, PEOPLE, Words
from tests.flows.record.samples import everything, kept

SCHEMA = Path(__file__).parents[3] / "docs" / "record.schema.json"
NOT_IN_A_RECORD = {"version"}
"""Fields of an assessment: how often this store wrote it."""


def same(one: Kept, other: Kept) -> bool:
    """Names apart: a record holds only those that it needs."""
    return replace(one, names={}) == replace(other, names={})


def check_comes_back(one: Kept) -> None:
    data = to_json(record_of(one))
    back = kept_of(read(data))
    assert same(back, one)
    assert to_json(record_of(back)) == data


def test_what_is_written_is_read_back_in_every_state() -> None:
    for one in everything():
        check_comes_back(one)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_what_people_typed_is_read_back_as_it_was(text: str) -> None:
    check_comes_back(kept(words=Words.hostile(text)))


def test_every_field_of_an_assessment_is_in_its_record() -> None:
    """Whoever adds one must add it to the record: here each has another value than by default."""
    one, blank = kept(), Assessment("", "", "", "", "", Progress.start(kept().assessment.framework))
    one.assessment.everyone, one.assessment.assessors = False, frozenset(PEOPLE)
    one.assessment.all_decide = one.assessment.self_review = True
    one.assessment.looker, one.assessment.previous_verdict = min(PEOPLE), Verdict.APPROVE
    one.assessment.owner_chooses = one.assessment.owner_replaces = False
    one.assessment.queries = next(k for k in everything() if k.assessment.queries).assessment.queries
    one = replace(one, roles=dict.fromkeys(one.assessment.roles, NOW))
    first = one.changes[0]
    anew = Changed(first.question, replace(first.given, by="U0OTHER", at=NOW, reasons=()), "U0OTHER", NOW)
    one = replace(one, changes=(*one.changes, anew))
    one.assessment.replaced = ever_replaced((change.question, change.given) for change in one.changes)
    back = kept_of(read(to_json(record_of(one)))).assessment
    for field in fields(Assessment):
        if field.name not in NOT_IN_A_RECORD:
            assert getattr(one.assessment, field.name) != getattr(blank, field.name), field.name
            assert getattr(back, field.name) == getattr(one.assessment, field.name), field.name


def test_the_published_schema_is_that_of_the_code() -> None:
    """`make schema` writes it anew."""
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == document.schema()


def test_a_file_keeps_to_the_published_schema() -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for one in everything():
        for without_names in (False, True):
            found = json.loads(to_json(record_of(one, without_names=without_names)))
            assert [error.message for error in validator.iter_errors(found)] == []


def test_a_record_holds_the_names_that_its_acts_need_and_no_others() -> None:
    one = kept("submitted")
    names = dict(one.names) | {"U0STRANGER1": next(iter(one.names.values()))}
    record = record_of(replace(one, names=names))
    assert {entry.id for entry in record.people} <= PEOPLE
    assert record == record_of(one)


def test_without_names_nobody_can_be_found_in_it() -> None:
    for one in everything():
        data = to_json(record_of(one, without_names=True)).decode()
        assert not [person for person in PEOPLE if person in data]
        assert not [name for name in NAMES.values() if name.casefold() in data.casefold()]
        assert '"person":"Person 1"' in data


def test_without_names_it_still_holds_together() -> None:
    for one in everything():
        back = kept_of(read(to_json(record_of(one, without_names=True)))).assessment
        assert (back.state, back.verdict) == (one.assessment.state, one.assessment.verdict)


def changed(data: bytes, change: Callable[[dict[str, Any]], None], *, signed: bool = False) -> bytes:
    """As somebody might change it by hand; `signed`: with the digest made anew."""
    found = json.loads(data)
    change(found)
    if signed:
        body = json.dumps(found["record"], ensure_ascii=False, separators=(",", ":"))
        found["sha256"] = hashlib.sha256(body.encode()).hexdigest()
    return json.dumps(found, ensure_ascii=False).encode()


def title(found: dict[str, Any]) -> None:
    found["record"]["title"] = "Another one"


def newer(found: dict[str, Any]) -> None:
    found["version"] = 2
    found["record"]["more"] = True


def unknown(found: dict[str, Any]) -> None:
    found["record"]["answers"][0]["mood"] = "good"


def nobody(found: dict[str, Any]) -> None:
    found["record"]["roles"] = []


def nowhere(found: dict[str, Any]) -> None:
    found["record"]["course"]["state"] = "nowhere"


def too_long(found: dict[str, Any]) -> None:
    found["record"]["answers"][0]["reason"] = "x" * 20_000


def a_nul(found: dict[str, Any]) -> None:
    found["record"]["title"] = "nothing \x00 here"


SIGNED: dict[Callable[[dict[str, Any]], None], str] = {
    nobody: "0 owners",
    nowhere: "nowhere",
    too_long: "hold together",
}


@pytest.mark.parametrize("change", SIGNED)
def test_what_does_not_hold_together_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(RecordError) as caught:
        kept_of(read(changed(to_json(record_of(kept())), change, signed=True)))
    assert SIGNED[change] in str(caught.value)


WHOLE = to_json(record_of(kept()))
REFUSED = {
    "nothing": (b"", "cut off"),
    "cut off": (WHOLE[:-200], "cut off"),
    "not UTF-8": (WHOLE.replace(b"Sharing", b"Shar\xffing"), "damaged"),
    "very deep": (b"[" * 100_000, "damaged"),
    "a list": (b"[]", "not a record"),
    "of another program": (b'{"format": "something else"}', "not a record"),
    "a version that is no number": (b'{"format": "balance-record", "version": "1"}', "does not understand"),
    "too large": (b" " * (MOST_BYTES + 1), "larger than 50 MB"),
    "of a newer version": (changed(WHOLE, newer), "newer Balance"),
    "with an unknown field": (changed(WHOLE, unknown), "does not understand"),
    "with a NUL": (changed(WHOLE, a_nul), "does not understand"),
    "with another title": (changed(WHOLE, title), "was changed after"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_whole_record_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(data)
    assert words in str(caught.value)


def test_other_spaces_and_line_breaks_change_nothing() -> None:
    data = to_json(record_of(kept()))
    assert read(json.dumps(json.loads(data), indent=2).encode()) == read(data)
