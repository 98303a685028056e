"""How long a workspace keeps what has ended: a period for each outcome, and the notice that comes before
anything is erased by itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from flows.days import months_later
from flows.seen import mark_seen

NOTICE: Final = timedelta(days=30)
"""So long before it is erased, the owner and the governance leads have been told."""
DELIVERY: Final = timedelta(days=7)
"""So long it may take until they are: nobody is told at night or at a weekend, and nothing may have run."""


class Outcome(StrEnum):
    """How an assessment can have ended."""

    APPROVED = "approved"  # with conditions or without
    DECLINED = "declined"
    ABANDONED = "abandoned"  # or closed without a decision


class Unit(StrEnum):
    """What a period is counted in."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept: 90 days, 6 years. `number` is 1 or more."""

    number: int
    unit: Unit

    def after(self, day: date) -> date:
        """The day on which it is over; the last one that there is, where that is further off."""
        try:
            if self.unit is Unit.DAYS:
                return day + timedelta(days=self.number)
            return months_later(day, self.number * (12 if self.unit is Unit.YEARS else 1))
        except (OverflowError, ValueError):
            return date.max


@dataclass(frozen=True, slots=True)
class Retention:
    """The rules of a workspace. None: for ever."""

    approved: Period | None = None
    declined: Period | None = None
    abandoned: Period | None = None

    @property
    def is_set(self) -> bool:
        return any((self.approved, self.declined, self.abandoned))

    @property
    def mark(self) -> str:
        """Of what a form has shown: see `flows/seen.py`."""
        return mark_seen(self)

    def of(self, outcome: Outcome) -> Period | None:
        match outcome:
            case Outcome.APPROVED:
                return self.approved
            case Outcome.DECLINED:
                return self.declined
            case Outcome.ABANDONED:
                return self.abandoned
