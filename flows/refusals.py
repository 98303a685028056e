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

TOO_FAR: Final = "Choose a day within the next 100 years."

_DECIDING: Final = (
    Trigger.APPROVE,
    Trigger.APPROVE_WITH_CONDITIONS,
    Trigger.ASK_FOR_CHANGES,
    Trigger.DECLINE,
)
_NO_DECISION: Final = "There is no decision to withdraw."
_NOT_DECIDED: Final = {
    Trigger.WITHDRAW: _NO_DECISION,
    Trigger.CLOSE: "An assessment is closed after a decision. There is none yet.",
}
_BEING_ANSWERED: Final = _NOT_DECIDED | dict.fromkeys(
    _DECIDING,
    "There is nothing to decide now: answers are being given. You can decide once they are submitted.",
)
_CLOSED_LATER: Final = (
    "Changes were asked for. This assessment can be closed after the decision that follows them."
)
_IN_A_ROUND: Final = {
    **dict.fromkeys(_DECIDING, "Changes were asked for already. You can decide when it is submitted again."),
    Trigger.WITHDRAW: "The team is changing answers already. You can decide when they are submitted again.",
    Trigger.CLOSE: _CLOSED_LATER,
}
_PAUSED: Final = {
    **_BEING_ANSWERED,
    Trigger.PAUSE: "This assessment is already paused. Type resume to go on.",
}
_SUBMITTED: Final = {
    **_NOT_DECIDED,
    Trigger.PAUSE: f"This assessment has been submitted, so there is nothing to pause. {_TO_CHANGE}",
    Trigger.RESUME: f"This assessment has been submitted, so there is nothing to resume. {_TO_CHANGE}",
    Trigger.SUBMIT: f"This assessment has already been submitted. {_TO_CHANGE}",
    Trigger.ABANDON: f"This assessment has been submitted, so it cannot be abandoned. {_TO_CHANGE}",
}
_ABANDONED: Final = {
    Trigger.ABANDON: "This assessment was abandoned before. You can start a new one.",
}
_TO_CHANGE_DECISION: Final = "Whoever decided can withdraw the decision first."
_CHANGES_ASKED: Final = {
    **_IN_A_ROUND,
    Trigger.PAUSE: "Changes were asked for. There is nothing to pause before somebody begins with them.",
    Trigger.GO_TO: NOT_ASKED,
    Trigger.SUBMIT: "Changes were asked for. Look at these questions first, then submit from the review.",
}
_DECIDED_STATES: Final = {
    State.APPROVED: "This assessment has been approved.",
    State.APPROVED_WITH_CONDITIONS: "This assessment has been approved with conditions.",
    State.DECLINED: "This assessment has been declined.",
}
_CLOSED: Final = {
    Trigger.WITHDRAW: "This assessment is closed, so its decision stands.",
    Trigger.CLOSE: "This assessment is closed already.",
}
_CHANGED_ALREADY: Final = "The answers here can be changed already."
_REVIEW: Final = {
    **_BEING_ANSWERED,
    Trigger.GO_TO: "This assessment has no such question. Choose one from the review.",
    Trigger.KEEP: "This is the review. Choose a question to change its answer, or type submit.",
    Trigger.RESUME: "This assessment is not paused. You can change answers here, or type submit.",
    Trigger.SUBMIT: "Nothing is rated yet, so there is nothing to submit. Please rate at least one question.",
    Trigger.REOPEN: f"{_CHANGED_ALREADY} Choose a question, or type submit.",
}
_QUESTION: Final = {
    **_BEING_ANSWERED,
    Trigger.BACK: "This is the first question, so there is none to go back to.",
    Trigger.GO_TO: "This assessment has no such question. Type review to see them all.",
    Trigger.KEEP: "There is no answer to keep yet. Answer this question, or type skip to leave it open.",
    Trigger.RESUME: "This assessment is not paused. Answer the question to go on.",
    Trigger.SUBMIT: "An assessment is submitted from its review. Type review to get there.",
    Trigger.REOPEN: f"{_CHANGED_ALREADY} Type review to see them all.",
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
    State.CLOSED: (_CLOSED, "This assessment is closed. You can start a new one."),
    State.REVIEW: (
        _REVIEW,
        "No question is being asked now. Choose one from the review to change its answer.",
    ),
}


def words(progress: Progress, trigger: Trigger, to: str | None = None) -> str:
    """Why `trigger` is refused where this assessment stands; `to` is where it should have led."""
    special, general = _BY_STATE.get(progress.state, (_QUESTION, "This cannot be done at a question."))
    if progress.asked and not progress.changes_asked:
        special = {**special, **_IN_A_ROUND}
        if _leads_elsewhere(progress, trigger, to):
            return NOT_ASKED
    return special.get(trigger, general)


def _leads_elsewhere(progress: Progress, trigger: Trigger, to: str | None) -> bool:
    """Whether this would lead to a question that the reviewer did not name."""
    questions = [question.id for question in progress.framework.questions]
    if progress.is_paused:
        return False
    return (trigger is Trigger.BACK and progress.state != questions[0]) or (
        trigger is Trigger.GO_TO and to in questions
    )


def too_long(length: int, most: int) -> str:
    """Of a text that a form takes; both in characters."""
    return f"Please use up to {most:,} characters. This text has {length:,}."
