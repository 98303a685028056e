"""What makes an assessment somebody's own work, so that they do not decide on it.

It is for good: else a colleague could give them their decision back by answering the question again. Only
whoever takes their own reason or evidence back, before it is submitted, leaves nothing of theirs in it, and
may decide.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from flows.answer import Given
from flows.reason import AUTHOR_NOT_RECORDED

if TYPE_CHECKING:
    from flows.assessment import Assessment


class Part(StrEnum):
    """What somebody has to do with it; of several, the first counts."""

    OWNS = auto()
    ANSWERED = auto()
    EXPLAINED = auto()
    SHOWED = auto()
    CHOSEN = auto()


@dataclass(frozen=True, slots=True)
class OwnPart:
    """One person's part. `numbers` are those of the questions that they answered, gave a reason for, or
    added evidence for."""

    person: str
    part: Part
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Replaced:
    """Somebody's answer, or reason for one, that another person put their own in place of. `at` is when it
    was given or written, in UTC."""

    person: str
    part: Part
    question: str
    at: datetime


def replaced(question: str, old: Given | None, new: Given) -> frozenset[Replaced]:
    """What others than those who made it so lost when `new` came in place of `old`."""
    if old is None:
        return frozenset()
    is_answered_anew = (old.by, old.at) != (new.by, new.at)
    made_it = {new.by} if is_answered_anew else {one.by for one in new.reasons if one not in old.reasons}
    if not made_it:
        return frozenset()  # a reason was taken back, and only its author can do that
    lost = [Replaced(old.by, Part.ANSWERED, question, old.at)]
    lost += [Replaced(one.by, Part.EXPLAINED, question, one.at) for one in old.reasons if one.by]
    stands = {Part.ANSWERED: {new.by}, Part.EXPLAINED: new.explainers}
    return frozenset(one for one in lost if one.person not in made_it | stands[one.part])


def ever_replaced(changes: Iterable[tuple[str, Given]]) -> frozenset[Replaced]:
    """The same of all answers that ever stood, oldest first, each with its question."""
    stood: dict[str, Given] = {}
    found: set[Replaced] = set()
    for question, given in changes:
        found |= replaced(question, stood.get(question), given)
        stood[question] = given
    return frozenset(found)


def replaced_here(assessment: "Assessment") -> frozenset[Replaced]:
    """What was lost in this assessment: not reasons from the one that it looks at again."""
    earlier = _said_earlier(assessment)
    return frozenset(one for one in assessment.replaced if (one.question, one.person, one.at) not in earlier)


def explained_here(assessment: "Assessment") -> frozenset[tuple[str, str]]:
    """Who wrote a reason that stands, or was handed in, and for which question. Not whose reason comes from
    the assessment that this one looks at again: a colleague who keeps an answer brings it along."""
    earlier = _said_earlier(assessment)
    return frozenset(
        (reason.by, question)
        for question, given in _ever_given(assessment)
        for reason in given.reasons
        if reason.by != AUTHOR_NOT_RECORDED and (question, reason.by, reason.at) not in earlier
    )


def answered_here(assessment: "Assessment") -> frozenset[tuple[str, str]]:
    """Who gave an answer that stands, or was handed in, and to which question."""
    return frozenset((given.by, question) for question, given in _ever_given(assessment))


def _ever_given(assessment: "Assessment") -> Iterator[tuple[str, Given]]:
    """Each answer that stands, or was handed in, with its question."""
    yield from assessment.given.items()
    for submission in assessment.submissions:
        yield from submission.given.items()


def _said_earlier(assessment: "Assessment") -> frozenset[tuple[str, str, datetime]]:
    """The reasons of the assessment that this one looks at again: for which question, whose and when. Who
    wrote one of these has done nothing here."""
    return frozenset(
        (question, reason.by, reason.at)
        for question, given in assessment.before.items()
        for reason in given.reasons
    )


def answers_lost(assessment: "Assessment", person: str) -> frozenset[tuple[datetime, str]]:
    """When they answered which question, where somebody else has answered it anew since."""
    answers = (one for one in assessment.replaced if one.part is Part.ANSWERED)
    return frozenset((one.at, one.question) for one in answers if one.person == person)


def showed(assessment: "Assessment") -> frozenset[tuple[str, str]]:
    """Who added evidence, and for which question. Not who took their own back before it was handed in."""
    handed_in = frozenset[int]().union(*(one.evidence for one in assessment.submissions))
    return frozenset(
        (one.by, one.question)
        for one in assessment.evidence
        if one.number in handed_in or one.taken_back_by != one.by
    )


def own_part(assessment: "Assessment", person: str, assessors: Collection[str] = ()) -> OwnPart | None:
    """None where it is not this person's own work. `assessors` would be chosen to answer as well."""
    if person == assessment.owner:
        return OwnPart(person, Part.OWNS)
    replaced = [one for one in replaced_here(assessment) if one.person == person]
    answered = {question for by, question in answered_here(assessment) if by == person}
    panel = assessment.panel
    seat = panel.of(person) if panel else None
    if panel and seat and panel.named:
        answered |= {q.id for q in assessment.framework.questions if seat.number in panel.latest(q.id)}
    explained = {question for by, question in explained_here(assessment) if by == person}
    added = {question for by, question in showed(assessment) if by == person}
    found = ((Part.ANSWERED, answered), (Part.EXPLAINED, explained), (Part.SHOWED, added))
    for part, questions in found:
        questions |= {one.question for one in replaced if one.part is part}
        if questions:
            return OwnPart(person, part, _numbers(assessment, questions))
    # Which questions, of a panel without names, would tell whose dots are whose.
    was_heard = panel is not None and seat in panel.heard
    chosen = was_heard or person in assessment.assessors - assessment.must_decide or person in assessors
    return OwnPart(person, Part.CHOSEN) if chosen else None


def _numbers(assessment: "Assessment", questions: Collection[str]) -> tuple[int, ...]:
    return tuple(sorted(map(assessment.framework.number, questions)))
