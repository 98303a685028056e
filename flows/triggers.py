"""What can happen to an assessment."""

from enum import StrEnum


class Trigger(StrEnum):
    """The names of the machine's events."""

    REVEAL = "reveal"
    ANSWER = "answer"
    NOT_SURE = "not_sure"
    NOT_APPLICABLE = "not_applicable"
    BACK = "back"
    GO_TO = "go_to"
    KEEP = "keep"
    PAUSE = "pause"
    RESUME = "resume"
    SUBMIT = "submit"
    DONE = "done"
    """Of what somebody answers alone: nothing is handed in, and nobody decides on it."""
    REOPEN = "reopen"
    ABANDON = "abandon"
    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    ASK_FOR_CHANGES = "ask_for_changes"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CLOSE = "close"
