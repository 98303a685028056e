"""How far an assessment has come, as the channel is told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flows.framework import Principle
from flows.progress import Progress

if TYPE_CHECKING:
    from flows.assessment import Assessment


REST = timedelta(seconds=35)
"""How long a team must rest until the channel is told of the way so far, in one update: each counts against a
limit that a full room shares. With a sweep every 20 s it is told within a minute, whatever happens."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the channel is told of the way so far: the phase, how often it was handed in, and how far each
    principle has come. It changes only when something worth seeing does."""

    phase: str
    submissions: int
    principles: tuple["Answered", ...]

    @property
    def answered(self) -> int:
        return sum(principle.answered for principle in self.principles)

    @property
    def questions(self) -> int:
        return sum(principle.questions for principle in self.principles)


@dataclass(frozen=True, slots=True)
class Answered:
    """How many questions of a principle have an answer, and how many of these are not sure."""

    principle: Principle
    answered: int
    unsure: int

    @property
    def questions(self) -> int:
        return len(self.principle.questions)


def standing_of(assessment: "Assessment") -> Standing:
    progress = assessment.progress
    return Standing(
        phase=progress.state if progress.question is None else "answering",
        submissions=len(assessment.submissions),
        principles=tuple(_answered(progress, principle) for principle in assessment.framework.principles),
    )


def _answered(progress: Progress, principle: Principle) -> Answered:
    given = [progress.given[q.id] for q in principle.questions if q.id in progress.given]
    return Answered(principle, len(given), sum(entry.answer.is_open for entry in given))
