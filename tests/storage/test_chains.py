"""The record of each assessment is a chain: whatever is touched later in the store is found, and said."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Table, delete, select, update

from flows import evidence_acts
from flows.answer import Answer, AnswerKind
from flows.assessment import Assessment
from flows.chain import PERSON
from flows.decision import Verdict
from flows.evidence import Evidence, EvidenceKind, FileRef
from flows.triggers import Trigger
from flows.voices import VoiceAnswer, Voices, bring_in
from storage.chain_days import keep_day
from storage.chains import Fault, Found, Verified, verify
from storage.repository import Repository
from storage.tables import (
    ACTIONS,
    ACTIVITY,
    ANSWERS,
    ASSESSMENTS,
    CHAIN_DAYS,
    CONDITIONS,
    DECISIONS,
    EVIDENCE,
    METADATA,
    PARTICIPANTS,
    QUERIES,
    SUBMISSIONS,
    VOICES,
)
from storage.transaction import Transaction
from tests.flows.moves import fire
from tests.storage.conftest import Store
from tests.storage.samples import (
    AMINA,
    HOSTILE,
    NOW,
    PRIYA,
    SOCIAL_CARE,
    TOM,
    answer,
    assessment,
    finish,
    later,
    submit,
)
from tests.storage.test_deciding import ACTION, GRACE, QUERY, SAM
from tests.storage.test_deciding import DECISIONS as SAID

NED = "U0NED"
"""He has no part in it, and is quoted."""
Step = Callable[[Assessment], object]
DONE = replace(ACTION, done_by=TOM, done_at=NOW)
SHOWN = (
    Evidence(1, "a-1", EvidenceKind.WORDS, HOSTILE, "", "", TOM, NOW, None, AMINA, NOW),
    Evidence(
        2, "a-1", EvidenceKind.FILE, "", "", SOCIAL_CARE, PRIYA, NOW, FileRef("F0REPORT", HOSTILE, "", 12)
    ),
    Evidence(3, "a-1", EvidenceKind.MESSAGE, HOSTILE, "", SOCIAL_CARE, TOM, NOW, said_by=NED),
)
PANEL = Voices("tenants’ panel", ({"a-1": VoiceAnswer(AnswerKind.RATING, 2, HOSTILE)},), ("ab" * 32,))
STEPS: list[tuple[str, str, Step]] = [
    (TOM, "answer", lambda found: answer(found, Answer.rated(4, HOSTILE), by=TOM)),
    (PRIYA, "not_sure", lambda found: answer(found, Answer.not_sure(), by=PRIYA, trigger=Trigger.NOT_SURE)),
    (AMINA, "answer", finish),
    (AMINA, "described", lambda found: setattr(found, "title", HOSTILE)),
    (AMINA, "moved", lambda found: setattr(found, "channel", SOCIAL_CARE)),
    (TOM, "add_evidence", lambda found: setattr(found, "evidence", SHOWN)),
    (AMINA, "bring_in_voices", lambda found: bring_in(found, PANEL, AMINA, NOW)),
    (AMINA, "submit", submit),
    ("", "file_deleted", lambda found: evidence_acts.file_deleted(found, "F0REPORT", NOW)),
    (GRACE, "ask_about", lambda found: setattr(found, "queries", (QUERY,))),
    (GRACE, "approve_with_conditions", lambda found: _decide(found)),
    (GRACE, "add_action", lambda found: setattr(found, "actions", (ACTION,))),
    (TOM, "tick_action", lambda found: setattr(found, "actions", (DONE,))),
    (AMINA, "handed_over", lambda found: setattr(found, "owner", TOM)),
    (TOM, "look_again_on", lambda found: setattr(found, "look_again_on", date(2027, 3, 4))),
    (TOM, "reviewers", lambda found: None),
]


CHANGED: list[tuple[Table, dict[str, Any], str]] = [
    (ANSWERS, {"answered_by": SAM}, "answer:a-1"),
    (ANSWERS, {"reason": "Other words."}, "answer:a-1"),
    (DECISIONS, {"verdict": "approve"}, "decision:1"),
    (DECISIONS, {"decided_by": SAM}, "decision:1"),
    (DECISIONS, {"words": "Other words."}, "decision:1"),
    (DECISIONS, {"acknowledged": ["a-1"]}, "decision:1"),
    (CONDITIONS, {"confirmed_at": later(7), "confirmed_by": GRACE}, "decision:1"),
    (SUBMISSIONS, {"submitted_by": SAM}, "submission:1"),
    (SUBMISSIONS, {"answers": {}}, "submission:1"),
    (SUBMISSIONS, {"evidence": {}}, "submission:1"),
    (EVIDENCE, {"file_name": "other.pdf"}, "evidence:2"),
    (EVIDENCE, {"taken_back_by": SAM}, "evidence:1"),
    (EVIDENCE, {"said_by": SAM}, "evidence:3"),
    (EVIDENCE, {"said_by": None}, "evidence:3"),
    (VOICES, {"whose": "patients"}, "voices:1"),
    (VOICES, {"voices": []}, "voices:1"),
    (ACTIONS, {"what": "Nothing"}, "action:act-1"),
    (QUERIES, {"words": "Nothing"}, "query:ask-1"),
    (ASSESSMENTS, {"title": "Other"}, "subject"),
    (ASSESSMENTS, {"owner_id": SAM}, "owner"),
    (ASSESSMENTS, {"state": "declined"}, "state"),
    (ASSESSMENTS, {"self_review": True}, "rules"),
    (ASSESSMENTS, {"look_again_on": None}, "look"),
    (ASSESSMENTS, {"channel_id": "C0OTHER"}, "place"),
]
"""What may be changed behind Balance's back, and the thing that stands otherwise then."""


