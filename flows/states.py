"""The names of the fixed states. Every question adds a state of its own, named by the question's id."""

from typing import Final


class State:
    """Plain strings, not an Enum: `transitions` would match an Enum by its name and not by its value."""

    ALONE: Final = "alone"
    REVIEW: Final = "review"
    PAUSED: Final = "paused"
    SUBMITTED: Final = "submitted"
    ABANDONED: Final = "abandoned"
    CHANGES_ASKED: Final = "changes-asked"
    APPROVED: Final = "approved"
    APPROVED_WITH_CONDITIONS: Final = "approved-with-conditions"
    DECLINED: Final = "declined"
    WITHDRAWN: Final = "withdrawn"
    CLOSED: Final = "closed"


AWAITING: Final = (State.SUBMITTED, State.WITHDRAWN)
"""Handed in, and waiting for a decision; WITHDRAWN: again, because one was taken back."""

APPROVED: Final = (State.APPROVED, State.APPROVED_WITH_CONDITIONS)

DECIDED: Final = (*APPROVED, State.DECLINED)

HANDED_IN: Final = (*AWAITING, *DECIDED, State.CLOSED)
"""The summary stands as it was submitted, and nobody is asked for answers."""

ENDED: Final = (*HANDED_IN, State.ABANDONED)
"""Nobody can answer here now."""

FIXED_STATES: Final = (
    State.ALONE,
    State.REVIEW,
    State.PAUSED,
    State.SUBMITTED,
    State.CHANGES_ASKED,
    State.APPROVED,
    State.APPROVED_WITH_CONDITIONS,
    State.DECLINED,
    State.WITHDRAWN,
    State.CLOSED,
    State.ABANDONED,
)

# No question may take one of these as its id: the fixed states, and names kept free for states to come.
RESERVED: Final = frozenset(FIXED_STATES) | {"decided", "start"}
