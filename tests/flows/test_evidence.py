"""Evidence: what is read of what was typed, when it is added and taken back, and what it makes of people."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from flows import evidence_acts
from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.evidence import (
    MOST_FOR_ONE,
    WORDS_LIMIT,
    EvidenceKind,
    FileRef,
    Piece,
    first_link,
    how_many_shown,
    typed_piece,
)
from flows.own_work import Part, own_part
from flows.progress import Progress
from flows.refusals import NotAllowed, NotPossible, NotTaken, Refusal, Why
from flows.settings import ChannelRules, ChannelSettings
from flows.triggers import Trigger
from flows.who_decides import would_lose_decision
from tests.flows.frameworks import framework
from tests.refused import refused

AMINA, TOM, GRACE = "U0AMINA", "U0TOM", "U0GRACE"
HOUSING = "C0HOUSING"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SMALL = framework((1, 1))
FIRST, SECOND = (question.id for question in SMALL.questions)
REPORT = Piece(EvidenceKind.FILE, file=FileRef("F0REPORT", "report.csv", "text/csv", 12), channel=HOUSING)
AGREED = Piece(EvidenceKind.WORDS, "It is in the agreement.")
SIGNED = Piece(
    EvidenceKind.MESSAGE, "The DPO has signed it.", "https://slack.example/p1", HOUSING, said_by=GRACE
)


def by(person: str, minutes: int = 0) -> Actor:
    return Actor(person, NOW + timedelta(minutes=minutes), "1.0", HOUSING, {HOUSING: True})


def begun() -> Assessment:
    return Assessment("one", "Falls data", "", AMINA, HOUSING, Progress.start(SMALL))


def answered(found: Assessment | None = None) -> Assessment:
    found = found or begun()
    while found.progress.question is not None:
        found.fire(Trigger.ANSWER, by(AMINA), answer=Answer.rated(4))
    return found


def submitted(found: Assessment | None = None) -> Assessment:
    found = answered(found)
    found.submit(by(AMINA), ChannelSettings())
    return found


@pytest.mark.parametrize(
    ("typed", "kind", "words", "link"),
    [
        ("https://a.example/b?c=d&e=f", EvidenceKind.LINK, "", "https://a.example/b?c=d&e=f"),
        ("  http://a.example ", EvidenceKind.LINK, "", "http://a.example"),
        ("See https://a.example/b.", EvidenceKind.LINK, "See https://a.example/b.", "https://a.example/b"),
        (
            "(https://a.example/b_(c))",
            EvidenceKind.LINK,
            "(https://a.example/b_(c))",
            "https://a.example/b_(c)",
        ),
        ("https://", EvidenceKind.WORDS, "https://", ""),
        ("javascript:alert(1)", EvidenceKind.WORDS, "javascript:alert(1)", ""),
        ("Page 4 says so.", EvidenceKind.WORDS, "Page 4 says so.", ""),
    ],
)
def test_a_link_is_known_from_a_sentence(typed: str, kind: EvidenceKind, words: str, link: str) -> None:
    assert typed_piece(typed) == Piece(kind, words, link)


@drawn(st.text(max_size=300))
def test_what_is_typed_stands_as_it_was_typed_and_a_link_can_leave_no_link(typed: str) -> None:
    piece = typed_piece(typed)
    assert (piece.words or piece.link) == Piece(EvidenceKind.WORDS, typed).words
    assert not set(first_link(typed)) & set("<>| \n")


def test_it_belongs_to_its_question_whatever_the_answer_becomes() -> None:
    found = begun()
    evidence_acts.add(found, SECOND, [AGREED, REPORT], by(TOM))
    answered(found)
    found.fire(Trigger.GO_TO, by(AMINA), to=SECOND)
    found.fire(Trigger.ANSWER, by(AMINA), answer=Answer.rated(1))
    assert [(one.number, one.question) for one in found.evidence] == [(1, SECOND), (2, SECOND)]
    assert how_many_shown(SMALL, found.given, found.evidence_of(None)) == 1


def test_the_same_is_added_once_and_only_so_much() -> None:
    found = begun()
    evidence_acts.add(found, FIRST, [REPORT], by(TOM))
    with pytest.raises(Refusal) as caught:
        evidence_acts.add(found, FIRST, [REPORT], by(AMINA))
    assert (caught.value.why, caught.value.people) == (Why.EVIDENCE_THERE, (TOM,))
    added = evidence_acts.add(found, FIRST, [REPORT, AGREED, AGREED], by(AMINA))
    assert [one.words for one in added] == [AGREED.words]
    assert evidence_acts.add(found, SECOND, [REPORT], by(AMINA))
    many = [Piece(EvidenceKind.WORDS, f"{number}") for number in range(MOST_FOR_ONE)]
    with refused(Why.TOO_MUCH_EVIDENCE, NotTaken):
        evidence_acts.add(found, FIRST, many, by(AMINA))
    with refused(Why.EVIDENCE_MISSING, NotTaken):
        evidence_acts.add(found, FIRST, [], by(AMINA))
    with refused(Why.EVIDENCE_TOO_LONG, NotTaken):
        typed_piece("x" * (WORDS_LIMIT + 1))


def test_it_is_added_until_it_is_submitted_and_also_in_a_pause() -> None:
    found = begun()
    found.fire(Trigger.PAUSE, by(AMINA))
    evidence_acts.add(found, FIRST, [AGREED], by(TOM))
    found.fire(Trigger.RESUME, by(AMINA))
    submitted(found)
    for act in (
        lambda: evidence_acts.add(found, FIRST, [REPORT], by(TOM)),
        lambda: evidence_acts.take_back(found, 1, by(TOM)),
    ):
        with refused(Why.SUBMITTED, NotPossible):
            act()
    found.fire(Trigger.REOPEN, by(AMINA))
    assert evidence_acts.add(found, FIRST, [REPORT], by(TOM))
    assert [one.number for one in found.evidence_of(found.last_submission)] == [1]


def test_within_a_round_it_is_for_what_was_named() -> None:
    found = submitted()
    found.fire(Trigger.ASK_FOR_CHANGES, by(GRACE), asked=[SECOND])
    assert evidence_acts.is_open(found, SECOND)
    with refused(Why.NOT_ASKED, NotPossible):
        evidence_acts.add(found, FIRST, [AGREED], by(TOM))
    assert evidence_acts.add(found, SECOND, [AGREED], by(TOM))


def test_who_added_it_and_the_owner_take_it_back_and_it_stays_on_record() -> None:
    found = begun()
    evidence_acts.add(found, FIRST, [AGREED], by(TOM))
    with refused(Why.ONLY_THESE_TAKE_BACK, NotAllowed):
        evidence_acts.take_back(found, 1, by(GRACE))
    assert evidence_acts.take_back(found, 1, by(TOM, 5))
    assert evidence_acts.take_back(found, 1, by(AMINA, 6)) is None
    [one] = found.evidence
    assert (one.taken_back_by, one.words) == (TOM, AGREED.words)
    with refused(Why.NO_SUCH_EVIDENCE):
        evidence_acts.take_back(found, 2, by(AMINA))
    assert evidence_acts.add(found, FIRST, [AGREED], by(GRACE))[0].number == 2


def test_whoever_argued_with_evidence_does_not_decide() -> None:
    found = begun()
    found.reviewers = frozenset({TOM, GRACE})
    assert would_lose_decision(found, TOM, ChannelRules())
    evidence_acts.add(found, FIRST, [AGREED], by(TOM))
    evidence_acts.add(found, FIRST, [REPORT], by(GRACE))
    assert found.deciders == frozenset()
    part = own_part(found, TOM)
    assert part is not None
    assert (part.part, part.numbers) == (Part.SHOWED, (1,))
    evidence_acts.take_back(found, 1, by(TOM))
    evidence_acts.take_back(found, 2, by(AMINA))
    assert found.deciders == {TOM}, "only one's own taking back leaves nothing of one in it"


def test_what_was_handed_in_is_for_good() -> None:
    found = begun()
    found.reviewers = frozenset({TOM})
    evidence_acts.add(found, FIRST, [AGREED], by(TOM))
    submitted(found)
    found.fire(Trigger.REOPEN, by(AMINA))
    evidence_acts.take_back(found, 1, by(TOM))
    assert TOM in found.involved
    assert [one.number for one in found.evidence_of(found.last_submission)] == [1]


def test_to_be_quoted_is_no_work_on_it_and_gives_no_right() -> None:
    found = begun()
    found.everyone, found.assessors = False, frozenset({TOM})
    found.choose_reviewers(frozenset({GRACE}), by(AMINA), ChannelRules())
    [one] = evidence_acts.add(found, FIRST, [SIGNED], by(TOM))
    assert (one.said_by, one.by) == (GRACE, TOM)
    submitted(found)
    assert own_part(found, GRACE) is None
    assert found.deciders == {GRACE}
    assert not evidence_acts.may_take_back(found, one, GRACE)


def test_whose_words_they_are_makes_no_other_evidence_of_a_message() -> None:
    found = begun()
    [one] = evidence_acts.add(found, FIRST, [SIGNED], by(TOM))
    before = replace(SIGNED, said_by="")
    assert replace(one, said_by="").mark == one.mark == "c91b505c6bec"
    assert before.is_same_as(one)
    with refused(Why.EVIDENCE_THERE):
        evidence_acts.add(found, FIRST, [before], by(AMINA))


def test_the_mark_of_a_submission_holds_its_evidence_and_without_any_it_is_as_before() -> None:
    found = submitted()
    [made] = found.submissions
    what = (SMALL.digest, 1, *sorted((q, one.mark) for q, one in made.given.items()))
    before = hashlib.sha256(repr(what).encode()).hexdigest()[:16]
    assert made.mark(SMALL) == before
    with_some = begun()
    [one] = evidence_acts.add(with_some, FIRST, [REPORT], by(TOM))
    submitted(with_some)
    marked = with_some.submissions[0].mark(SMALL)
    assert marked != replace(with_some.submissions[0], evidence={}).mark(SMALL)
    assert replace(with_some.submissions[0], evidence={1: "another"}).mark(SMALL) != marked
    evidence_acts.file_read(with_some, "F0REPORT", "ab" * 32)
    evidence_acts.file_deleted(with_some, "F0REPORT", NOW)
    assert with_some.evidence[0].mark == one.mark, "what became of it is no other evidence"


def test_what_slack_says_of_a_file_is_said_once() -> None:
    found = begun()
    evidence_acts.add(found, FIRST, [REPORT, AGREED], by(TOM))
    evidence_acts.add(found, SECOND, [REPORT], by(TOM))
    later = NOW + timedelta(days=1)
    assert [one.number for one in evidence_acts.file_deleted(found, "F0REPORT", NOW)] == [1, 3]
    assert evidence_acts.file_deleted(found, "F0REPORT", later) == ()
    assert evidence_acts.file_deleted(found, "F0OTHER", later) == ()
    assert {one.file.deleted_at for one in found.evidence if one.file} == {NOW}
    assert len(evidence_acts.file_read(found, "F0REPORT", "ab" * 32)) == 2
    assert evidence_acts.file_read(found, "F0REPORT", "cd" * 32) == ()


def test_a_strong_answer_that_evidence_shows_needs_no_reason() -> None:
    found = answered()
    assert [one.id for one in found.unexplained] == [FIRST, SECOND]
    evidence_acts.add(found, FIRST, [REPORT], by(TOM))
    assert [one.id for one in found.unexplained] == [SECOND]
    found.fire(Trigger.GO_TO, by(AMINA), to=FIRST)
    found.fire(Trigger.ANSWER, by(AMINA), answer=Answer.rated(1))
    assert FIRST in {one.id for one in found.unexplained}, "a weak one still has to say why"


def test_it_is_for_those_who_may_answer() -> None:
    found = begun()
    found.everyone, found.assessors = False, frozenset({TOM})
    with pytest.raises(Refusal):
        evidence_acts.add(found, FIRST, [AGREED], by(GRACE))
    assert evidence_acts.add(found, FIRST, [AGREED], by(TOM))
