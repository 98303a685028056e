"""Another look at what was approved or declined: when, by whom, with which answers, and what came of it."""

from collections.abc import Collection
from datetime import date
from typing import Final

from flows import action_plan, conditions, deciding, who_decides
from flows.actor import Acting, Actor, is_taken_out, still_there
from flows.answer import Given
from flows.assessment import Assessment
from flows.days import begun, is_too_far, overdue_from
from flows.decision import Verdict
from flows.framework import Framework
from flows.lookers import check_may_give_look, check_may_look_again
from flows.permissions import check_may_begin
from flows.progress import Progress
from flows.refusals import Refusal, Why
from flows.same_questions import asked_in_both
from flows.seen import check_seen
from flows.settings import ChannelRules
from flows.states import APPROVED, State
from flows.typed import some_words

LOOKED_AT_AGAIN: Final = APPROVED
"""What can have a day to look again. What was declined is started again whenever somebody wants to."""


def check_can(assessment: Assessment, by: Acting) -> None:
    """Raises Refusal, or NotAllowed."""
    if assessment.state not in LOOKED_AT_AGAIN:
        raise Refusal(Why.NOT_APPROVED)
    check_may_look_again(assessment, by)


def plan_mark(assessment: Assessment) -> str:
    """Of when it is to be looked at again, and by whom, for the forms that change it: see `flows/seen.py`."""
    return deciding.plan_mark(assessment.look_again_on, assessment.looker)


def set_day(
    assessment: Assessment, on: date | None, by: Actor, why: str = "", *, seen: str | None = None
) -> str:
    """Change the day to look again; None: never. Once it is due, that puts it off: to another day, and with
    a reason, which is returned without the spaces around it; else empty. `seen` is the mark of what stood in
    the form."""
    check_can(assessment, by)
    if on != assessment.look_again_on:
        check_seen(plan_mark(assessment), seen, Why.LOOK_CHANGED)
    due = is_due(assessment, begun(by.at))
    # Put off to a day that has begun anywhere, it would be due still. What is not due yet goes by the day in
    # UTC, as cards do: tomorrow is to come, though it has begun in the east.
    today = begun(by.at) if due else by.at.date()
    if on is not None and on <= today:
        raise Refusal(Why.LOOK_DAY_NOT_TO_COME)
    if on is not None and is_too_far(on, today):
        raise Refusal(Why.DAY_TOO_FAR)
    reason = ""
    if due:
        if on is None:
            raise Refusal(Why.LOOK_IS_DUE)
        reason = some_words(why, Why.LOOK_WHY_MISSING)
    assessment.look_again_on = on
    if on is None:
        assessment.looker = None
    return reason


def check_can_give(assessment: Assessment, by: Acting, leads: Collection[str]) -> None:
    """Raises Refusal, or NotAllowed."""
    if assessment.state not in LOOKED_AT_AGAIN:
        raise Refusal(Why.NOT_APPROVED)
    check_may_give_look(assessment, by, leads)
    if assessment.look_again_on is None:
        raise _without_day(assessment)


def give(assessment: Assessment, to: str, by: Actor, rules: ChannelRules, *, seen: str | None = None) -> None:
    """Have it wait for this person alone, who then owns the next one: so not for a reviewer, nor for who must
    decide by the `rules` that hold now, unless self-review is allowed. `seen`: as when its day is set."""
    check_can_give(assessment, by, rules.leads)
    if to != assessment.looker:
        check_seen(plan_mark(assessment), seen, Why.LOOK_CHANGED)
    if _decides_on_next(assessment, to, rules):
        raise Refusal(Why.LOOKER_REVIEWS, people=[to])
    assessment.looker = to


def begin(
    assessment: Assessment, new_id: str, framework: Framework, rules: ChannelRules, by: Actor
) -> Assessment:
    """A new assessment, in which each answer of this one is confirmed or changed. For the owner, the
    reviewers, and whoever it was given to, who then owns the new one, unless they decide on it by the rules
    of now; else the owner does."""
    if assessment.look_again_on is None and assessment.next:
        raise Refusal(Why.LOOK_BEGAN)  # whoever it is: those it waited for are no longer known
    check_can(assessment, by)
    if assessment.look_again_on is None:
        raise Refusal(Why.LOOK_HAS_NO_DAY)
    if not is_due(assessment, begun(by.at)):
        raise Refusal(Why.LOOK_NOT_DUE, day=assessment.look_again_on)
    return _again(assessment, new_id, framework, rules, by)


