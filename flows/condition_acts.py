"""What people do about the conditions of an approval.

Each act is bound by `seen`, the mark of the condition that was before whoever acts: of two at once, the
second is told. Each raises Refusal, and then nothing was changed.
"""

from dataclasses import replace

from flows.actor import Actor
from flows.assessment import Assessment
from flows.condition import Condition, Said, TermsForm
from flows.conditions import (
    Confirmers,
    InForce,
    check_may_change,
    check_may_confirm,
    check_may_meet,
    the_one,
    too_late,
)
from flows.decision import Decision
from flows.refusals import NotAllowed, Refusal, Why, raise_first
from flows.typed import some_words


def say_met(assessment: Assessment, key: str, seen: str, note: str, by: Actor) -> InForce:
    """Say that it is met, with a note or a link that shows it."""
    one = the_one(assessment, key)
    check_may_meet(assessment, one, by)
    _check_seen(one.condition, seen)
    said = Said(by.person, by.at, some_words(note, Why.CONDITION_NOTE_MISSING))
    return _put(assessment, one, replace(one.condition, said=said, sent_back=None))


def confirm(assessment: Assessment, key: str, seen: str, by: Actor, others: Confirmers) -> InForce | None:
    """Confirm that it is met; None: this person did so before."""
    one = the_one(assessment, key)
    done = one.condition.confirmed
    if done and done.by == by.person:
        return None
    _check_confirms(assessment, one, seen, by, others)
    return _put(assessment, one, replace(one.condition, confirmed=Said(by.person, by.at)))


def send_back(
    assessment: Assessment, key: str, seen: str, missing: str, by: Actor, others: Confirmers
) -> InForce:
    """Say what is missing: it is to be met still."""
    one = the_one(assessment, key)
    _check_confirms(assessment, one, seen, by, others)
    sent_back = Said(by.person, by.at, some_words(missing, Why.WHAT_IS_MISSING))
    return _put(assessment, one, replace(one.condition, sent_back=sent_back))


def set_terms(
    assessment: Assessment, key: str, seen: str, form: TermsForm, by: Actor, others: Confirmers
) -> InForce | None:
    """Say who sees to it, and by when; None: it is so already."""
    one = the_one(assessment, key)
    check_may_change(assessment, one, by, others)
    condition, before = one.condition, one.condition.terms
    _check_seen(condition, seen)
    if before and (before.owner, before.by, before.before_sharing) == (
        form.owner,
        form.by,
        form.before_sharing,
    ):
        return None
    raise_first(form.errors(by.at.date()))
    return _put(assessment, one, replace(condition, terms=form.terms(by.at, one.set_by, by.person)))


def _check_confirms(assessment: Assessment, one: InForce, seen: str, by: Actor, others: Confirmers) -> None:
    check_may_confirm(assessment, one, by, others)
    condition, said = one.condition, one.condition.to_confirm
    if said is None:
        raise too_late(condition) if condition.latest else Refusal(Why.CONDITION_NOT_SAID)
    if said.by == by.person:
        raise NotAllowed(Why.SAID_IT_THEMSELVES)
    _check_seen(condition, seen)


def _check_seen(condition: Condition, seen: str) -> None:
    """Raises OutOfDate where somebody did something about it since it was before this person."""
    if seen != condition.mark:
        raise too_late(condition)


def _put(assessment: Assessment, one: InForce, condition: Condition) -> InForce:
    def changed(decision: Decision) -> Decision:
        if decision.number != one.decision.number:
            return decision
        conditions = [*decision.conditions]
        conditions[one.number] = condition
        return replace(decision, conditions=tuple(conditions))

    assessment.decisions = tuple(map(changed, assessment.decisions))
    return the_one(assessment, one.key)
