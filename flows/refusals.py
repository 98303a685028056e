"""Why something cannot be done now, in words for a person, and how to go on."""

from collections.abc import Mapping
from typing import Final

from flows.progress import Progress
from flows.states import State
from flows.triggers import Trigger

_TO_CHANGE: Final = "To change something, choose Change answers on its summary."

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
    State.REVIEW: (
        _REVIEW,
        "No question is being asked now. Choose one from the review to change its answer.",
    ),
}


def words(progress: Progress, trigger: Trigger) -> str:
    """Why `trigger` is refused where this assessment stands."""
    special, general = _BY_STATE.get(progress.state, (_QUESTION, "This cannot be done at a question."))
    return special.get(trigger, general)
