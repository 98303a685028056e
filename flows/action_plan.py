"""What a team sets out to do about an assessment: what it can be about, who does it, and in
which order it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.days import why_not_due
from flows.decision import Action
from flows.framework import Question
from flows.refusals import NotAllowed, Refusal, Why, raise_first
from flows.scoring import assess
from flows.seen import check_seen
from flows.typed import WORDS_MAX, too_long
from flows.visible import visible

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


@dataclass(frozen=True, slots=True)
class ActionForm:
    """What a person fills in to add an action. `about` is the key of a subject; `by` None: no day chosen."""

    about: str
    what: str
    who: str
    by: date | None

    def errors(self, today: date) -> dict[str, Refusal]:
        """What is wrong, by field; empty when it is fine."""
        wrong = {}
        if not self.about:
            wrong["about"] = Refusal(Why.SUBJECT_MISSING)
        if not visible(self.what):
            wrong["what"] = Refusal(Why.WHAT_MISSING)
        if len(self.what) > WORDS_MAX:
            wrong["what"] = too_long(len(self.what))
        if not self.who:
            wrong["who"] = Refusal(Why.WHO_MISSING)
        if not_then := why_not_due(self.by, today, Why.DAY_MISSING):
            wrong["by"] = not_then
        return wrong


def add(assessment: Assessment, action_id: str, form: ActionForm, by: Actor) -> Action:
    """Set out to do something about what was handed in last. Raises Refusal."""
    raise_first(form.errors(by.at.date()))
    if assessment.is_over:
        raise Refusal(Why.OVER_NO_ACTION)
    subject = next((found for found in subjects(assessment) if found.key == form.about), None)
    if subject is None:
        raise Refusal(Why.SUBJECT_CHANGED)
    _check_room(assessment)
    assert form.by is not None
    action = Action(
        action_id, visible(form.what), form.who, form.by, subject.about, made_by=by.person, made_at=by.at
    )
    assessment.actions += (action,)
    return action


def tick(
    assessment: Assessment, action_id: str, by: Actor, *, done: bool, seen: str | None = None
) -> Action | None:
    """Tick an action off, or (`done` False) say that it is not done after all; None: it was so already, by
    the same person. For who does it, the owner and the reviewers, wherever they are. `seen` is the mark of
    the action as it stood before them. Raises Refusal."""
    action = find(assessment, action_id)
    if action is None:
        raise Refusal(Why.NO_SUCH_ACTION)
    if by.person not in (action.who, assessment.owner) and by.person not in assessment.reviewers:
        raise NotAllowed(Why.ONLY_THESE_TICK, people=[action.who, assessment.owner])
    if (action.done_at is not None) == done:
        if done and action.done_by != by.person:
            raise Refusal(Why.TICKED_BY, people=[action.done_by or ""])
        return None
    if not done:
        check_seen(action.mark, seen, Why.TICKED_SINCE, [action.done_by or ""])
        _check_room(assessment)
    ticked = replace(action, done_by=by.person if done else None, done_at=by.at if done else None)
    assessment.actions = tuple(ticked if one.id == action_id else one for one in assessment.actions)
    return ticked


def find(assessment: Assessment, action_id: str) -> Action | None:
    """None: there is none of this id."""
    return next((action for action in assessment.actions if action.id == action_id), None)


def subjects(assessment: Assessment) -> Iterator[Subject]:
    """Every answer of 1 or 2, every open question and every condition of what was handed in last."""
    submission = assessment.last_submission
    if submission is None:
        return
    for decision in assessment.present_decisions:
        for number, condition in enumerate(decision.conditions):
            yield Subject(f"condition.{decision.number}.{number}", Group.CONDITION, condition.text)
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


def _check_room(assessment: Assessment) -> None:
    if len(still_open(assessment)) >= MOST_OPEN:
        raise Refusal(Why.TOO_MANY_ACTIONS, most=MOST_OPEN)
