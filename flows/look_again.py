"""Another look at what was approved: when, with which answers, and what came of it."""

from datetime import date
from typing import Final

from flows import action_plan
from flows.assessment import Assessment, Given
from flows.framework import Framework, Question
from flows.states import State

LOOKED_AT_AGAIN: Final = (State.APPROVED, State.APPROVED_WITH_CONDITIONS)
"""What was declined or closed is over; nobody needs to look at it again."""


def is_due(assessment: Assessment, today: date) -> bool:
    """Whether the day to look again has come."""
    day = assessment.look_again_on
    return assessment.state in LOOKED_AT_AGAIN and day is not None and day <= today


def carried_over(assessment: Assessment, framework: Framework) -> dict[str, Given]:
    """The answers handed in last, as far as `framework` asks the very same questions: an answer to other
    words cannot be confirmed."""
    submission = assessment.last_submission
    given = submission.given if submission else {}
    asked = {question.id: question for question in assessment.framework.questions}
    return {
        question.id: given[question.id]
        for question in framework.questions
        if question.id in given and _asks_the_same(question, asked[question.id])
    }


def confirmed_and_changed(assessment: Assessment) -> tuple[int, int]:
    """How many of last time's answers were handed in as they were, and how many with another rating."""
    submission = assessment.last_submission
    given = submission.given if submission else {}
    looked = [(before, given[q]) for q, before in assessment.before.items() if q in given]
    same = sum(before.answer.says_the_same_as(now.answer) for before, now in looked)
    return same, len(looked) - same


def changes_with_the_day(assessment: Assessment, today: date) -> date | None:
    """The next day on which the summary says something else though nobody did anything."""
    days = [action_plan.overdue_from(action) for action in action_plan.still_open(assessment)]
    if assessment.look_again_on and assessment.state in LOOKED_AT_AGAIN:
        days.append(assessment.look_again_on)
    return min((day for day in days if day > today), default=None)


def _asks_the_same(one: Question, other: Question) -> bool:
    return (one.text, one.levels) == (other.text, other.levels)
