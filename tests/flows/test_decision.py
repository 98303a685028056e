"""What reviewers say, what it comes to together, and which answers it was said of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.actor import FORMER
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.condition import Condition
from flows.decision import Action, Decision, Verdict, together
from flows.machine import machine_of
from flows.progress import Progress
from flows.refusals import Why
from flows.states import State
from flows.submission import Submission
from flows.triggers import Trigger
from flows.typed import WORDS_MAX
from tests.flows.frameworks import framework
from tests.refused import refused

GRACE, SAM, TOM = "U0GRACE", "U0SAM", "U0TOM"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
NOBODY: frozenset[str] = frozenset()
SMALL = framework((1, 1), (1,))


def decision(verdict: Verdict, by: str = GRACE, submission: int = 1, number: int = 1) -> Decision:
    return Decision(
        number,
        verdict,
        by,
        NOW,
        submission,
        mark="m",
        words="Please look again.",
        conditions=(Condition("Only until June."),) if verdict is Verdict.CONDITIONS else (),
        questions=("a-1",) if verdict is Verdict.CHANGES else (),
    )


def taken_back(what: Decision) -> Decision:
    return replace(what, withdrawn_at=NOW, withdrawn_why="I read it wrongly.")


# A decision


def test_every_verdict_is_a_trigger_of_the_machine() -> None:
    for verdict in Verdict:
        assert verdict.trigger in Trigger
        assert set(machine_of(SMALL).events[verdict.trigger].transitions) == {
            State.SUBMITTED,
            State.WITHDRAWN,
        }
    assert [verdict for verdict in Verdict if verdict.approves] == [Verdict.APPROVE, Verdict.CONDITIONS]


@pytest.mark.parametrize(
    ("verdict", "said", "why"),
    [
        (Verdict.CONDITIONS, {"words": "Fine."}, Why.CONDITION_MISSING),
        (Verdict.CHANGES, {"words": "Look."}, Why.QUESTIONS_MISSING),
        (Verdict.CHANGES, {"questions": ("a-1",)}, Why.WHY_MISSING),
        (Verdict.CHANGES, {"questions": ("a-1",), "words": " \n"}, Why.WHY_MISSING),
        (Verdict.DECLINE, {}, Why.WHY_MISSING),
        (Verdict.APPROVE, {"words": "x" * (WORDS_MAX + 1)}, Why.TOO_LONG),
        (
            Verdict.CONDITIONS,
            {"conditions": (Condition("Short."), Condition("x" * (WORDS_MAX + 1)))},
            Why.TOO_LONG,
        ),
    ],
)
def test_a_decision_says_enough_and_not_too_much(verdict: Verdict, said: dict[str, object], why: Why) -> None:
    with refused(why):
        Decision(1, verdict, GRACE, NOW, 1, "m", **said)  # type: ignore[arg-type]


def test_an_approval_needs_no_words_and_as_long_ones_as_allowed_are_taken() -> None:
    assert Decision(1, Verdict.APPROVE, GRACE, NOW, 1, "m").stands
    assert Decision(1, Verdict.DECLINE, GRACE, NOW, 1, "m", words="x" * WORDS_MAX).stands


def test_an_action_is_overdue_from_the_day_after_unless_it_is_done() -> None:
    due = date(2026, 3, 31)
    action = Action("x", "Delete it.", TOM, due, "a-1", GRACE, NOW)
    assert not action.is_overdue(due)
    assert action.is_overdue(due + timedelta(days=1))
    assert not replace(action, done_by=TOM, done_at=NOW).is_overdue(due + timedelta(days=400))


# Several decisions


@pytest.mark.parametrize("verdict", Verdict)
def test_one_decision_is_enough_unless_others_are_needed(verdict: Verdict) -> None:
    assert together([decision(verdict)], 1, needed=NOBODY) is verdict
    awaited = together([decision(verdict)], 1, needed=frozenset({GRACE, SAM}))
    assert awaited is (None if verdict.approves else verdict)


def test_all_who_are_needed_must_approve_and_a_condition_of_one_stands() -> None:
    both = frozenset({GRACE, SAM})
    plain, conditional = decision(Verdict.APPROVE), decision(Verdict.CONDITIONS, SAM, number=2)
    assert together([plain], 1, needed=both) is None
    assert together([plain, conditional], 1, needed=both) is Verdict.CONDITIONS
    assert together([plain, decision(Verdict.APPROVE, SAM)], 1, needed=both) is Verdict.APPROVE


def test_no_decision_comes_to_nothing() -> None:
    assert together([], 1, needed=NOBODY) is None
    assert together([], 1, needed=frozenset({GRACE})) is None


def test_what_was_taken_back_or_said_of_another_submission_does_not_count() -> None:
    old, withdrawn = decision(Verdict.DECLINE), taken_back(decision(Verdict.CHANGES, submission=2))
    assert together([old, withdrawn], 2, needed=NOBODY) is None
    now = decision(Verdict.APPROVE, submission=2, number=3)
    assert together([old, withdrawn, now], 2, needed=NOBODY) is Verdict.APPROVE
    assert together([old, withdrawn, now], 2, needed=frozenset({GRACE, SAM})) is None


@given(
    st.lists(
        st.builds(
            lambda verdict, by, submission, back: (
                taken_back(decision(verdict, by, submission)) if back else decision(verdict, by, submission)
            ),
            st.sampled_from(Verdict),
            st.sampled_from([GRACE, SAM, TOM]),
            st.integers(1, 2),
            st.booleans(),
        ),
        max_size=4,
    ),
    st.frozensets(st.sampled_from([GRACE, SAM, TOM])),
)
def test_what_decisions_come_to_does_not_depend_on_their_order(
    decisions: list[Decision], needed: frozenset[str]
) -> None:
    outcomes = {together(order, 1, needed=needed) for order in permutations(decisions)}
    assert len(outcomes) == 1
    outcome = outcomes.pop()
    standing = [one for one in decisions if one.stands and one.submission == 1]
    assert outcome is None or outcome in {one.verdict for one in standing}
    if outcome and outcome.approves:
        assert needed <= {one.by for one in standing}
        assert all(one.verdict.approves for one in standing)


# Decided on what


def submission(number: int = 1, **changed: Answer) -> Submission:
    answers = {"a-1": Answer.rated(4, "We asked."), "a-2": Answer.rated(2), "b-1": Answer.not_sure()}
    answers |= {question.replace("_", "-"): answer for question, answer in changed.items()}
    return Submission(number, TOM, NOW, {q: Given(answer, TOM, NOW) for q, answer in answers.items()})


def test_the_mark_of_a_submission_depends_on_nothing_but_what_was_handed_in() -> None:
    one = submission()
    again = replace(one, by=GRACE, at=NOW + timedelta(days=1), given=dict(reversed([*one.given.items()])))
    assert one.mark(SMALL) == again.mark(SMALL)


@pytest.mark.parametrize(
    "other",
    [
        submission(number=2),
        submission(a_1=Answer.rated(5, "We asked.")),
        submission(a_1=Answer.rated(4, "We guess.")),
        submission(a_1=Answer.rated(4, "We asked.", "The minutes.")),
        submission(b_1=Answer.rated(1)),
        replace(submission(), given={}),
    ],
)
def test_any_change_of_an_answer_or_its_reason_makes_another_mark(other: Submission) -> None:
    assert submission().mark(SMALL) != other.mark(SMALL)


def test_the_same_answers_to_another_version_of_the_questions_have_another_mark() -> None:
    assert submission().mark(SMALL) != submission().mark(replace(SMALL, version="2"))


def test_the_same_answer_given_by_somebody_else_is_another() -> None:
    one = submission()
    other = replace(one, given={**one.given, "a-1": replace(one.given["a-1"], by=GRACE)})
    assert one.mark(SMALL) != other.mark(SMALL)


# What an assessment says of it


def assessment(*decisions: Decision, **more: object) -> Assessment:
    made = Assessment("one", "Falls data", "", TOM, "C0HERE", Progress(SMALL, State.SUBMITTED))
    made.submissions, made.decisions = (submission(), submission(2)), decisions
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_only_the_last_submission_is_decided_on() -> None:
    found = assessment(decision(Verdict.DECLINE), reviewers=frozenset({GRACE}))
    assert found.present_decisions == ()
    assert found.comes_to is None
    assert found.yet_to_decide == (GRACE,)
    decided = replace(found, decisions=(*found.decisions, decision(Verdict.APPROVE, submission=2, number=2)))
    assert [one.number for one in decided.present_decisions] == [2]
    assert decided.comes_to is Verdict.APPROVE
    assert decided.yet_to_decide == ()


def test_once_one_has_decided_the_others_need_not_unless_all_must() -> None:
    found = assessment(decision(Verdict.APPROVE, submission=2), reviewers=frozenset({SAM, GRACE}))
    assert (found.yet_to_decide, found.comes_to) == ((), Verdict.APPROVE)
    found.all_decide = True
    assert (found.yet_to_decide, found.comes_to) == ((SAM,), None)
    found.decisions += (taken_back(decision(Verdict.APPROVE, SAM, submission=2, number=2)),)
    assert (found.yet_to_decide, found.comes_to) == ((SAM,), None)


def test_nothing_is_decided_before_anything_is_submitted() -> None:
    found = assessment(decision(Verdict.APPROVE), submissions=(), reviewers=frozenset({GRACE}))
    assert (found.comes_to, found.present_decisions, found.yet_to_decide) == (None, (), (GRACE,))


# Who was taken out


@pytest.mark.parametrize("rule", ["all decide", "must decide"])
def test_what_waits_for_who_was_taken_out_alone_waits_for_somebody_else(rule: str) -> None:
    """Also where one had approved: two who were taken out are one by then, and the other had not."""
    found = assessment(
        decision(Verdict.APPROVE, submission=2),
        reviewers=frozenset({GRACE, FORMER}),
        all_decide=rule == "all decide",
        must_decide=frozenset({FORMER}),
    )
    assert (found.comes_to, found.verdict, found.yet_to_decide) == (None, None, ())
    assert found.deciders == {GRACE}
    assert found.lacks_decider
    found.decisions += (decision(Verdict.APPROVE, FORMER, submission=2, number=2),)
    assert (found.comes_to, found.verdict) == (None, None)
    assert found.lacks_decider
    found.reviewers, found.must_decide = frozenset({GRACE}), frozenset()
    assert (found.comes_to, found.lacks_decider) == (Verdict.APPROVE, True), "settled once it is chosen anew"


def test_who_was_taken_out_and_worked_on_it_may_be_another_one_than_who_was_to_decide() -> None:
    found = assessment(
        decision(Verdict.APPROVE, submission=2), reviewers=frozenset({GRACE, FORMER}), all_decide=True
    )
    found.owner = FORMER
    assert found.comes_to is None
    found.progress.state = State.APPROVED
    assert found.verdict is Verdict.APPROVE, "what was decided stays so"


def test_where_one_is_enough_who_was_taken_out_is_not_waited_for() -> None:
    found = assessment(reviewers=frozenset({GRACE, FORMER}))
    assert (found.yet_to_decide, found.needed, found.lacks_decider) == ((GRACE,), frozenset(), False)
    nobody = assessment(reviewers=frozenset({FORMER}))
    assert (nobody.yet_to_decide, nobody.deciders, nobody.lacks_decider) == ((), frozenset(), True)
