"""Where somebody was taken out, or content was erased, all that is left is still compared with what stands;
what cannot be compared is named."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Table, delete, update

from flows.actor import FORMER
from flows.answer import Answer
from storage.chains import Fault, Found
from storage.forgetting import forget
from storage.tables import (
    ACTIVITY,
    ANSWER_CHANGES,
    ANSWERS,
    ASSESSMENTS,
    DECISIONS,
    PANELLISTS,
    PARTICIPANTS,
    SUBMISSIONS,
)
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, NOW, PRIYA, TOM, answer, assessment, later
from tests.storage.test_chains import CHANGED, act, filled, touch, verified
from tests.storage.test_deciding import GRACE, SAM
from tests.storage.test_panels import convened, revealed

__all__ = ["filled"]


def forgotten(store: Store, *people: str) -> Store:
    """The same store after these were forgotten, as another process reads it."""
    for person in people:
        store.rows(lambda transaction, who=person: forget(transaction, who, later(99)))  # type: ignore[misc]
    return Store(store.database)


@pytest.fixture
def without_priya(filled: Store) -> Store:
    """Nobody typed her name, so no content was erased."""
    return forgotten(filled, PRIYA)


@pytest.mark.parametrize(("table", "values", "thing"), CHANGED)
def test_what_stands_otherwise_is_named_after_somebody_was_forgotten(
    without_priya: Store, table: Table, values: dict[str, Any], thing: str
) -> None:
    touch(without_priya, table, **values)
    found = verified(without_priya)
    assert Found(Fault.STANDS, "one", what=thing) in found.found
    assert found.unclear == {}


@pytest.mark.parametrize(
    "values", [{"answered_by": SAM}, {"answered_by": ""}, {"kind": "rating", "rating": 1}]
)
def test_nobody_else_can_take_the_place_of_who_was_forgotten(
    without_priya: Store, values: dict[str, Any]
) -> None:
    here = (ANSWERS.c.assessment_id == "one", ANSWERS.c.question_id == "a-2")
    without_priya.rows(lambda transaction: transaction.execute(update(ANSWERS).where(*here).values(**values)))
    assert verified(without_priya).found == [Found(Fault.STANDS, "one", what="answer:a-2")]


def test_who_was_forgotten_cannot_take_the_place_of_somebody(without_priya: Store) -> None:
    touch(without_priya, DECISIONS, decided_by=FORMER)
    assert Found(Fault.STANDS, "one", what="decision:1") in verified(without_priya).found


@pytest.mark.parametrize("values", [{"what": "other"}, {"detail": {"chosen": [SAM]}}, {"question_id": "b-1"}])
def test_a_row_of_somebody_who_was_forgotten_shows_what_it_holds(
    filled: Store, values: dict[str, Any]
) -> None:
    store = forgotten(filled, GRACE)
    here = (ACTIVITY.c.assessment_id == "one", ACTIVITY.c.number == 17)
    store.rows(lambda transaction: transaction.execute(update(ACTIVITY).where(*here).values(**values)))
    assert verified(store).found == [Found(Fault.LOG, "one", row=17)]


def test_two_former_colleagues_have_one_part_together_and_a_third_person_is_missed(store: Store) -> None:
    store.add(
        replace(assessment(), reviewers=frozenset({GRACE, SAM, PRIYA}), must_decide=frozenset({GRACE, SAM}))
    )
    left = forgotten(store, GRACE, SAM)
    assert verified(left).found == []
    gone = delete(PARTICIPANTS).where(PARTICIPANTS.c.user_id == PRIYA)
    left.rows(lambda transaction: transaction.execute(gone))
    assert verified(left).found == [Found(Fault.STANDS, "one", what="people")]


@pytest.fixture
def without_tom(filled: Store) -> Store:
    """His name was typed as a mention in nearly everything, and so the content of those rows was erased."""
    return forgotten(filled, TOM)


def test_what_is_left_holds_and_what_cannot_be_compared_is_named(without_tom: Store) -> None:
    found = verified(without_tom)
    assert found.found == []
    assert found.erased > 0
    assert found.unclear.keys() == {"one"}
    assert {"answer:a-1", "submission:1", "decision:1", "subject"} <= set(found.unclear["one"])
    assert not {"answer:a-2", "answer:b-1", "owner", "people", "look"} & set(found.unclear["one"])


@pytest.mark.parametrize("values", [{"rating": 5}, {"reason": "Other words."}, {"answered_by": SAM}])
def test_an_answer_that_is_recorded_in_a_row_that_is_left_cannot_be_changed(
    without_tom: Store, values: dict[str, Any]
) -> None:
    here = (ANSWERS.c.assessment_id == "one", ANSWERS.c.question_id == "b-1")
    without_tom.rows(lambda transaction: transaction.execute(update(ANSWERS).where(*here).values(**values)))
    assert verified(without_tom).found == [Found(Fault.STANDS, "one", what="answer:b-1")]


def test_nor_can_what_is_recorded_after_the_last_row_without_content(without_tom: Store) -> None:
    touch(without_tom, ASSESSMENTS, look_again_on=None)
    assert verified(without_tom).found == [Found(Fault.STANDS, "one", what="look")]


def test_only_what_was_recorded_in_that_row_is_not_compared(store: Store) -> None:
    store.add(assessment())
    act(store, AMINA, "answer", lambda found: answer(found, Answer.rated(2, f"Ask <@{TOM}>.")), 1)
    act(store, AMINA, "answer", lambda found: answer(found, Answer.rated(3, "They said so.")), 2)
    left = forgotten(store, TOM)
    assert verified(left).unclear == {"one": ["answer:a-1", "changes:a-1"]}
    here = (ANSWERS.c.assessment_id == "one", ANSWERS.c.question_id == "a-2")
    left.rows(lambda transaction: transaction.execute(update(ANSWERS).where(*here).values(rating=5)))
    assert verified(left).found == [Found(Fault.STANDS, "one", what="answer:a-2")]


def test_an_act_after_it_is_recorded_as_ever(without_tom: Store) -> None:
    act(without_tom, AMINA, "answered", lambda found: setattr(found, "title", "Anew"), 120)
    found = verified(without_tom)
    assert found.found == []
    assert "subject" not in found.unclear["one"]
    touch(without_tom, ASSESSMENTS, title="Other")
    assert verified(Store(without_tom.database)).found == [Found(Fault.STANDS, "one", what="subject")]


@pytest.mark.parametrize("people", [(PRIYA,), (PRIYA, AMINA), (AMINA, PRIYA, TOM)])
def test_a_panel_with_names_holds_and_whose_number_is_whose_is_compared(
    store: Store, people: tuple[str, ...]
) -> None:
    convened(store, named=True)
    revealed(store)
    left = forgotten(store, *people)
    assert verified(left).found == []
    touch(left, PANELLISTS, number=9)
    assert Found(Fault.STANDS, "one", what="panel") in verified(Store(left.database)).found


# --- the answers that ever stood


@pytest.mark.parametrize("people", [(), (PRIYA,)])
def test_an_answer_that_stood_once_cannot_be_changed_or_go(filled: Store, people: tuple[str, ...]) -> None:
    store = forgotten(filled, *people)
    of = ANSWER_CHANGES.c
    here = (of.assessment_id == "one", of.question_id == "b-1")
    store.rows(lambda transaction: transaction.execute(update(ANSWER_CHANGES).where(*here).values(rating=5)))
    assert verified(store).found == [Found(Fault.STANDS, "one", what="changes:b-1")]
    store.rows(lambda transaction: transaction.execute(delete(ANSWER_CHANGES).where(*here)))
    assert verified(store).found == [Found(Fault.STANDS, "one", what="changes:b-1")]


def test_of_what_stood_before_there_were_chains_nothing_is_missed(filled: Store) -> None:
    """Nor that an old answer was kept otherwise in the two places where it stood."""
    touch(filled, ASSESSMENTS, chain_length=0, chain_digest="")
    touch(filled, ACTIVITY, **dict.fromkeys(("number", "people", "content", "salt", "sealed", "digest")))
    touch(filled, ANSWER_CHANGES, reasons=[])
    fresh = Store(filled.database)
    act(fresh, TOM, "abandon", lambda found: None, 60)
    assert verified(fresh).found == []
    later_on = {"answered_at": later(70), "reasons": []}
    touch(fresh, ANSWER_CHANGES, **later_on)
    assert {found.what for found in verified(Store(fresh.database)).found} >= {"changes:a-1", "changes:b-1"}


# --- rows without a link


@pytest.mark.parametrize("number", [4, 17])
def test_a_row_whose_link_is_gone_is_not_taken_for_one_from_before(filled: Store, number: int) -> None:
    none = dict.fromkeys(("number", "people", "content", "salt", "sealed", "digest"))
    here = (ACTIVITY.c.assessment_id == "one", ACTIVITY.c.number == number)
    filled.rows(lambda transaction: transaction.execute(update(ACTIVITY).where(*here).values(**none)))
    assert verified(filled).found == [Found(Fault.ROW, "one", row=number)]


def test_a_whole_chain_that_is_gone_is_not_taken_for_one_that_never_began(filled: Store) -> None:
    touch(filled, ACTIVITY, **dict.fromkeys(("number", "people", "content", "salt", "sealed", "digest")))
    assert verified(filled).found == [Found(Fault.END, "one", row=0)]


def test_a_row_that_was_added_without_a_link_is_found(filled: Store) -> None:
    row = {
        "assessment_id": "one",
        "at": later(60),
        "user_id": SAM,
        "what": "submit",
        "question_id": None,
        "detail": {},
    }
    filled.rows(lambda transaction: transaction.execute(ACTIVITY.insert().values(**row)))
    last = verified(filled)
    assert [one.fault for one in last.found] == [Fault.ROW]


def test_a_submission_that_was_handed_in_by_who_was_forgotten_is_compared(filled: Store) -> None:
    store = forgotten(filled, AMINA)
    assert verified(store).found == []
    touch(store, SUBMISSIONS, submitted_at=NOW.replace(year=2020))
    assert Found(Fault.STANDS, "one", what="submission:1") in verified(store).found


def test_what_is_compared_is_what_the_rows_hold(filled: Store) -> None:
    """The rows themselves are as they were: only people and content can be missing."""
    store = forgotten(filled, TOM, PRIYA, AMINA, GRACE, SAM)
    found = verified(store)
    assert found.found == []
    assert found.former == found.rows
    assert json.dumps(sorted(found.unclear)) == '["one"]'
