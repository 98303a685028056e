"""What reviewers decide, and what the team sets out to do about it.

Learned from the evaluation and the action plan of CNIL's PIA tool (https://github.com/LINCnil/pia).
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flows.errors import NotTaken
from flows.refusals import too_long
from flows.triggers import Trigger

WORDS_MAX = 2_000
"""Characters of a decision's words, of each condition, and of what an action says."""
YEARS_AHEAD = 100
"""A day further off is a slip; and with the last day that there is, nobody can reckon."""


class Verdict(StrEnum):
    """What a reviewer can say to a summary."""

    APPROVE = "approve"
    CONDITIONS = "approve_with_conditions"
    CHANGES = "ask_for_changes"
    DECLINE = "decline"

    @property
    def trigger(self) -> Trigger:
        return Trigger(self.value)

    @property
    def approves(self) -> bool:
        return self in (Verdict.APPROVE, Verdict.CONDITIONS)


@dataclass(frozen=True, slots=True)
class Decision:
    """One reviewer's word on one submission. `number` counts from 1 within the assessment.

    `mark` is that of the submission that was seen. `acknowledged` are the questions rated 1 or 2 or open
    that an approval takes note of, `questions` those that changes are asked for. A decision that was
    withdrawn stays on record, with the reason.
    """

    number: int
    verdict: Verdict
    by: str
    at: datetime
    submission: int
    mark: str
    words: str = ""
    conditions: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()
    is_self_review: bool = False
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""

    def __post_init__(self) -> None:
        """Raises NotTaken for a decision that says too little or too much."""
        if self.verdict is Verdict.CONDITIONS and not self.conditions:
            raise NotTaken("Write at least one condition, or choose Approve.")
        if self.verdict is Verdict.CHANGES and not self.questions:
            raise NotTaken("Choose at least one question that should be looked at again.")
        if self.verdict in (Verdict.CHANGES, Verdict.DECLINE) and not self.words.strip():
            raise NotTaken("Say in a few words why, so that the team knows what to do.")
        for text in (self.words, *self.conditions):
            if len(text) > WORDS_MAX:
                raise NotTaken(too_long(len(text), WORDS_MAX))

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Action:
    """Something to be done: what, who, by when. `about` is a question's id, or the text of a condition."""

    id: str
    what: str
    who: str
    by: date
    about: str
    made_by: str
    made_at: datetime
    done_by: str | None = None
    done_at: datetime | None = None

    def is_overdue(self, today: date) -> bool:
        return self.done_at is None and self.by < today


@dataclass(frozen=True, slots=True)
class Query:
    """A reviewer's question about one answer, posted in the thread to the person who gave it."""

    id: str
    question: str
    by: str
    to: str
    words: str
    at: datetime


def is_too_far(day: date, today: date) -> bool:
    """Whether this day is too far off for a plan, see YEARS_AHEAD."""
    return day > months_later(today, YEARS_AHEAD * 12)


def months_later(start: date, months: int) -> date:
    """The same day of a later month, or its last one where there is no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def together(decisions: Iterable[Decision], submission: int, *, needed: frozenset[str]) -> Verdict | None:
    """What the decisions on this submission come to; None while somebody of `needed` has not decided.

    One that asks for changes or declines is enough: the others need not look at what will not stay. Among
    approvals, conditions stand.
    """
    standing = [decision for decision in decisions if decision.stands and decision.submission == submission]
    said = [decision.verdict for decision in standing]
    for verdict in (Verdict.DECLINE, Verdict.CHANGES):
        if verdict in said:
            return verdict
    if not said or not needed <= {decision.by for decision in standing}:
        return None
    return Verdict.CONDITIONS if Verdict.CONDITIONS in said else Verdict.APPROVE
