"""What the thread is told, once, when it happens. What stands behind each is what it is about."""

from enum import StrEnum


class Note(StrEnum):
    """A line in the thread. Who did it is said with each."""

    CHANGED_ANSWER = "changed_answer"  # question, before, before_by, after
    EXPLAINED = "explained"  # question, answerer: who gave the answer
    SUBMITTED_AGAIN = "submitted_again"  # people: who can decide now
    CHOSE_REVIEWERS = "chose_reviewers"  # people; decided: whether it is decided with that
    DECIDED = "decided"  # verdict; questions: those to be changed; people: who is still to decide
    WITHDREW = "withdrew"
    CLOSED = "closed"
    ADDED_ACTION = "added_action"  # who, question
    TICKED_ACTION = "ticked_action"  # question
    OPENED_ACTION = "opened_action"  # question
    LOOK_DAY = "look_day"  # day
    PUT_OFF_LOOK = "put_off_look"  # day, why
    GAVE_LOOK = "gave_look"  # to
    BEGAN_LOOK = "began_look"
    STARTED_AGAIN = "started_again"
    DESCRIBED = "described"  # changed: the fields that are other now, see flows/particulars.py
    HANDED_OVER = "handed_over"  # to, before: the owner before
