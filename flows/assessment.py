"""An assessment as flows sees it: who holds it, where it stands, and what was answered by whom."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flows.decision import Action, Decision, Query, Verdict, together
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

    @property
    def people(self) -> frozenset[str]:
        """Everybody whose answer was handed in."""
        return frozenset(given.by for given in self.given.values())

    def mark(self, framework: Framework) -> str:
        """Tells these very answers to these very questions from any others."""
        what = (framework.digest, self.number, *sorted((q, given.mark) for q, given in self.given.items()))
        return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Assessment:
    """One assessment, whole. Changed by use cases, kept by storage, drawn by cards.

    `turn` counts the moves of the machine: a button drawn at an earlier turn is out of date.
    `moved_by` and `moved_ts` say who made the last move, and when on Slack's own clock.
    `trouble` is Slack's word for why it cannot be shown in its channel, if it cannot.
    `all_decide` and `self_review` are the rules of deciding that the channel had at the last submission.
    `look_again_on` is the day of another look; `previous` the assessment that this one looks at again, and
    `before` its answers, each of which is confirmed or changed here; `next` the one that looks at this again.
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
    reviewers: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    queries: tuple[Query, ...] = ()
    all_decide: bool = False
    self_review: bool = False
    look_again_on: date | None = None
    previous: str | None = None
    before: Mapping[str, Given] = field(default_factory=dict)
    next: str | None = None
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
    def present_decisions(self) -> tuple[Decision, ...]:
        """Those on the last submission that were not withdrawn, in the order in which they were made."""
        number = self.last_submission.number if self.last_submission else 0
        return tuple(d for d in self.decisions if d.stands and d.submission == number)

    @property
    def involved(self) -> frozenset[str]:
        """Whoever owns it or assesses: chosen to answer, or somebody whose answer stands or was handed in."""
        handed_in = (person for submission in self.submissions for person in submission.people)
        answered = (given.by for given in self.given.values())
        return frozenset({self.owner, *self.assessors, *handed_in, *answered})

    @property
    def deciders(self) -> frozenset[str]:
        """The reviewers who may decide: those who own it or assess only where self-review is allowed."""
        return self.reviewers if self.self_review else self.reviewers - self.involved

    @property
    def yet_to_decide(self) -> tuple[str, ...]:
        """The reviewers whose word is still needed, in a steady order."""
        decided = {decision.by for decision in self.present_decisions}
        waiting = self.deciders - decided if self.all_decide or not decided else frozenset[str]()
        return tuple(sorted(waiting))

    @property
    def verdict(self) -> Verdict | None:
        """What the decisions on the last submission come to."""
        if self.last_submission is None:
            return None
        needed = self.deciders if self.all_decide else frozenset[str]()
        return together(self.decisions, self.last_submission.number, needed=needed)

    @property
    def to_confirm(self) -> Given | None:
        """Last time's answer to the question being asked, while nobody has looked at it this time."""
        return self.before.get(self.state) if self.progress.answer_here is None else None

    def hand_over(self, to: str, *, stays: bool) -> None:
        """Give it another owner. `stays`: the one before goes on answering, where that was for chosen
        people only."""
        if stays and self.assessors:
            self.assessors |= {self.owner}
        self.owner = to

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