def _decide(found: Assessment) -> None:
    found.decisions += (SAID[Verdict.CONDITIONS],)
    fire(found.progress, Trigger.APPROVE_WITH_CONDITIONS)


def act(store: Store, person: str, what: str, step: Step, minute: int, **detail: Any) -> None:
    """Do something, and log it, as a use case does."""

    def work(repository: Repository) -> None:
        found = repository.get("one", lock=True)
        assert found is not None
        step(found)
        repository.activity.add("one", person, what, later(minute), None, **detail)
        repository.save(found, later(minute))

    store.run(work)


@pytest.fixture
def filled(store: Store) -> Store:
    """Two assessments, one with a whole history."""
    store.add(replace(assessment(), reviewers=frozenset({GRACE, SAM})))
    store.add(assessment("other"))
    for minute, (person, what, step) in enumerate(STEPS, start=1):
        act(store, person, what, step, minute, **({"chosen": [GRACE, SAM]} if what == "reviewers" else {}))
    return store


def verified(store: Store) -> Verified:
    return store.database.read_now(lambda transaction: verify(transaction, store.frameworks.load))


def touch(store: Store, table: Table, **values: Any) -> None:
    """Change the rows of one assessment behind Balance's back."""
    key = table.c.id if table is ASSESSMENTS else table.c.assessment_id
    store.rows(lambda transaction: transaction.execute(update(table).where(key == "one").values(**values)))


def test_of_all_that_happens_a_record_holds(filled: Store) -> None:
    found = verified(filled)
    assert found.found == []
    assert (found.assessments, found.rows) == (2, len(STEPS) + 2)


def test_a_chain_goes_on_in_another_process(filled: Store) -> None:
    act(Store(filled.database), TOM, "abandon", lambda found: None, 60)
    assert verified(filled).found == []


@pytest.mark.parametrize(("table", "values", "thing"), CHANGED)
def test_what_stands_otherwise_than_it_was_recorded_is_named(
    filled: Store, table: Table, values: dict[str, Any], thing: str
) -> None:
    touch(filled, table, **values)
    assert Found(Fault.STANDS, "one", what=thing) in verified(filled).found
    assert not [found for found in verified(filled).found if found.assessment != "one"]


