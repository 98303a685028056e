"""What can happen to an assessment."""

from enum import StrEnum


class Trigger(StrEnum):
    """The names of the machine's events."""

    ANSWER = "answer"
    NOT_SURE = "not_sure"
    NOT_APPLICABLE = "not_applicable"
    BACK = "back"
    GO_TO = "go_to"
    KEEP = "keep"
    PAUSE = "pause"
    RESUME = "resume"
    SUBMIT = "submit"
    REOPEN = "reopen"
    ABANDON = "abandon"
