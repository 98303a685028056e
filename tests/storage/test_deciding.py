"""What belongs to deciding goes in and comes out: reviewers, decisions, actions, questions asked, rounds."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from flows.answer import Answer
from flows.assessment import Assessment
from flows.condition import Condition, Said, Terms
from flows.decision import Action, Decision, Query, Verdict
from flows.states import State
from flows.triggers import Trigger
from storage.errors import StoreUnavailable
from storage.repository import Repository
from storage.tables import PARTICIPANTS, SCORES
from storage.transaction import Transaction
from tests.flows.moves import fire
from tests.storage.conftest import Store
from tests.storage.samples import (
    FRAMEWORK,
    HOSTILE,
    NOW,
    PRIYA,
    TOM,
    answer,
    assessment,
    finish,
    later,
    submit,
)

GRACE, SAM = "U0GRACE", "U0SAM"

TERMS = Terms(TOM, date(2026, 4, 30), before_sharing=True, at=NOW)
LIVES = (
    Condition(HOSTILE, TERMS),
    Condition("🙂" * 2_000),
    Condition("Said", TERMS, said=Said(TOM, NOW, HOSTILE)),
    Condition("Sent back", TERMS, said=Said(TOM, NOW, "Done."), sent_back=Said(GRACE, later(1), HOSTILE)),
    Condition("Met", TERMS, said=Said(TOM, NOW, "Done."), confirmed=Said(GRACE, later(1))),
)
"""Conditions in every state, and one of which only the text is known."""

DECISIONS = {
    Verdict.APPROVE: Decision(1, Verdict.APPROVE, GRACE, NOW, 1, "m" * 16, acknowledged=("a-1", "b-2")),
    Verdict.CONDITIONS: Decision(
        1, Verdict.CONDITIONS, GRACE, NOW, 1, "mark", HOSTILE, LIVES, is_self_review=True
    ),
    Verdict.CHANGES: Decision(1, Verdict.CHANGES, GRACE, NOW, 1, "mark", HOSTILE, questions=("a-2", "b-1")),
    Verdict.DECLINE: Decision(1, Verdict.DECLINE, GRACE, NOW, 1, "mark", "x" * 2_000),
}
ACTION = Action("act-1", HOSTILE, TOM, date(2027, 2, 28), HOSTILE, GRACE, NOW)
QUERY = Query("ask-1", "a-2", GRACE, TOM, HOSTILE, NOW)


def decided(store: Store, verdict: Verdict = Verdict.APPROVE) -> Decision:
    """Answered, handed in and decided, each in a transaction of its own."""
    decision = DECISIONS[verdict]
    store.add(replace(assessment(), reviewers=frozenset({GRACE, SAM})))
    store.change(finish)
    store.change(submit)

    def decide(found: Assessment) -> None:
        found.self_review = decision.is_self_review  # else an approval of own work does not count
        found.decisions += (decision,)
        fire(found.progress, verdict.trigger, asked=decision.questions)

    store.change(decide)
    return decision


@pytest.fixture
def again(store: Store) -> Store:
    """The same database without what this process remembers: as another process reads it."""
    return Store(store.database)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_decision_comes_back_with_every_word(store: Store, again: Store, verdict: Verdict) -> None:
    decision = decided(store, verdict)
    for found in (store.load(), again.load()):
        assert found.decisions == (decision,)
        assert found.verdict is verdict
        assert found.reviewers == {GRACE, SAM}
        assert found.progress.asked == decision.questions
    assert store.load() == again.load()


def test_the_mark_of_what_was_handed_in_is_the_same_in_every_process(store: Store, again: Store) -> None:
    decided(store)
    marks = {
        found.last_submission.mark(FRAMEWORK)
        for found in (store.load(), again.load())
        if found.last_submission
    }
    assert len(marks) == 1


def test_a_decision_that_is_withdrawn_stays_with_its_reason(store: Store, again: Store) -> None:
    decision = decided(store)
    withdrawn = replace(decision, withdrawn_at=later(9), withdrawn_why=HOSTILE)
    anew = replace(DECISIONS[Verdict.DECLINE], number=2, by=SAM, at=later(10))

    def withdraw(found: Assessment) -> None:
        found.decisions = (withdrawn,)
        fire(found.progress, Trigger.WITHDRAW)

    def decide(found: Assessment) -> None:
        found.decisions += (anew,)
        fire(found.progress, Trigger.DECLINE)

    store.change(withdraw)
    assert (again.load().decisions, again.load().verdict) == ((withdrawn,), None)
    store.change(decide)
    assert again.load().decisions == (withdrawn, anew)
    assert again.load().state == State.DECLINED


def test_a_round_is_kept_until_the_next_submission(store: Store, again: Store) -> None:
    decided(store, Verdict.CHANGES)
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="b-1"))
    found = again.load()
    assert (found.state, found.progress.return_to) == ("b-1", State.REVIEW)
    assert found.progress.asked == ("a-2", "b-1")
    store.change(lambda found: answer(found, Answer.rated(5), by=PRIYA))
    store.change(lambda found: submit(found, 2))
    found = again.load()
    assert (found.state, found.progress.asked) == (State.SUBMITTED, ())
    assert [one.answers["b-1"].rating for one in found.submissions] == [3, 5]
    assert found.present_decisions == ()


def test_the_scores_in_the_store_are_those_of_the_last_submission(store: Store) -> None:
    decided(store, Verdict.CHANGES)
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="b-1"))
    store.change(lambda found: answer(found, Answer.rated(5)))

    def scores(transaction: Transaction) -> dict[str, int | None]:
        rows = transaction.execute(select(SCORES)).all()
        return {row.principle_id: row.tenths for row in rows}

    assert store.rows(scores) == {"a": 30, "b": 30}
    store.change(lambda found: submit(found, 2))
    assert store.rows(scores) == {"a": 30, "b": 40}


def test_a_principle_without_a_rating_has_no_score_in_the_store(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(4)))
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="review"))
    store.change(submit)
    rows = store.rows(lambda transaction: transaction.execute(select(SCORES)).all())
    assert {row.principle_id: row.tenths for row in rows} == {"a": 40, "b": None}


def test_reviewers_come_and_go(store: Store, again: Store) -> None:
    store.add(replace(assessment(assessors=frozenset({TOM, GRACE})), reviewers=frozenset({GRACE})))
    assert again.load().reviewers == {GRACE}

    def choose(found: Assessment, reviewers: frozenset[str]) -> None:
        found.reviewers = reviewers

    for reviewers in (frozenset({GRACE, SAM}), frozenset({SAM}), frozenset[str](), frozenset({GRACE})):
        store.change(partial(choose, reviewers=reviewers))
        for found in (store.load(), again.load()):
            assert found.reviewers == reviewers
            assert found.assessors == {TOM, GRACE}, "who answers is another matter"


def test_an_action_comes_back_and_is_ticked_off(store: Store, again: Store) -> None:
    decided(store)
    store.change(lambda found: setattr(found, "actions", (ACTION,)))
    assert again.load().actions == (ACTION,)
    done = replace(ACTION, done_by=PRIYA, done_at=later(60))
    more = replace(ACTION, id="act-2", what="Tell them.", about="a-1", made_at=later(2))
    store.change(lambda found: setattr(found, "actions", (done, more)))
    assert store.load().actions == again.load().actions == (done, more)
    store.change(lambda found: setattr(found, "actions", (ACTION, more)))
    assert again.load().actions == (ACTION, more), "what was ticked by mistake is open again"


def test_questions_about_answers_are_kept_in_the_order_in_which_they_were_asked(
    store: Store, again: Store
) -> None:
    decided(store)
    asked = [replace(QUERY, id=f"ask-{9 - n}", at=NOW + timedelta(seconds=n)) for n in range(3)]

    def ask(found: Assessment, query: Query) -> None:
        found.queries += (query,)

    for query in asked:
        store.change(partial(ask, query=query))
    assert store.load().queries == again.load().queries == tuple(asked)


def test_the_rules_of_deciding_and_the_day_of_another_look_are_kept(store: Store, again: Store) -> None:
    store.add(replace(assessment(), previous="zero"))
    assert store.load() == again.load()

    def rule(found: Assessment) -> None:
        found.all_decide = found.self_review = True
        found.must_decide, found.owner_chooses, found.owner_replaces = frozenset({GRACE}), False, False
        found.look_again_on = date(2027, 3, 4)

    store.change(rule)
    found = again.load()
    assert (found.all_decide, found.self_review, found.previous) == (True, True, "zero")
    assert found.must_decide == {GRACE}
    assert not found.owner_chooses
    assert not found.owner_replaces
    assert found.look_again_on == date(2027, 3, 4)
    store.change(lambda found: setattr(found, "look_again_on", None))
    assert again.load().look_again_on is None


def test_of_two_who_decide_at_once_the_second_starts_over(store: Store) -> None:
    store.add(replace(assessment(), reviewers=frozenset({GRACE, SAM})))
    store.change(finish)
    store.change(submit)
    stale = store.load()
    approved, declined = DECISIONS[Verdict.APPROVE], replace(DECISIONS[Verdict.DECLINE], by=SAM)
    store.change(lambda found: setattr(found, "decisions", (approved,)))
    stale.decisions = (declined,)
    with pytest.raises(StoreUnavailable, match="kept changing"):
        store.run(lambda repository: repository.save(stale, NOW))
    assert store.load().decisions == (approved,)


def test_what_failed_leaves_no_decision(store: Store, again: Store) -> None:
    class Stop(Exception):
        pass

    def fail(repository: Repository) -> None:
        found = repository.get("one")
        assert found is not None
        found.decisions = (replace(decision, words="Never said."),)
        found.reviewers, found.reviewing_since = frozenset(), {}
        repository.save(found, NOW)
        assert repository.get("one") == found, "within the transaction it stands"
        raise Stop

    decision = decided(store)
    with pytest.raises(Stop):
        store.run(fail)
    for found in (store.load(), again.load()):
        assert found.decisions == (decision,)
        assert found.reviewers == {GRACE, SAM}


def test_who_takes_over_is_the_owner_everywhere(store: Store, again: Store) -> None:
    store.add(assessment(assessors=frozenset({PRIYA})))
    store.change(lambda found: setattr(found, "owner", TOM))
    assert again.load().owner == TOM
    owners = select(PARTICIPANTS.c.user_id).where(PARTICIPANTS.c.role == "owner")
    assert store.rows(lambda transaction: transaction.execute(owners).scalars().all()) == [TOM]
