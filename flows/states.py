"""The names of the fixed states. Every question adds a state of its own, named by the question's id."""

from typing import Final


class State:
    """Plain strings, not an Enum: `transitions` would match an Enum by its name and not by its value."""

    REVIEW: Final = "review"
    PAUSED: Final = "paused"
    SUBMITTED: Final = "submitted"
    ABANDONED: Final = "abandoned"


FIXED_STATES: Final = (State.REVIEW, State.PAUSED, State.SUBMITTED, State.ABANDONED)

# No question may take one of these as its id: the fixed states, and names kept free for states to come.
RESERVED: Final = frozenset(FIXED_STATES) | {
    "approved",
    "approved-with-conditions",
    "changes-asked",
    "closed",
    "decided",
    "declined",
    "start",
    "withdrawn",
}
