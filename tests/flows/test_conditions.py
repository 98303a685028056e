"""Conditions of an approval: who says that one is met, who looks at that, and what counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.actor import Actor
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.condition import Condition, ConditionState, Terms, TermsForm
from flows.condition_acts import confirm, say_met, send_back, set_terms
from flows.conditions import (
    Confirmers,
    InForce,
    counted,
    in_force,
    may_change,
    may_confirm,
    may_meet,
    the_one,
)
from flows.decision import Decision, DecisionForm, Verdict
from flows.look_again import changes_with_the_day
from flows.progress import Progress
from flows.refusals import NotAllowed, OutOfDate, Why
from flows.settings import ChannelSettings
from flows.states import State
from flows.waiting import Matter, waits_of
from tests.flows.frameworks import framework
from tests.refused import refused

AMINA, TOM, GRACE, SAM, LEAD = "U0AMINA", "U0TOM", "U0GRACE", "U0SAM", "U0LEAD"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DUE = date(2026, 4, 1)
SMALL = framework((1, 1), (1,))
NOBODY_ELSE = Confirmers()
GRACE_LEFT = Confirmers(leads=(LEAD, TOM), left=(GRACE,))


def at(person: str, hours: int = 0) -> Actor:
    return Actor(person, NOW + timedelta(hours=hours))


def submitted(*reviewers: str, all_decide: bool = False) -> Assessment:
    made = Assessment("one", "Falls data", "", AMINA, "C0HERE", Progress.start(SMALL))
    made.created_at = made.updated_at = NOW
    made.reviewers = frozenset(reviewers)
    for question in SMALL.questions:
        made.progress.given[question.id] = Given.now(Answer.rated(4), TOM, NOW, None)
    made.progress.state = State.REVIEW
    made.submit(at(AMINA), ChannelSettings(all_decide=all_decide))
    return made


def decide(what: Assessment, by: str = GRACE, *conditions: str, owner: str = TOM) -> None:
    submission = what.last_submission
    assert submission is not None
    verdict = Verdict.CONDITIONS if conditions else Verdict.APPROVE
    form = DecisionForm(
        verdict,
        submission.mark(SMALL),
        conditions=conditions,
        terms=TermsForm(owner, DUE, before_sharing=True),
    )
    what.decide(at(by), form)


def approved() -> Assessment:
    made = submitted(GRACE)
    decide(made, GRACE, "Sign it.", "Delete it.")
    return made


def first(what: Assessment) -> Condition:
    return the_one(what, "1.0").condition


def say(what: Assessment, by: str = TOM, hours: int = 1) -> InForce:
    return say_met(what, "1.0", first(what).mark, "https://files.example/signed", at(by, hours))


def waits(what: Assessment) -> set[tuple[Matter, str, str]]:
    return {(one.matter, one.person, one.subject) for one in waits_of(what)}


def test_each_condition_gets_the_owner_and_the_day_of_the_form() -> None:
    made = approved()
    terms = Terms(TOM, DUE, before_sharing=True, at=NOW)
    assert [one.condition for one in in_force(made)] == [
        Condition("Sign it.", terms),
        Condition("Delete it.", terms),
    ]


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (TermsForm("", DUE), Why.CONDITION_OWNER_MISSING),
        (TermsForm(TOM, None), Why.CONDITION_DAY_MISSING),
        (TermsForm(TOM, date(2026, 3, 3)), Why.DAY_IS_PAST),
        (TermsForm(TOM, date.max), Why.DAY_TOO_FAR),
        (TermsForm(GRACE, DUE), Why.CONDITION_OWNER_CONFIRMS),
    ],
)
def test_a_condition_needs_somebody_who_does_not_confirm_it_and_a_day(terms: TermsForm, why: Why) -> None:
    made = submitted(GRACE)
    assert made.last_submission is not None
    seen = made.last_submission.mark(SMALL)
    with refused(why):
        made.decide(at(GRACE), DecisionForm(Verdict.CONDITIONS, seen, conditions=("Sign it.",), terms=terms))
    assert made.decisions == ()


def test_who_only_approves_needs_neither() -> None:
    made = submitted(GRACE)
    decide(made)
    assert (made.state, in_force(made), counted(made)) == (State.APPROVED, [], None)


def test_one_says_that_it_is_met_and_who_set_it_confirms() -> None:
    made = approved()
    say(made)
    assert first(made).state is ConditionState.SAID
    numbers = counted(made)
    assert numbers is not None
    assert numbers.met == 0, "nobody has looked at it"
    done = confirm(made, "1.0", first(made).mark, at(GRACE, 2), NOBODY_ELSE)
    assert done is not None
    assert first(made).state is ConditionState.CONFIRMED
    numbers = counted(made)
    assert numbers is not None
    assert (numbers.met, numbers.total, numbers.is_recorded) == (1, 2, True)
    assert confirm(made, "1.0", first(made).mark, at(GRACE, 3), NOBODY_ELSE) is None, "a double click"


def test_what_is_sent_back_can_be_said_to_be_met_again() -> None:
    made = approved()
    say(made)
    send_back(made, "1.0", first(made).mark, "The second page is missing.", at(GRACE, 2), NOBODY_ELSE)
    condition = first(made)
    assert condition.state is ConditionState.SENT_BACK
    assert condition.sent_back is not None
    assert condition.sent_back.words == "The second page is missing."
    assert condition.holds_up_sharing
    say(made, hours=3)
    assert first(made).state is ConditionState.SAID
    assert first(made).sent_back is None


def test_who_may_say_so() -> None:
    made = approved()
    one = the_one(made, "1.0")
    assert {person for person in (AMINA, TOM, GRACE, SAM, LEAD) if may_meet(made, one, person)} == {
        AMINA,
        TOM,
    }
    for person in (GRACE, SAM):
        with refused(Why.ONLY_THESE_MEET, NotAllowed) as caught:
            say(made, person)
        assert caught.value.people == (TOM, AMINA)


def test_nobody_confirms_what_they_said_themselves() -> None:
    made = approved()
    say(made)
    for others in (NOBODY_ELSE, GRACE_LEFT):
        one = the_one(made, "1.0")
        assert not may_confirm(made, one, TOM, others)
    with refused(Why.ONLY_THESE_CONFIRM):
        confirm(made, "1.0", first(made).mark, at(TOM), NOBODY_ELSE)
    set_terms(made, "1.0", first(made).mark, TermsForm(SAM, DUE), at(LEAD, 2), GRACE_LEFT)
    with refused(Why.SAID_IT_THEMSELVES):
        confirm(made, "1.0", first(made).mark, at(TOM), GRACE_LEFT)


def test_who_stands_in_does_not_confirm_what_they_see_to_themselves() -> None:
    made = approved()
    with refused(Why.CONDITION_OWNER_CONFIRMS):
        set_terms(made, "1.0", first(made).mark, TermsForm(LEAD, DUE), at(LEAD, 1), GRACE_LEFT)
    say(made, AMINA)
    one = the_one(made, "1.0")
    assert not may_confirm(made, one, TOM, GRACE_LEFT)
    assert not may_change(made, one, TOM, GRACE_LEFT), "another can, so nobody moves their own day"
    seen, by = first(made).mark, at(TOM, 2)
    with refused(Why.SEES_TO_IT, NotAllowed) as caught:
        confirm(made, "1.0", seen, by, GRACE_LEFT)
    assert caught.value.people == (LEAD,)
    with refused(Why.SEES_TO_IT, NotAllowed):
        send_back(made, "1.0", seen, "A page is missing.", by, GRACE_LEFT)
    with refused(Why.SEES_TO_IT, NotAllowed):
        set_terms(made, "1.0", seen, TermsForm(SAM, DUE), by, GRACE_LEFT)
    assert confirm(made, "1.0", first(made).mark, at(LEAD, 3), GRACE_LEFT)


def test_where_the_only_lead_sees_to_it_they_can_give_it_to_somebody_else() -> None:
    made, alone = approved(), Confirmers(leads=(TOM,), left=(GRACE,))
    say(made, AMINA)
    with refused(Why.SEES_TO_IT, NotAllowed) as caught:
        confirm(made, "1.0", first(made).mark, at(TOM, 2), alone)
    assert caught.value.people == ()
    assert may_change(made, the_one(made, "1.0"), TOM, alone)
    set_terms(made, "1.0", first(made).mark, TermsForm(SAM, DUE), at(TOM, 2), alone)
    assert confirm(made, "1.0", first(made).mark, at(TOM, 3), alone)


def test_its_owner_stands_in_only_where_nobody_else_can() -> None:
    made = approved()
    say(made)
    with refused(Why.OWNER_DOES_NOT_CONFIRM, NotAllowed) as caught:
        confirm(made, "1.0", first(made).mark, at(AMINA, 2), Confirmers(leads=(AMINA, LEAD), left=(GRACE,)))
    assert caught.value.people == (LEAD,)
    no_reviewer = replace(made, reviewers=frozenset({SAM}))
    with refused(Why.OWNER_DOES_NOT_CONFIRM, NotAllowed) as caught:  # Grace is there still
        confirm(no_reviewer, "1.0", first(made).mark, at(AMINA, 2), Confirmers(leads=(AMINA,)))
    assert caught.value.people == (GRACE,)
    assert confirm(made, "1.0", first(made).mark, at(AMINA, 2), Confirmers(leads=(AMINA,), left=(GRACE,)))


def test_a_lead_stands_in_only_for_who_left_or_is_no_reviewer_any_more() -> None:
    made = approved()
    say(made)
    with refused(Why.ONLY_THESE_CONFIRM, NotAllowed) as caught:
        confirm(made, "1.0", first(made).mark, at(LEAD), Confirmers(leads=(LEAD,)))
    assert caught.value.people == (GRACE,)
    gone = replace(made, reviewers=frozenset({SAM}))
    for what, others in ((replace(made), GRACE_LEFT), (gone, Confirmers(leads=(LEAD,)))):
        assert may_change(what, the_one(what, "1.0"), LEAD, others)
        assert confirm(what, "1.0", first(what).mark, at(LEAD), others)


def test_nothing_is_confirmed_that_nobody_said() -> None:
    made = approved()
    with refused(Why.CONDITION_NOT_SAID):
        confirm(made, "1.0", first(made).mark, at(GRACE), NOBODY_ELSE)


def test_of_two_at_once_the_second_is_told() -> None:
    made = approved()
    seen = first(made).mark
    say(made, TOM)
    with refused(Why.CONDITION_SAID, OutOfDate) as caught:
        say_met(made, "1.0", seen, "Also done.", at(AMINA, 1))
    assert caught.value.people == (TOM,)
    seen = first(made).mark
    send_back(made, "1.0", seen, "A page is missing.", at(GRACE, 2), NOBODY_ELSE)
    say(made, hours=3)
    with refused(Why.CONDITION_SAID):  # not what Grace looked at
        confirm(made, "1.0", seen, at(GRACE, 4), NOBODY_ELSE)
    confirm(made, "1.0", first(made).mark, at(GRACE, 4), NOBODY_ELSE)
    with refused(Why.CONDITION_CONFIRMED):
        say(made)


def test_the_owner_and_the_day_can_be_changed_until_it_is_confirmed() -> None:
    made = approved()
    form = TermsForm(SAM, date(2026, 5, 1), before_sharing=False)
    assert set_terms(made, "1.0", first(made).mark, form, at(GRACE, 1), NOBODY_ELSE)
    assert set_terms(made, "1.0", first(made).mark, form, at(GRACE, 2), NOBODY_ELSE) is None
    assert first(made).terms == Terms(
        SAM, date(2026, 5, 1), before_sharing=False, at=NOW + timedelta(hours=1)
    )
    assert the_one(made, "1.1").condition.terms == Terms(TOM, DUE, before_sharing=True, at=NOW)
    with refused(Why.ONLY_THESE_CONFIRM):
        set_terms(made, "1.0", first(made).mark, form, at(TOM), NOBODY_ELSE)
    say(made, SAM, 3)
    confirm(made, "1.0", first(made).mark, at(GRACE, 4), NOBODY_ELSE)
    with refused(Why.CONDITION_CONFIRMED):
        set_terms(made, "1.0", first(made).mark, TermsForm(TOM, DUE), at(GRACE, 5), NOBODY_ELSE)


def test_conditions_of_a_decision_that_does_not_stand_do_not_count() -> None:
    made = approved()
    made.withdraw(1, at(GRACE, 1), "I read it wrongly.")
    assert in_force(made) == []
    assert counted(made) is None
    with refused(Why.NO_SUCH_CONDITION):
        say_met(made, "1.0", "", "Done.", at(TOM))
    decide(made, GRACE, "Only until June.")
    assert [one.key for one in in_force(made)] == ["2.0"]


def test_before_all_have_decided_and_after_a_decline_there_are_none() -> None:
    made = submitted(GRACE, SAM, all_decide=True)
    decide(made, GRACE, "Sign it.")
    assert in_force(made) == []
    decide(made, SAM)
    assert [one.set_by for one in in_force(made)] == [GRACE]


def test_closing_it_ends_deciding_and_not_what_was_asked_for() -> None:
    made = approved()
    made.close(at(AMINA, 1))
    assert len(in_force(made)) == 2
    say(made)


# --- what waits for whom


def test_it_waits_for_its_owner_then_for_who_set_it_then_for_nobody() -> None:
    made = approved()
    assert {one for one in waits(made) if one[2] == "1.0"} == {
        (Matter.MEET, TOM, "1.0"),
        (Matter.UNMET, AMINA, "1.0"),
        (Matter.UNMET, GRACE, "1.0"),
    }
    say(made)
    assert {one for one in waits(made) if one[2] == "1.0"} == {(Matter.CONFIRM, GRACE, "1.0")}
    seen = first(made).mark
    send_back(made, "1.0", seen, "A page is missing.", at(GRACE, 30), NOBODY_ELSE)
    (meet,) = (one for one in waits_of(made) if one.subject == "1.0" and one.matter is Matter.MEET)
    assert (meet.person, meet.on, meet.since) == (TOM, DUE, NOW + timedelta(hours=30))
    say(made, hours=31)
    confirm(made, "1.0", first(made).mark, at(GRACE, 32), NOBODY_ELSE)
    assert {one for one in waits(made) if one[2] == "1.0"} == set()


def test_an_owner_of_both_is_waited_for_once() -> None:
    made = submitted(GRACE)
    decide(made, GRACE, "Sign it.", owner=AMINA)
    assert waits(made) == {(Matter.MEET, AMINA, "1.0"), (Matter.UNMET, GRACE, "1.0")}


def test_of_a_condition_without_terms_nobody_is_reminded() -> None:
    made = approved()
    old = Decision(1, Verdict.CONDITIONS, GRACE, NOW, 1, "m", conditions=(Condition("Sign it."),))
    made.decisions = (old,)
    assert waits_of(made) == frozenset()
    assert not first(made).holds_up_sharing
    assert not first(made).is_overdue(date.max)
    numbers = counted(made)
    assert numbers is not None
    assert not numbers.is_recorded
    say(made, AMINA)
    assert waits(made) == {(Matter.CONFIRM, GRACE, "1.0")}


def test_the_day_after_its_own_the_summary_says_something_else() -> None:
    made = approved()
    made.look_again_on = None
    assert changes_with_the_day(made, NOW.date()) == DUE + timedelta(days=1)
    assert not first(made).is_overdue(DUE)
    assert first(made).is_overdue(DUE + timedelta(days=1))
    say(made)
    assert not first(made).is_overdue(DUE + timedelta(days=1)), "it waits for who confirms it"
