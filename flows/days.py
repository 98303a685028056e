"""Where on earth a day begins first, and where last."""

from datetime import date, datetime, timedelta, timezone

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


def begun(at: datetime) -> date:
    """The latest day that has begun anywhere. A reminder comes in the morning of its reader's day, which may
    not have begun in UTC."""
    return at.astimezone(EAST).date()