@pytest.mark.parametrize("values", [{"rating": 5}, {"rating": 7}, {"kind": "other"}, {"reasons": [1]}])
def test_what_cannot_have_been_written_is_said_to_be_unreadable(
    filled: Store, values: dict[str, Any]
) -> None:
    touch(filled, ANSWERS, **values)
    assert verified(Store(filled.database)).found == [Found(Fault.UNREADABLE, "one")]


@pytest.mark.parametrize("people", [None, 7, [["U0TOM"]], {"a": 1}])
def test_a_history_that_is_none_any_more_is_found(filled: Store, people: Any) -> None:
    here = (ACTIVITY.c.assessment_id == "one", ACTIVITY.c.number == 4)
    filled.rows(lambda transaction: transaction.execute(update(ACTIVITY).where(*here).values(people=people)))
    assert verified(filled).found == [Found(Fault.UNREADABLE, "one")]


def test_somebody_who_was_added_or_taken_away_is_missed(filled: Store) -> None:
    gone = delete(PARTICIPANTS).where(PARTICIPANTS.c.user_id == SAM)
    filled.rows(lambda transaction: transaction.execute(gone))
    assert verified(filled).found == [Found(Fault.STANDS, "one", what="people")]


@pytest.mark.parametrize(
    "values",
    [
        {"content": '{"what":"other"}'},
        {"content": None, "salt": None, "sealed": "0" * 64},
        {"people": [["U0SAM", "0" * 32, "0" * 64]]},
        {"digest": "0" * 64},
        {"at": later(99)},
        {"number": 9},
    ],
)
def test_from_which_row_on_it_does_not_hold_is_said(filled: Store, values: dict[str, Any]) -> None:
    here = (ACTIVITY.c.assessment_id == "one", ACTIVITY.c.number == 4)
    filled.rows(lambda transaction: transaction.execute(update(ACTIVITY).where(*here).values(**values)))
    assert verified(filled).found == [Found(Fault.ROW, "one", row=4)]


def test_a_row_that_is_missing_in_between_is_found(filled: Store) -> None:
    here = (ACTIVITY.c.assessment_id == "one", ACTIVITY.c.number == 4)
    filled.rows(lambda transaction: transaction.execute(delete(ACTIVITY).where(*here)))
    assert verified(filled).found == [Found(Fault.ROW, "one", row=4)]


def test_rows_that_are_missing_at_the_end_are_found(filled: Store) -> None:
    here = (ACTIVITY.c.assessment_id == "one", ACTIVITY.c.number > 6)
    filled.rows(lambda transaction: transaction.execute(delete(ACTIVITY).where(*here)))
    assert Found(Fault.END, "one", row=6) in verified(filled).found


@pytest.mark.parametrize("values", [{"user_id": SAM}, {"what": "other"}, {"detail": {"rating": 5}}])
def test_a_history_that_shows_something_else_is_found(filled: Store, values: dict[str, Any]) -> None:
    here = (ACTIVITY.c.assessment_id == "one", ACTIVITY.c.number == 4)
    filled.rows(lambda transaction: transaction.execute(update(ACTIVITY).where(*here).values(**values)))
    assert verified(filled).found == [Found(Fault.LOG, "one", row=4)]


def test_what_no_act_was_logged_for_is_recorded_all_the_same(filled: Store) -> None:
    filled.change(lambda found: setattr(found, "title", "Quietly"), at=later(60))
    assert verified(filled).found == []


def test_a_save_that_changes_nothing_adds_no_row(filled: Store) -> None:
    before = verified(filled).rows
    filled.change(lambda found: setattr(found, "turn", 99), at=later(60))
    assert verified(filled).rows == before


