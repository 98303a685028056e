"""An assessment as flows sees it: who holds it, where it stands, and what was answered by whom."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.framework import Framework, Principle
from flows.progress import Answer, Progress

TITLE_MIN = 3
TITLE_MAX = 150
ABOUT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with the person who gave it. `at` is UTC."""

    answer: Answer
    by: str
    at: datetime

    @property
    def mark(self) -> str:
        """Tells this very answer, with its reason, from any other."""
        answer = self.answer
        what = (
            answer.kind.value,
            answer.rating,
            answer.reason,
            answer.evidence,
            self.by,
            self.at.timestamp(),
        )
        return hashlib.sha256(repr(what).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: a snapshot that later answers do not touch. `number` counts from 1."""

    number: int
    by: str
    at: datetime
    given: Mapping[str, Given]

    @property
    def answers(self) -> dict[str, Answer]:
        return {question: given.answer for question, given in self.given.items()}


@dataclass(slots=True)
class Assessment:
    """One assessment, whole. Changed by use cases, kept by storage, drawn by cards.

    `turn` counts the moves of the machine: a button drawn at an earlier turn is out of date.
    `moved_by` and `moved_ts` say who made the last move, and when on Slack's own clock.
    `trouble` is Slack's word for why it cannot be shown in its channel, if it cannot.
    """

    id: str
    title: str
    about: str
    owner: str
    channel: str
    progress: Progress
    everyone: bool = True
    assessors: frozenset[str] = frozenset()
    given: dict[str, Given] = field(default_factory=dict)
    submissions: tuple[Submission, ...] = ()
    thread_ts: str | None = None
    turn: int = 0
    moved_by: str | None = None
    moved_ts: str = "0"
    trouble: str | None = None
    version: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def framework(self) -> Framework:
        return self.progress.framework

    @property
    def state(self) -> str:
        return self.progress.state

    @property
    def last_submission(self) -> Submission | None:
        return self.submissions[-1] if self.submissions else None

    @property
    def people_answered(self) -> tuple[str, ...]:
        """Everybody whose answer stands, in the order of the questions."""
        given = (self.given.get(question.id) for question in self.framework.questions)
        return tuple(dict.fromkeys(entry.by for entry in given if entry))

    @property
    def latest_given(self) -> tuple[str, Given] | None:
        """The answer given last, with its question's id."""
        return max(self.given.items(), key=lambda entry: entry[1].at, default=None)

    def standing(self) -> tuple[str, ...]:
        """What the channel is told of the way so far; it changes only when something worth seeing does."""
        return (
            _phase(self.progress),
            str(len(self.submissions)),
            *(_progress_of(self.progress, principle) for principle in self.framework.principles),
        )


def _phase(progress: Progress) -> str:
    return progress.state if progress.question is None else "answering"


def _progress_of(progress: Progress, principle: Principle) -> str:
    """`not started`, `in progress`, `all 6 answered` or `all 6 answered, 2 of them not sure`."""
    answers = [progress.answers[q.id] for q in principle.questions if q.id in progress.answers]
    total = len(principle.questions)
    if len(answers) == total:
        unsure = sum(answer.is_open for answer in answers)
        return f"all {total} answered" + (f", {unsure} of them not sure" if unsure else "")
    asked = any(question.id == progress.place for question in principle.questions)
    return "in progress" if answers or asked else "not started"
