"""The record of an assessment: what is written is read back, and what is not understood is refused."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flows.actor import ANYBODY_IN_LINK, is_taken_out
from flows.assessment import Assessment
from flows.chain import Link, Sealed
from flows.decision import Verdict
from flows.own_work import ever_replaced
from flows.progress import Progress
from flows.record import document, panels
from flows.record.kept import Changed, Kept
from flows.record.reading import (
    MOST_BYTES,
    MOST_IN_TEXTS,
    MOST_PARTS,
    MOST_THINGS,
    RecordError,
    kept_of,
    read,
)
from flows.record.writing import record_of, to_json
from tests.bot.cards.samples import BOARD, HOSTILE, NAMES, NOW, PEOPLE, Words
from tests.flows.record.samples import everything, kept

SCHEMA = Path(__file__).parents[3] / "docs" / "record.schema.json"
NOT_IN_A_RECORD = {"version", "sheet_to_come", "panel_of"}
"""Fields of an assessment: how often this store wrote it, what its bot would give it, and whose ballot it is:
a ballot has no record."""


def same(one: Kept, other: Kept) -> bool:
    """Names apart: a record holds only those that it needs. Of a panel without names it says whose number is
    whose to nobody."""
    return compared(one) == compared(other)


def compared(one: Kept) -> Kept:
    panel = one.assessment.panel
    if panel and not panel.named:
        panel = replace(panel, people=tuple(replace(person, number=None) for person in panel.people))
    return replace(one, assessment=replace(one.assessment, panel=panel), names={})


def check_comes_back(one: Kept) -> None:
    data = to_json(record_of(one))
    back = kept_of(read(data))
    assert same(back, one)
    assert to_json(record_of(back)) == data


def revealed(*, named: bool) -> Kept:
    return next(
        one
        for one in everything()
        if one.assessment.panel and one.assessment.panel.named is named and one.assessment.panel.is_revealed
    )


def under_way(*, named: bool) -> Kept:
    return next(
        one
        for one in everything()
        if one.assessment.panel and one.assessment.panel.named is named and one.assessment.progress.is_alone
    )


def test_of_a_panel_without_names_no_number_stands_beside_a_person() -> None:
    one = revealed(named=False)
    panel = one.assessment.panel
    assert panel is not None
    moved = tuple(replace(person, number=number) for number, person in enumerate(panel.people, start=1))
    other = replace(one.assessment, panel=replace(panel, people=moved))
    assert moved != panel.people
    for without_names in (False, True):
        found = record_of(one, without_names=without_names)
        assert found == record_of(replace(one, assessment=other), without_names=without_names)
        assert found.panel is not None
        assert {person.number for person in found.panel.people} == {None}
    back = kept_of(read(to_json(record_of(one)))).assessment.panel
    assert back is not None
    assert {person.number for person in back.people} == {None}
    assert len(back.heard) == len(panel.heard) == 3


def test_the_order_in_which_people_of_a_panel_are_kept_is_in_no_record() -> None:
    for one in everything():
        panel = one.assessment.panel
        assert panel is not None
        backwards = replace(one.assessment, panel=replace(panel, people=panel.people[::-1]))
        assert record_of(replace(one, assessment=backwards)) == record_of(one)


def test_a_panel_that_is_under_way_gets_fresh_lots_where_they_stand_for_people() -> None:
    one, named = under_way(named=False), under_way(named=True)
    found = record_of(one).panel
    assert found is not None
    drawn = panels.read(found, one.assessment.framework, list.reverse)
    assert drawn is not None
    assert [person.number for person in drawn.people] == [4, 3, 2, 1]
    assert {person.ballot for person in drawn.people} == {None}
    assert same(kept_of(read(to_json(record_of(named)))), named)
    assert named.assessment.panel == kept_of(record_of(named)).assessment.panel


def test_before_the_reveal_a_record_holds_no_answer() -> None:
    for named in (True, False):
        found = record_of(under_way(named=named)).panel
        assert found is not None
        assert [one.answers for one in found.rounds] == [()]


def a_number_beside_a_name(found: dict[str, Any]) -> None:
    found["record"]["panel"]["people"][0]["number"] = 1


def no_round(found: dict[str, Any]) -> None:
    found["record"]["panel"]["rounds"] = []


def no_such_question(found: dict[str, Any]) -> None:
    found["record"]["panel"]["rounds"][0]["answers"][0]["question"] = "nothing"


@pytest.mark.parametrize("change", [a_number_beside_a_name, no_round, no_such_question])
def test_a_panel_that_does_not_hold_together_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(RecordError, match="hold together"):
        kept_of(read(changed(to_json(record_of(revealed(named=False))), change, signed=True)))


def test_what_somebody_answers_alone_has_no_record() -> None:
    one = kept()
    one.assessment.panel_of = "0123456789ab"
    with pytest.raises(AssertionError):
        record_of(one)


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


@pytest.mark.parametrize("path", ["files/{}/F0FILE/plan.pdf", "team/{}"])
def test_without_names_no_link_says_whose_file_it_is(path: str) -> None:
    person = "U024BE7LH"
    link = f"https://riverside.slack.com/{path.format(person)}"
    one = kept()
    first, *others = one.assessment.evidence
    one.assessment.evidence = (replace(first, link=link, words=f"See {link}."), *others)
    happened, *rest = one.history
    chained = Link(1, NOW, (Sealed.of(person),), Sealed.of(f'{{"link":"{link}"}}'), "0" * 64)
    one = replace(one, history=(replace(happened, link=chained), *rest))
    data = to_json(record_of(one, without_names=True))
    assert person not in data.decode()
    back = kept_of(read(data))
    assert back.assessment.evidence[0].link == link.replace(person, ANYBODY_IN_LINK)
    assert to_json(record_of(one)).decode().count(person) > 1, "with names, it is as it was given"
    one.assessment.about = "https://www.example.gov.uk/files/WEB/plan.pdf"
    assert record_of(one, without_names=True).about == one.assessment.about, "only Slack's lead to people"


def test_who_wrote_a_message_is_among_its_people_and_numbered_without_names() -> None:
    one = kept()
    quoted = replace(one.assessment.evidence[2], said_by=BOARD)
    one.assessment.evidence = (quoted,)
    assert BOARD in {person.id for person in record_of(one).people}
    numbered = kept_of(read(to_json(record_of(one, without_names=True)))).assessment.evidence[0]
    assert is_taken_out(numbered.said_by)
    assert numbered.said_by != numbered.by


def test_evidence_of_before_says_nothing_of_who_wrote_a_message() -> None:
    one = kept()
    one.assessment.evidence = tuple(replace(piece, said_by="") for piece in one.assessment.evidence)
    for without_names in (False, True):
        data = to_json(record_of(one, without_names=without_names))
        assert not [piece for piece in json.loads(data)["record"]["evidence"] if "said_by" in piece]
        assert to_json(record_of(kept_of(read(data)))) == data or without_names


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
    found["version"] = document.VERSION + 1
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
BEGUN = b'{"format":"balance-record",'
HEAD = BEGUN + b'"more":'


def put_in(what: bytes, before: bytes) -> bytes:
    """Other programs may take the first of two keys: they read something else then."""
    return WHOLE.replace(before, what + b"," + before, 1)


REFUSED = {
    "nothing": (b"", "no record.json"),
    "cut off": (WHOLE[:-200], "cut off"),
    "not UTF-8": (WHOLE.replace(b"Sharing", b"Shar\xffing"), "damaged"),
    "very deep": (b'{"a":' * 100_000, "damaged"),
    "a list": (b"[]", "no record.json"),
    "of another program": (b'{"format": "something else"}', "not a record"),
    "a version that is no number": (b'{"format": "balance-record", "version": "1"}', "does not understand"),
    "too large": (b" " * (MOST_BYTES + 1), "larger than 50 MB"),
    "of too many things": (HEAD + b"[" + b"{}," * MOST_THINGS + b"{}]}", "more than 300,000 parts"),
    "of too many parts": (HEAD + b"[" + b"1," * MOST_PARTS + b"1]}", "more than 300,000 parts"),
    "of too much in a text": (HEAD + b'"' + b"[" * (MOST_IN_TEXTS + 1) + b'"}', "more than 300,000 parts"),
    "with half a character": (HEAD + b'"\\ud800"}', "does not understand"),
    "with a number of any length": (HEAD + b"1" * 5_000 + b"}", "does not understand"),
    "with nothing in it": (
        b'{"format":"balance-record","version":1,"sha256":"","record":{}}',
        "record.id: Field",
    ),
    "of a version of any length": (
        b'{"format":"balance-record","version":' + b"9" * 5_000 + b"}",
        "newer Balance",
    ),
    "of a newer version": (changed(WHOLE, newer), "newer Balance"),
    "with an unknown field": (changed(WHOLE, unknown), "does not understand"),
    "with a NUL": (changed(WHOLE, a_nul), "does not understand"),
    "with another title": (changed(WHOLE, title), "was changed after"),
    "with a title put in": (put_in(b'"title":"Nothing"', b'"title"'), "a key stands twice"),
    "with a title put in by its code": (put_in(b'"\\u0074itle":"Nothing"', b'"title"'), "a key stands twice"),
    "with a record put in": (put_in(b'"record":{}', b'"record"'), "a key stands twice"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_whole_record_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(data)
    assert words in str(caught.value)


def of_version_1(found: dict[str, Any]) -> None:
    """As a file was written before there were sheets of facts, and panels."""
    found["version"] = 1
    for name in ("sheet", "entries", "panel"):
        del found["record"][name]
    for made in found["record"]["decisions"]:
        del made["entries"]


def test_a_file_of_an_earlier_version_is_read_and_was_not_changed() -> None:
    for one in everything():
        back = kept_of(read(changed(to_json(record_of(one)), of_version_1, signed=True))).assessment
        assert (back.sheet, back.entries) == (None, ())
        assert back.given == one.assessment.given
    with pytest.raises(RecordError, match="was changed after"):
        read(changed(changed(WHOLE, of_version_1, signed=True), title))


def test_other_spaces_and_line_breaks_change_nothing() -> None:
    data = to_json(record_of(kept()))
    assert read(json.dumps(json.loads(data), indent=2).encode()) == read(data)