def test_what_was_there_before_there_were_chains_is_counted_and_recorded_from_then_on(filled: Store) -> None:
    touch(filled, ASSESSMENTS, chain_length=0, chain_digest="")
    none = dict.fromkeys(("number", "people", "content", "salt", "sealed", "digest"))
    touch(filled, ACTIVITY, **none)
    found = verified(filled)
    assert (found.found, found.before, found.rows) == ([], len(STEPS) + 1, 1)
    fresh = Store(filled.database)
    act(fresh, TOM, "abandon", lambda found: None, 60)
    assert verified(fresh).found == []
    touch(fresh, DECISIONS, words="Other words.")
    assert verified(Store(fresh.database)).found == [Found(Fault.STANDS, "one", what="decision:1")]


def test_people_stand_in_no_content(filled: Store) -> None:
    """So that somebody can be taken out, and the rest still be read."""
    rows = filled.rows(lambda transaction: transaction.execute(select(ACTIVITY)).all())

    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for part in value.values() for text in texts(part)]
        return [text for part in value for text in texts(part)] if isinstance(value, list) else [str(value)]

    people = {AMINA, TOM, PRIYA, GRACE, SAM, NED}
    assert not people & {text for row in rows for text in texts(json.loads(row.content))}
    nobody = {""}  # who deletes a file in Slack is not told
    assert {person for row in rows for person, _, _ in row.people} - nobody == people
    assert any(f'{{"{PERSON}":' in row.content for row in rows)


# --- the days


def keep(store: Store, day: int) -> bool:
    return store.rows(lambda transaction: keep_day(transaction, store.workspace, date(2026, 3, day)))


def test_a_day_holds_what_grew_since_the_day_before(filled: Store) -> None:
    assert keep(filled, 4)
    assert not keep(filled, 4), "once a day"
    assert not keep(filled, 5), "nothing grew"
    act(filled, TOM, "abandon", lambda found: None, 60)
    assert keep(filled, 6)
    rows = filled.rows(lambda transaction: transaction.execute(select(CHAIN_DAYS)).all())
    assert [(row.day, sorted(row.heads)) for row in rows] == [
        ("2026-03-04", ["one", "other"]),
        ("2026-03-06", ["one"]),
    ]
    found = verified(filled)
    assert (found.found, found.days) == ([], 2)


def _remove(transaction: Transaction) -> None:
    for table in METADATA.sorted_tables:
        if "assessment_id" in table.c:
            transaction.execute(delete(table).where(table.c.assessment_id == "one"))
    transaction.execute(delete(ASSESSMENTS).where(ASSESSMENTS.c.id == "one"))


def test_a_whole_record_that_vanished_is_missed(filled: Store) -> None:
    keep(filled, 4)
    filled.rows(_remove)
    assert verified(filled).found == [Found(Fault.GONE, "one", day="2026-03-04")]


def test_a_record_that_was_written_anew_is_not_the_one_of_that_day(filled: Store) -> None:
    keep(filled, 4)
    filled.rows(_remove)
    fresh = Store(filled.database)
    fresh.add(assessment(), at=NOW)
    assert verified(fresh).found == [Found(Fault.OTHER, "one", row=len(STEPS) + 1, day="2026-03-04")]


@pytest.mark.parametrize("values", [{"digest": "0" * 64}, {"heads": {}}, {"day": "2026-03-03"}])
def test_a_day_that_was_changed_is_found(filled: Store, values: dict[str, Any]) -> None:
    keep(filled, 4)
    here = CHAIN_DAYS.c.day == "2026-03-04"
    filled.rows(lambda transaction: transaction.execute(update(CHAIN_DAYS).where(here).values(**values)))
    [found] = verified(filled).found
    assert found.fault is Fault.DAY


def test_a_day_that_is_missing_is_found_by_the_next(filled: Store) -> None:
    keep(filled, 4)
    act(filled, TOM, "abandon", lambda found: None, 60)
    keep(filled, 5)
    here = CHAIN_DAYS.c.day == "2026-03-04"
    filled.rows(lambda transaction: transaction.execute(delete(CHAIN_DAYS).where(here)))
    assert verified(filled).found == [Found(Fault.DAY, day="2026-03-05")]
