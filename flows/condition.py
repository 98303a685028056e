"""What an approval asks for, and what became of it.

A condition of a version before there was more than a text has no terms: nothing else of it is recorded.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flows.days import why_not_due
from flows.refusals import Refusal, Why

OWNER, BY, WHEN = "condition_owner", "condition_by", "condition_when"
"""The fields of its terms, as forms name them."""


class ConditionState(StrEnum):
    """How far it is. Only what is confirmed is met."""

    OPEN = "open"
    SAID = "said"  # somebody said that it is met
    SENT_BACK = "sent_back"  # somebody looked at it, and said what is missing
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Terms:
    """Who sees to it, and by which day; `before_sharing`: nothing is to be shared before it is met. `at` is
    when this was set, in UTC."""

    owner: str
    by: date
    before_sharing: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of it, and when, in UTC."""

    by: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a decision. `said`: that it is met, with a note or a link; `sent_back`: what is
    missing, as long as nobody has said anew that it is met."""

    text: str
    terms: Terms | None = None
    said: Said | None = None
    sent_back: Said | None = None
    confirmed: Said | None = None

    @property
    def state(self) -> ConditionState:
        if self.confirmed:
            return ConditionState.CONFIRMED
        if self.sent_back:
            return ConditionState.SENT_BACK
        return ConditionState.SAID if self.said else ConditionState.OPEN

    @property
    def to_confirm(self) -> Said | None:
        """That it is met, while nobody has looked at that."""
        return self.said if self.state is ConditionState.SAID else None

    @property
    def is_recorded(self) -> bool:
        """Whether anything is known of it but its text."""
        return bool(self.terms or self.said)

    @property
    def is_due(self) -> bool:
        """Whether its owner is waited for, as far as it has one."""
        return self.state in (ConditionState.OPEN, ConditionState.SENT_BACK)

    @property
    def holds_up_sharing(self) -> bool:
        return self.terms is not None and self.terms.before_sharing and not self.confirmed

    def is_overdue(self, today: date) -> bool:
        return self.is_due and self.terms is not None and self.terms.by < today

    @property
    def latest(self) -> Said | None:
        """Who did something about it last."""
        return self.confirmed or self.sent_back or self.said

    @property
    def mark(self) -> str:
        """Tells what somebody had in sight from what it is now; fit to be carried by a button."""
        moments = [self.terms.at if self.terms else None, self.latest.at if self.latest else None]
        return f"{self.state}.{max((f'{one:%Y%m%d%H%M%S%f}' for one in moments if one), default='')}"


@dataclass(frozen=True, slots=True)
class TermsForm:
    """What somebody fills in. `by` None: no day chosen."""

    owner: str = ""
    by: date | None = None
    before_sharing: bool = True

    def errors(self, today: date) -> dict[str, Refusal]:
        """What is wrong, by field; empty when it is fine."""
        wrong = {}
        if not self.owner:
            wrong[OWNER] = Refusal(Why.CONDITION_OWNER_MISSING)
        if not_then := why_not_due(self.by, today, Why.CONDITION_DAY_MISSING):
            wrong[BY] = not_then
        return wrong

    def terms(self, at: datetime, *confirm: str) -> Terms:
        """Of a form without errors. Raises Refusal where somebody would see to it themselves of those who
        `confirm` that it is met: whoever set the condition, and whoever stands in for them."""
        if self.owner in confirm:
            raise Refusal(Why.CONDITION_OWNER_CONFIRMS)
        assert self.by is not None
        return Terms(self.owner, self.by, self.before_sharing, at)
