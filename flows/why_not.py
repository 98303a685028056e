"""Why a trigger does not move an assessment where it stands: by state, by trigger, and within a round of
changes."""

from collections.abc import Mapping
from typing import Final

from flows.progress import Progress
from flows.refusals import Why
from flows.states import State
from flows.triggers import Trigger

_DECIDING: Final = (
    Trigger.APPROVE,
    Trigger.APPROVE_WITH_CONDITIONS,
    Trigger.ASK_FOR_CHANGES,
    Trigger.DECLINE,
)
_NOT_DECIDED: Final = {Trigger.WITHDRAW: Why.NO_DECISION, Trigger.CLOSE: Why.CLOSED_AFTER_DECISION}
_BEING_ANSWERED: Final = _NOT_DECIDED | dict.fromkeys(_DECIDING, Why.NOTHING_TO_DECIDE)
_IN_A_ROUND: Final = {
    **dict.fromkeys(_DECIDING, Why.CHANGES_ASKED_ALREADY),
    Trigger.WITHDRAW: Why.CHANGES_UNDER_WAY,
    Trigger.CLOSE: Why.CLOSED_AFTER_CHANGES,
}
_QUESTION: Final = {
    **_BEING_ANSWERED,
    Trigger.BACK: Why.FIRST_QUESTION,
    Trigger.GO_TO: Why.NO_SUCH_QUESTION,
    Trigger.KEEP: Why.NOTHING_TO_KEEP,
    Trigger.RESUME: Why.NOT_PAUSED,
    Trigger.SUBMIT: Why.SUBMITTED_FROM_REVIEW,
    Trigger.DONE: Why.DONE_AT_THE_END,
    Trigger.REOPEN: Why.CHANGED_ALREADY,
}
_REVIEW: Final = {
    **_BEING_ANSWERED,
    Trigger.GO_TO: Why.NO_SUCH_QUESTION_AT_REVIEW,
    Trigger.KEEP: Why.NOTHING_TO_KEEP_AT_REVIEW,
    Trigger.RESUME: Why.NOT_PAUSED_AT_REVIEW,
    Trigger.SUBMIT: Why.NOTHING_RATED,
    Trigger.DONE: Why.NOTHING_SAID,
    Trigger.REOPEN: Why.CHANGED_ALREADY_AT_REVIEW,
}
_SUBMITTED: Final = {
    **_NOT_DECIDED,
    Trigger.PAUSE: Why.SUBMITTED_NO_PAUSE,
    Trigger.RESUME: Why.SUBMITTED_NO_RESUME,
    Trigger.SUBMIT: Why.SUBMITTED_ALREADY,
    Trigger.ABANDON: Why.SUBMITTED_NO_ABANDONING,
}
_CHANGES_ASKED: Final = {
    **_IN_A_ROUND,
    Trigger.PAUSE: Why.CHANGES_ASKED_NO_PAUSE,
    Trigger.GO_TO: Why.NOT_ASKED,
    Trigger.SUBMIT: Why.CHANGES_ASKED_NO_SUBMIT,
}
_CLOSED: Final = {Trigger.WITHDRAW: Why.CLOSED_STANDS, Trigger.CLOSE: Why.CLOSED_ALREADY}

# In each state: what is said to certain triggers, and to all others.
_BY_STATE: Final[Mapping[str, tuple[Mapping[Trigger, Why], Why]]] = {
    State.ALONE: (_BEING_ANSWERED, Why.ANSWERED_ALONE),
    State.REVIEW: (_REVIEW, Why.AT_REVIEW),
    State.PAUSED: ({**_BEING_ANSWERED, Trigger.PAUSE: Why.PAUSED_ALREADY}, Why.PAUSED),
    State.SUBMITTED: (_SUBMITTED, Why.SUBMITTED),
    State.WITHDRAWN: (_SUBMITTED, Why.AWAITS_AGAIN),
    State.CHANGES_ASKED: (_CHANGES_ASKED, Why.CHANGES_ASKED),
    State.APPROVED: (dict.fromkeys(_DECIDING, Why.APPROVED_ALREADY), Why.APPROVED),
    State.APPROVED_WITH_CONDITIONS: (
        dict.fromkeys(_DECIDING, Why.APPROVED_WITH_CONDITIONS_ALREADY),
        Why.APPROVED_WITH_CONDITIONS,
    ),
    State.DECLINED: (dict.fromkeys(_DECIDING, Why.DECLINED_ALREADY), Why.DECLINED),
    State.CLOSED: (_CLOSED, Why.CLOSED),
    State.ABANDONED: ({Trigger.ABANDON: Why.ABANDONED_ALREADY}, Why.ABANDONED),
}


def why_not(progress: Progress, trigger: Trigger, to: str | None = None) -> Why:
    """Why `trigger` is refused where this assessment stands; `to` is where it should have led."""
    special, general = _BY_STATE.get(progress.state, (_QUESTION, Why.AT_A_QUESTION))
    if progress.asked and not progress.changes_asked:
        special = {**special, **_IN_A_ROUND}
        if _leads_elsewhere(progress, trigger, to):
            return Why.NOT_ASKED
    return special.get(trigger, general)


def _leads_elsewhere(progress: Progress, trigger: Trigger, to: str | None) -> bool:
    """Whether this would lead to a question that the reviewer did not name."""
    questions = [question.id for question in progress.framework.questions]
    if progress.is_paused:
        return False
    return (trigger is Trigger.BACK and progress.state != questions[0]) or (
        trigger is Trigger.GO_TO and to in questions
    )
