"""What a team sets out to do about an assessment: what it can be about, and what is shown first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from flows.assessment import Assessment
from flows.decision import Action
from flows.framework import Question
from flows.progress import Answer
from flows.scoring import assess

MOST_OPEN = 30
"""Open actions of one assessment: all of them fit into one modal, and nobody keeps an eye on more."""


class Group(Enum):
    """Why something deserves an action."""

    LOW = "Rated 1 or 2"
    OPEN = "Still open"
    CONDITION = "Condition of the approval"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that an action can be about. `key` names it in a form; `about` is what the action keeps:
    the question's id, or the text of the condition. `question` and `answer` are those of the summary."""

    key: str
    group: Group
    about: str
    question: Question | None = None
    answer: Answer | None = None


def subjects(assessment: Assessment) -> Iterator[Subject]:
    """Every answer of 1 or 2, every open question and every condition of what was handed in last."""
    submission = assessment.last_submission
    if submission is None:
        return
    for decision in assessment.present_decisions:
        for number, condition in enumerate(decision.conditions):
            yield Subject(f"condition.{decision.number}.{number}", Group.CONDITION, condition)
    result = assess(assessment.framework, submission.answers)
    for group, found in ((Group.LOW, result.cons), (Group.OPEN, result.open)):
        for question, answer in found:
            yield Subject(f"question.{question.id}", group, question.id, question, answer)


def question_of(assessment: Assessment, action: Action) -> Question | None:
    """The question that an action is about; None: it is about a condition."""
    return next((q for q in assessment.framework.questions if q.id == action.about), None)


def still_open(assessment: Assessment) -> list[Action]:
    """What is to be done, the most urgent first."""
    waiting = (action for action in assessment.actions if action.done_at is None)
    return sorted(waiting, key=lambda action: (action.by, action.made_at))


def done(assessment: Assessment) -> list[Action]:
    """What was done, the latest first."""
    finished = [(action.done_at, action) for action in assessment.actions if action.done_at is not None]
    return [action for _, action in sorted(finished, key=lambda entry: entry[0], reverse=True)]


def overdue_from(action: Action) -> date:
    """The first day on which an open action counts as overdue."""
    return action.by + timedelta(days=1)
