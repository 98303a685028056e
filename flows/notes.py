"""What the thread is told, once, when it happens; and what one person is told in a direct message. What
stands behind each is what it is about."""

from enum import StrEnum
from typing import Final


class Note(StrEnum):
    """A line in the thread. Who did it is said with each."""

    CHANGED_ANSWER = "changed_answer"  # question, before, before_by, after, was_median
    EXPLAINED = "explained"  # question, answerer: who gave the answer, is_median
    TOOK_BACK_REASON = "took_back_reason"  # the same
    ADDED_EVIDENCE = "added_evidence"  # question, answerer: who gave the answer, is_median
    TOOK_BACK_EVIDENCE = "took_back_evidence"  # question, added_by: whose it was
    SUBMITTED_AGAIN = "submitted_again"  # people: who can decide now
    # people; decided: whether it is decided with that; by_move: by the rules of where it was moved to
    CHOSE_REVIEWERS = "chose_reviewers"
    # verdict; questions: those to be changed; people: who is still to decide; to: who sees to the conditions
    DECIDED = "decided"
    WITHDREW = "withdrew"
    CLOSED = "closed"
    ADDED_ACTION = "added_action"  # who, question
    TICKED_ACTION = "ticked_action"  # question
    OPENED_ACTION = "opened_action"  # question
    SAID_MET = "said_met"  # condition: its key; to: who is to confirm it
    CONFIRMED_CONDITION = "confirmed_condition"  # condition
    SENT_BACK_CONDITION = "sent_back_condition"  # condition; to: who sees to it
    CONDITION_TERMS = "condition_terms"  # condition; to: who sees to it
    LOOK_DAY = "look_day"  # day
    PUT_OFF_LOOK = "put_off_look"  # day, why
    GAVE_LOOK = "gave_look"  # to
    BEGAN_LOOK = "began_look"
    STARTED_AGAIN = "started_again"
    LAST_TIME = "last_time"  # agreed: the first of it, total; declined_by and reason, if it was declined
    KEPT_LONGER = "kept_longer"  # day, why
    DESCRIBED = "described"  # changed: the fields that are other now, see flows/particulars.py
    BROUGHT_VOICES = "brought_voices"  # group: its number
    HANDED_OVER = "handed_over"  # to, before: the owner before
    RATES_AGAIN = "rates_again"  # question
    RATED_AGAIN = "rated_again"  # question; all_done: nobody was left out; it is revealed


class Told(StrEnum):
    """A direct message, to somebody who did not do it themselves."""

    CHANGES_ASKED = "changes_asked"  # decision, link
    DECIDED = "decided"  # decision: the one that made it so, link
    WITHDREW = "withdrew"  # decision, link
    ACTION_GIVEN = "action_given"  # action; in_sight: whether its text may be shown to who is to do it
    LOOK_GIVEN = "look_given"  # by, link
    LOOK_BEGAN = "look_began"  # by; it is about the new assessment
    PANEL_ASKED = "panel_asked"  # by, link
    PANEL_UNREACHED = "panel_unreached"  # whom: who could not be asked
    PANEL_NOT_READY = "panel_not_ready"  # its day has come, and too few are done


ABOUT_LOOK: Final = "look"
"""What Told.LOOK_GIVEN is about: it tells these messages from others about the same assessment."""

ABOUT_PANEL: Final = "panel"
"""The same of Told.PANEL_ASKED."""


def about_unreached(person: str) -> str:
    """The same of Told.PANEL_UNREACHED."""
    return f"unreached {person}"


ABOUT_DAY: Final = "reveal day"
"""The same of Told.PANEL_NOT_READY."""

KEPT_TRUE: Final = (
    *(Told.CHANGES_ASKED, Told.DECIDED, Told.LOOK_GIVEN, Told.PANEL_ASKED),
    *(Told.PANEL_UNREACHED, Told.PANEL_NOT_READY),
)
"""What these say may be so no longer: then they are changed where they stand."""
