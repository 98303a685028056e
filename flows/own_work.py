"""What makes an assessment somebody's own work, so that they do not decide on it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.assessment import Assessment


class Part(StrEnum):
    """What somebody has to do with it; of several, the first counts."""

    OWNS = auto()
    ANSWERED = auto()
    EXPLAINED = auto()
    CHOSEN = auto()


@dataclass(frozen=True, slots=True)
class OwnPart:
    """One person's part. `numbers` are those of the questions that they answered, or gave a reason for."""

    person: str
    part: Part
    numbers: tuple[int, ...] = ()


def own_part(assessment: "Assessment", person: str, assessors: Collection[str] = ()) -> OwnPart | None:
    """None where it is not this person's own work. `assessors` would be chosen to answer as well."""
    if person == assessment.owner:
        return OwnPart(person, Part.OWNS)
    given = [*assessment.given.items()]
    given += [one for submission in assessment.submissions for one in submission.given.items()]
    answered = _numbers(assessment, {question for question, entry in given if entry.by == person})
    if answered:
        return OwnPart(person, Part.ANSWERED, answered)
    explained = _numbers(assessment, {question for question, entry in given if person in entry.explainers})
    if explained:
        return OwnPart(person, Part.EXPLAINED, explained)
    chosen = person in assessment.assessors or person in assessors
    return OwnPart(person, Part.CHOSEN) if chosen else None


def _numbers(assessment: "Assessment", questions: Collection[str]) -> tuple[int, ...]:
    return tuple(sorted(map(assessment.framework.number, questions)))
