"""What of an assessment waits for whom: what lists and App Home show, and what people are reminded of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final

from flows import conditions
from flows.action_plan import still_open
from flows.assessment import Assessment
from flows.conditions import InForce
from flows.look_again import LOOKED_AT_AGAIN
from flows.lookers import lookers
from flows.states import ENDED


class Matter(StrEnum):
    """Why somebody is waited for."""

    ANSWER = "answer"  # it is not finished: those who can go on
    DECIDE = "decide"  # it is handed in: the reviewers whose word is needed
    CHOOSE = "choose"  # it is handed in, and nobody can decide: who can choose somebody; see LEADS
    ACT = "act"  # something is to be done: whoever does it; subject: the action
    MEET = "meet"  # a condition is to be met: its owner; subject: the condition
    UNMET = "unmet"  # the same, once it is overdue: the assessment's owner, and who set it
    CONFIRM = "confirm"  # it is said to be met: who set it; subject: the condition
    LOOK = "look"  # it is to be looked at again: whoever that was given to, else its owner and who approved
    SILENT = "silent"  # a reviewer got the last reminder: those who can choose another; subject: the reviewer
    ERASE = "erase"  # it is to be erased by the rules of the workspace: the owner, and LEADS
    LEFT = "left"  # somebody that it waits for is no longer there; subject: that person


LEADS: Final = "leads"
"""In place of a person: whoever leads governance at the moment. As the subject of what waits for an owner: it
is they who can settle it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One matter that waits for one person. `since` is when it began to, in UTC; `on` is its day, if it
    has one: that by which something is to be done or met, from which on another look waits, or on which it is
    erased."""

    matter: Matter
    assessment: str
    person: str
    since: datetime
    on: date | None = None
    subject: str = ""

    @property
    def key(self) -> str:
        """Tells this matter from the person's others; fit to be carried by a button."""
        return ".".join(part for part in (self.matter.value, self.assessment, self.subject) if part)

    def silent(self, person: str) -> "Waiting":
        """That this reviewer does not decide, as it waits for somebody who can choose another."""
        return Waiting(Matter.SILENT, self.assessment, person, self.since, subject=self.person)

    @property
    def round(self) -> str:
        """Whoever goes on, hands in or takes a decision back makes it wait anew."""
        return f"{self.since.astimezone(UTC):%Y%m%d%H%M%S}"


def waits_of(assessment: Assessment) -> frozenset[Waiting]:
    """All that waits for anybody. Who left, and who was reminded how often, is not known here. Who was taken
    out is among them: others are told of it, as of whoever left."""
    found = [
        *_answers(assessment),
        *_decisions(assessment),
        *_actions(assessment),
        *_conditions(assessment),
        *_look(assessment),
        *_erasure(assessment),
    ]
    return frozenset(found)


def _answers(assessment: Assessment) -> Iterator[Waiting]:
    """For an answer it waits since the last one that was given, or anything else was done."""
    if assessment.state in ENDED:
        return
    assert assessment.updated_at is not None
    if assessment.progress.is_alone and assessment.panel:
        # Whoever has begun is waited for in their ballot.
        people = [one.person for one in assessment.panel.not_begun]
    else:
        people = sorted(assessment.helpers)
    for person in people:
        yield Waiting(Matter.ANSWER, assessment.id, person, assessment.updated_at)


def _decisions(assessment: Assessment) -> Iterator[Waiting]:
    """For a decision it waits since it was handed in, since one was taken back, or since this reviewer was
    chosen, whichever came last."""
    submission = assessment.last_submission
    if submission is None or not assessment.progress.awaits_decision:
        return
    taken_back = [
        decision.withdrawn_at
        for decision in assessment.decisions
        if decision.submission == submission.number and decision.withdrawn_at is not None
    ]
    began = max([submission.at, *taken_back])
    if not assessment.yet_to_decide:
        yield from _choices(assessment, began)
    for person in assessment.yet_to_decide:
        since = max(began, assessment.reviewing_since.get(person, began))
        yield Waiting(Matter.DECIDE, assessment.id, person, since)


def _choices(assessment: Assessment, began: datetime) -> Iterator[Waiting]:
    """Where the rules leave it to governance leads to choose who decides, its owner knows that they can."""
    owner, leads_choose = assessment.owner, not assessment.owner_may_replace
    if leads_choose:
        yield Waiting(Matter.CHOOSE, assessment.id, LEADS, began)
    yield Waiting(Matter.CHOOSE, assessment.id, owner, began, subject=LEADS if leads_choose else "")


def _actions(assessment: Assessment) -> Iterator[Waiting]:
    """To close an assessment ends deciding on it; what was set out to be done still is."""
    if assessment.progress.is_abandoned:
        return
    for action in still_open(assessment):
        yield Waiting(Matter.ACT, assessment.id, action.who, action.made_at, action.by, action.id)


def _conditions(assessment: Assessment) -> Iterator[Waiting]:
    """Of one without an owner and a day nobody is reminded."""
    for one in conditions.in_force(assessment):
        if said := one.condition.to_confirm:
            yield Waiting(Matter.CONFIRM, assessment.id, one.set_by, said.at, subject=one.key)
        elif one.condition.is_due:
            yield from _meeting(assessment, one)


def _meeting(assessment: Assessment, one: InForce) -> Iterator[Waiting]:
    terms, sent_back = one.condition.terms, one.condition.sent_back
    if terms is None:
        return
    since = max(terms.at, sent_back.at) if sent_back else terms.at
    yield Waiting(Matter.MEET, assessment.id, terms.owner, since, terms.by, one.key)
    for person in {assessment.owner, one.set_by} - {terms.owner}:
        yield Waiting(Matter.UNMET, assessment.id, person, since, terms.by, one.key)


def _look(assessment: Assessment) -> Iterator[Waiting]:
    """It waits since its day, which may be still to come. No day is left once it has begun."""
    on = assessment.look_again_on
    if on is None or assessment.state not in LOOKED_AT_AGAIN:
        return
    for person in lookers(assessment):
        yield Waiting(Matter.LOOK, assessment.id, person, datetime.combine(on, time(), UTC), on)


def _erasure(assessment: Assessment) -> Iterator[Waiting]:
    """Until its day it waits for whoever wants to keep it."""
    if (on := assessment.erase_on) is None:
        return
    since = datetime.combine(on, time(), UTC)
    for person in (assessment.owner, LEADS):
        yield Waiting(Matter.ERASE, assessment.id, person, since, on)
