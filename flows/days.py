"""Days: where one begins first and last, by which one something can be due, the same day of another month."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone

from flows.refusals import Refusal, Why

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))

OPENS = 9
"""The hour of somebody's day from which on something comes to them by itself."""

YEARS_AHEAD = 100
"""A day further off is a slip; and with the last day that there is, nobody can reckon."""


def begun(at: datetime) -> date:
    """The latest day that has begun anywhere. A reminder comes in the morning of its reader's day, which may
    not have begun in UTC."""
    return at.astimezone(EAST).date()


def begun_everywhere(at: datetime) -> date:
    """The latest day that has begun for everybody: what happens on a day may happen now."""
    return at.astimezone(WEST).date()


def begins_everywhere(day: date) -> datetime:
    """The moment, in UTC, from which on this day has begun for everybody."""
    return datetime.combine(day, time(), WEST).astimezone(UTC)


def is_too_far(day: date, today: date) -> bool:
    """Whether this day is too far off for a plan, see YEARS_AHEAD."""
    return day > months_later(today, YEARS_AHEAD * 12)


def why_not_due(by: date | None, today: date, missing: Why) -> Refusal | None:
    """Why nothing can be due by this day; None: it can. `missing` is for where none was chosen."""
    if by is None:
        return Refusal(missing)
    if by < today:
        return Refusal(Why.DAY_IS_PAST)
    return Refusal(Why.DAY_TOO_FAR) if is_too_far(by, today) else None


def overdue_from(by: date) -> date:
    """The first day on which what was due by this one counts as overdue."""
    return by + timedelta(days=1)


def months_later(start: date, months: int) -> date:
    """The same day of a later month, or its last one where there is no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