def start_again(
    assessment: Assessment,
    new_id: str,
    framework: Framework,
    rules: ChannelRules,
    by: Actor,
    next: Assessment | None,
) -> Assessment:
    """The same of what was declined, on any day: for the owner, and for whoever may start in its channel.
    `next` is the one that was started from it last, if any: one goes on at a time."""
    if not was_declined(assessment):
        raise Refusal(Why.NOT_DECLINED)
    if by.person != assessment.owner:
        check_may_begin(assessment.channel, rules, by)
    if next is not None and not next.progress.is_abandoned:
        raise Refusal(Why.BEGAN_AGAIN)
    return _again(assessment, new_id, framework, rules, by)


def was_declined(assessment: Assessment) -> bool:
    """Also one that was closed since."""
    ended = assessment.state == State.DECLINED or assessment.progress.is_closed
    return ended and assessment.verdict is Verdict.DECLINE


def is_due(assessment: Assessment, today: date) -> bool:
    """Whether the day to look again has come."""
    day = assessment.look_again_on
    return assessment.state in LOOKED_AT_AGAIN and day is not None and day <= today


def is_last_erased(assessment: Assessment) -> bool:
    """Whether what it looks at again was erased: then what that had come to is no longer known here."""
    return assessment.previous is not None and assessment.previous_verdict is None


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
    days = [overdue_from(action.by) for action in action_plan.still_open(assessment)]
    days += conditions.overdue_from(assessment)
    if assessment.look_again_on and assessment.state in LOOKED_AT_AGAIN:
        days.append(assessment.look_again_on)
    return min((day for day in days if day > today), default=None)


def _again(
    assessment: Assessment, new_id: str, framework: Framework, rules: ChannelRules, by: Actor
) -> Assessment:
    looker, assessors = assessment.looker, assessment.assessors
    reviewers = still_there(assessment.reviewers)
    looker = None if looker and is_taken_out(looker) else looker
    owner = assessment.owner if looker is None or _decides_on_next(assessment, looker, rules) else looker
    if is_taken_out(owner):  # nobody could own it
        there = [by.person, *sorted(still_there(assessment.helpers))]
        owner = next((one for one in there if not _decides_on_next(assessment, one, rules)), owner)
    if assessment.owner_chooses and not (rules.owner_chooses or by.person in rules.leads):
        reviewers = rules.suggested_beside({owner, *assessors})
    if owner != assessment.owner and assessors and not is_taken_out(assessment.owner):  # as when handed over
        assessors |= {assessment.owner}
    new = Assessment(
        id=new_id,
        title=assessment.title,
        about=assessment.about,
        recipients=assessment.recipients,
        owner=owner,
        channel=assessment.channel,
        progress=Progress.start(framework),
        everyone=assessment.everyone,
        assessors=assessors,
        reviewers=reviewers,
        reviewing_since=dict.fromkeys(reviewers, by.at),
        previous=assessment.id,
        previous_verdict=assessment.verdict,
        before=carried_over(assessment, framework),
    )
    who_decides.go_by(new, rules, by.at)
    # No day is left: whoever asks what is due, finds this done.
    assessment.next, assessment.look_again_on, assessment.looker = new.id, None, None
    return new


def _decides_on_next(assessment: Assessment, person: str, rules: ChannelRules) -> bool:
    """Whether they decide on the next one, or must by these rules, and could not if they owned it."""
    decides = person in assessment.reviewers or person in rules.must_decide
    return decides and person != assessment.owner and not rules.self_review


def _without_day(assessment: Assessment) -> Refusal:
    return Refusal(Why.LOOK_BEGAN if assessment.next else Why.LOOK_HAS_NO_DAY)
