"""The conditions of an approval that stands: who sees to them, whether they are met, and who says so.

What is said to be met is looked at by somebody else: whoever set the condition. Where that one has left, or
is no reviewer any more, a governance lead stands in for them, who does not see to it themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flows import days
from flows.actor import Acting
from flows.assessment import Assessment
from flows.condition import Condition, ConditionState
from flows.decision import Decision, Verdict
from flows.permissions import check_may_see
from flows.refusals import NotAllowed, OutOfDate, Refusal, Why


@dataclass(frozen=True, slots=True)
class InForce:
    """A condition of a decision that stands. `number` counts from 0 within it."""

    decision: Decision
    number: int

    @property
    def condition(self) -> Condition:
        return self.decision.conditions[self.number]

    @property
    def key(self) -> str:
        """Names it within its assessment; fit to be carried by a button."""
        return f"{self.decision.number}.{self.number}"

    @property
    def set_by(self) -> str:
        return self.decision.by

    @property
    def seen_to_by(self) -> str | None:
        """Its owner; None: not recorded."""
        return self.condition.terms.owner if self.condition.terms else None


@dataclass(frozen=True, slots=True)
class Counted:
    """`is_recorded` False: nothing is known of any but its text, so that `met` says nothing."""

    total: int
    met: int
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Confirmers:
    """Who may confirm for those who cannot: the governance `leads`; and who `left` the workspace. Of those
    who are `unsure`, nobody knows it just now: they are taken to be there."""

    leads: Collection[str] = ()
    left: Collection[str] = ()
    unsure: Collection[str] = ()


def in_force(assessment: Assessment) -> list[InForce]:
    """Those that a standing approval was given with, in their order. To close it ends deciding on it; what
    was asked for still is."""
    progress = assessment.progress
    if not (progress.is_decided or progress.is_closed) or assessment.verdict is not Verdict.CONDITIONS:
        return []
    return [
        InForce(decision, number)
        for decision in assessment.present_decisions
        for number in range(len(decision.conditions))
    ]


def counted(assessment: Assessment) -> Counted | None:
    """How many are met; None where there are none."""
    found = [one.condition for one in in_force(assessment)]
    if not found:
        return None
    met = sum(one.state is ConditionState.CONFIRMED for one in found)
    return Counted(len(found), met, any(one.is_recorded for one in found))


def to_meet_first(assessment: Assessment) -> int:
    """How many have to be met before anything is shared; with none left, sharing may start."""
    return sum(one.condition.holds_up_sharing for one in in_force(assessment))


def the_one(assessment: Assessment, key: str) -> InForce:
    """Raises Refusal where there is none, or where its decision does not stand any more."""
    found = next((one for one in in_force(assessment) if one.key == key), None)
    if found is None:
        raise Refusal(Why.NO_SUCH_CONDITION)
    return found


def meeters(assessment: Assessment, one: InForce) -> tuple[str, ...]:
    """Who may say that it is met: its owner and the assessment's, but for who is to confirm it."""
    people = ([one.seen_to_by] if one.seen_to_by else []) + [assessment.owner]
    return tuple(person for person in dict.fromkeys(people) if person != one.set_by)


def confirmers(assessment: Assessment, one: InForce, others: Confirmers) -> Collection[str]:
    """Who may confirm that it is met, unless they said so themselves. Who stands in does not see to it; and
    the assessment's owner, who wants it met, stands in only where nobody else can."""
    who_set_it = {one.set_by} - {*others.left}
    leads = {*_stand_ins(assessment, one, others)} - {one.seen_to_by}
    return who_set_it | (leads - {assessment.owner}) or leads


def changers(assessment: Assessment, one: InForce, others: Confirmers) -> Collection[str]:
    """Who may say who sees to it, and by when: whoever may confirm it. Where nobody can, because the only
    governance lead sees to it, that one can still give it to somebody else."""
    return confirmers(assessment, one, others) or _stand_ins(assessment, one, others)


def _stand_ins(assessment: Assessment, one: InForce, others: Confirmers) -> Collection[str]:
    """The governance leads, where whoever set it has left or is no reviewer any more."""
    stays = one.set_by in assessment.reviewers and one.set_by not in others.left
    return () if stays else others.leads


def may_meet(assessment: Assessment, one: InForce, person: str) -> bool:
    return one.condition.is_due and person in meeters(assessment, one)


def may_confirm(assessment: Assessment, one: InForce, person: str, others: Confirmers) -> bool:
    said = one.condition.to_confirm
    return said is not None and person != said.by and person in confirmers(assessment, one, others)


def may_change(assessment: Assessment, one: InForce, person: str, others: Confirmers) -> bool:
    """Whether this person may say who sees to it, and by when."""
    return not one.condition.confirmed and person in changers(assessment, one, others)


def check_may_look(assessment: Assessment, by: Acting, others: Confirmers) -> None:
    """For whoever may see the summary, sees to one of them or set it, and for the governance leads."""
    concerned = set(others.leads)
    for one in in_force(assessment):
        concerned |= {one.set_by, *meeters(assessment, one)}
    if by.person not in concerned:
        check_may_see(assessment, by)


def check_may_meet(assessment: Assessment, one: InForce, by: Acting) -> None:
    """Raises NotAllowed; and OutOfDate where it is said to be met already."""
    people = meeters(assessment, one)
    if by.person not in people:
        raise NotAllowed(Why.ONLY_THESE_MEET, people=people)
    if not one.condition.is_due:
        raise too_late(one.condition)


def check_may_confirm(assessment: Assessment, one: InForce, by: Acting, others: Confirmers) -> None:
    """For confirming and sending back. Raises NotAllowed; and OutOfDate where it is confirmed."""
    _check_among(confirmers(assessment, one, others), assessment, one, by, others)


def check_may_change(assessment: Assessment, one: InForce, by: Acting, others: Confirmers) -> None:
    """For who sees to it, and by when. Raises the same."""
    _check_among(changers(assessment, one, others), assessment, one, by, others)


def _check_among(
    people: Collection[str], assessment: Assessment, one: InForce, by: Acting, others: Confirmers
) -> None:
    if by.person not in people:
        if by.person in others.leads and one.set_by in others.unsure:
            raise NotAllowed(Why.PERSON_NOT_KNOWN_NOW, people=[one.set_by])
        why = Why.ONLY_THESE_CONFIRM
        if by.person in _stand_ins(assessment, one, others):
            why = Why.SEES_TO_IT if by.person == one.seen_to_by else Why.OWNER_DOES_NOT_CONFIRM
        raise NotAllowed(why, people=sorted(people))
    if one.condition.confirmed:
        raise too_late(one.condition)


def too_late(condition: Condition) -> OutOfDate:
    """What somebody did about it before whoever is told this."""
    latest = condition.latest
    people = [latest.by] if latest else []
    match condition.state:
        case ConditionState.CONFIRMED:
            return OutOfDate(Why.CONDITION_CONFIRMED, people=people)
        case ConditionState.SAID:
            return OutOfDate(Why.CONDITION_SAID, people=people)
        case _:
            return OutOfDate(Why.CONDITION_CHANGED, people=people)


def overdue_from(assessment: Assessment) -> list[date]:
    """For each that is not met, the first day on which it counts as overdue."""
    terms = (one.condition.terms for one in in_force(assessment) if one.condition.is_due)
    return [days.overdue_from(one.by) for one in terms if one]
