"""Why something cannot be done now, in words for a person, and how to go on."""

from collections.abc import Mapping
from typing import Final

from flows.progress import Progress
from flows.states import State
from flows.triggers import Trigger

_TO_CHANGE: Final = "To change something, choose Change answers on its summary."

NOT_ASKED: Final = (
    "A reviewer named the questions to look at again. Only these can be changed now. "
    "The card in the thread lists them."
)

_PAUSED: Final = {
    Trigger.PAUSE: "This assessment is already paused. Type resume to go on.",
}
_SUBMITTED: Final = {
    Trigger.PAUSE: f"This assessment has been submitted, so there is nothing to pause. {_TO_CHANGE}",
    Trigger.RESUME: f"This assessment has been submitted, so there is nothing to resume. {_TO_CHANGE}",
    Trigger.SUBMIT: f"This assessment has already been submitted. {_TO_CHANGE}",
    Trigger.ABANDON: f"This assessment has been submitted, so it cannot be abandoned. {_TO_CHANGE}",
}
_ABANDONED: Final = {
    Trigger.ABANDON: "This assessment was abandoned before. You can start a new one.",
}
_NOTHING_TO_DECIDE: Final = "There is nothing to decide yet: this assessment has not been submitted."
_DECIDING: Final = (
    Trigger.APPROVE,
    Trigger.APPROVE_WITH_CONDITIONS,
    Trigger.ASK_FOR_CHANGES,
    Trigger.DECLINE,
)
_TO_CHANGE_DECISION: Final = "Whoever decided can withdraw the decision first."
_CHANGES_ASKED: Final = {
    Trigger.PAUSE: "Changes were asked for. Choose a question on the card to begin.",
    Trigger.GO_TO: NOT_ASKED,
    Trigger.SUBMIT: "Changes were asked for. Look at these questions first, then submit from the review.",
    **dict.fromkeys(_DECIDING, "Changes were asked for already. You can decide when it is submitted again."),
}
_DECIDED_STATES: Final = {
    State.APPROVED: "This assessment has been approved.",
    State.APPROVED_WITH_CONDITIONS: "This assessment has been approved with conditions.",
    State.DECLINED: "This assessment has been declined.",
}
_REVIEW: Final = {
    Trigger.GO_TO: "This assessment has no such question. Choose one from the review.",
    Trigger.KEEP: "This is the review. Choose a question to change its answer, or type submit.",
    Trigger.RESUME: "This assessment is not paused. You can change answers here, or type submit.",
    Trigger.SUBMIT: "Nothing is rated yet, so there is nothing to submit. Please rate at least one question.",
    Trigger.REOPEN: "This assessment has not been submitted, so its answers can still be changed.",
}
_QUESTION: Final = {
    Trigger.BACK: "This is the first question, so there is none to go back to.",
    Trigger.GO_TO: "This assessment has no such question. Type review to see them all.",
    Trigger.KEEP: "There is no answer to keep yet. Answer this question, or type skip to leave it open.",
    Trigger.RESUME: "This assessment is not paused. Answer the question to go on.",
    Trigger.SUBMIT: "An assessment is submitted from its review. Type review to get there.",
    Trigger.REOPEN: "This assessment has not been submitted, so its answers can still be changed.",
}

_BY_STATE: Final[Mapping[str, tuple[Mapping[Trigger, str], str]]] = {
    State.PAUSED: (_PAUSED, "This assessment is paused. Type resume to go on."),
    State.SUBMITTED: (_SUBMITTED, f"This assessment has been submitted. {_TO_CHANGE}"),
    State.ABANDONED: (_ABANDONED, "This assessment was abandoned and cannot go on. You can start a new one."),
    State.WITHDRAWN: (_SUBMITTED, f"This assessment waits for a decision again. {_TO_CHANGE}"),
    State.CHANGES_ASKED: (
        _CHANGES_ASKED,
        "Changes were asked for. Choose a question on the card in the thread to begin.",
    ),
    **{
        state: (
            dict.fromkeys(_DECIDING, f"{words} {_TO_CHANGE_DECISION}"),
            f"{words} Its answers stand. {_TO_CHANGE_DECISION}",
        )
        for state, words in _DECIDED_STATES.items()
    },
    State.CLOSED: ({}, "This assessment is closed. You can start a new one."),
    State.REVIEW: (
        _REVIEW,
        "No question is being asked now. Choose one from the review to change its answer.",
    ),
}


def words(progress: Progress, trigger: Trigger, to: str | None = None) -> str:
    """Why `trigger` is refused where this assessment stands; `to` is where it should have led."""
    known = {question.id for question in progress.framework.questions}
    if progress.asked and (trigger is Trigger.BACK or (trigger is Trigger.GO_TO and to in known)):
        return NOT_ASKED
    if trigger in _DECIDING and (progress.question or progress.at_review or progress.is_paused):
        return _NOTHING_TO_DECIDE
    if trigger is Trigger.WITHDRAW and progress.asked:
        return "The team is changing answers already. You can decide when they are submitted again."
    if trigger is Trigger.WITHDRAW and not progress.is_decided:
        return "There is no decision to withdraw."
    if trigger is Trigger.CLOSE and not progress.is_closed:
        return "An assessment is closed after a decision. There is none yet."
    special, general = _BY_STATE.get(progress.state, (_QUESTION, "This cannot be done at a question."))
    return special.get(trigger, general)
