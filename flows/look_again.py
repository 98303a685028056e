"""Another look at what was approved: when, with which answers, and what came of it."""

from datetime import date
from typing import Final

from flows import action_plan, conditions
from flows.actor import Acting, Actor
from flows.answer import Given
from flows.assessment import Assessment
from flows.days import is_too_far
from flows.framework import Framework
from flows.permissions import check_may_look_again
from flows.progress import Progress
from flows.refusals import Refusal, Why
from flows.same_questions import asked_in_both
from flows.settings import ChannelSettings
from flows.states import State

LOOKED_AT_AGAIN: Final = (State.APPROVED, State.APPROVED_WITH_CONDITIONS)
"""What was declined or closed is over; nobody needs to look at it again."""


def check_can(assessment: Assessment, by: Acting) -> None:
    """Raises Refusal, or NotAllowed."""
    if assessment.state not in LOOKED_AT_AGAIN:
        raise Refusal(Why.NOT_APPROVED)
    check_may_look_again(assessment, by)


def set_day(assessment: Assessment, on: date | None, by: Actor) -> None:
    """Change the day to look again; None: never. For the owner and the reviewers."""
    check_can(assessment, by)
    if on is not None and on <= by.at.date():
        raise Refusal(Why.LOOK_DAY_NOT_TO_COME)
    if on is not None and is_too_far(on, by.at.date()):
        raise Refusal(Why.DAY_TOO_FAR)
    assessment.look_again_on = on


def begin(
    assessment: Assessment, new_id: str, framework: Framework, rules: ChannelSettings, by: Actor, today: date
) -> Assessment:
    """A new assessment, in which each answer of this one is confirmed or changed. For the owner, who owns
    the new one too, and the reviewers."""
    check_can(assessment, by)
    if not is_due(assessment, today):
        raise _not_due(assessment)
    new = Assessment(
        id=new_id,
        title=assessment.title,
        about=assessment.about,
        recipients=assessment.recipients,
        owner=assessment.owner,
        channel=assessment.channel,
        progress=Progress.start(framework),
        everyone=assessment.everyone,
        assessors=assessment.assessors,
        reviewers=assessment.reviewers,
        reviewing_since=dict.fromkeys(assessment.reviewers, by.at),
        previous=assessment.id,
        before=carried_over(assessment, framework),
    )
    new.go_by(rules, by.at)
    # No day is left: whoever asks what is due, finds this done.
    assessment.next, assessment.look_again_on = new.id, None
    return new


def is_due(assessment: Assessment, today: date) -> bool:
    """Whether the day to look again has come."""
    day = assessment.look_again_on
    return assessment.state in LOOKED_AT_AGAIN and day is not None and day <= today


def carried_over(assessment: Assessment, framework: Framework) -> dict[str, Given]:
    """The answers handed in last, as far as `framework` asks the very same questions: an answer to other
    words cannot be confirmed."""
    submission = assessment.last_submission
    given = submission.given if submission else {}
    shared = asked_in_both(framework, assessment.framework)
    return {question.id: given[question.id] for question in shared if question.id in given}


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
    days += conditions.overdue_from(assessment)
    if assessment.look_again_on and assessment.state in LOOKED_AT_AGAIN:
        days.append(assessment.look_again_on)
    return min((day for day in days if day > today), default=None)


def _not_due(assessment: Assessment) -> Refusal:
    if assessment.look_again_on is None:
        return Refusal(Why.LOOK_BEGAN if assessment.next else Why.LOOK_HAS_NO_DAY)
    return Refusal(Why.LOOK_NOT_DUE, day=assessment.look_again_on)
