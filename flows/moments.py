"""Moments of one assessment follow one another in the store, though what processes take for now does not:
Slack's time as it is known here may run back by up to a second, and another process may know it otherwise."""

from datetime import datetime, timedelta
from typing import Final

APART: Final = timedelta(minutes=15)
"""By so much two processes may differ: Balance is tried with skews of ten minutes. What differs by more was
an error, which the moments after it are not to go by."""
_NEXT: Final = timedelta(microseconds=1)


def after(last: datetime | None, now: datetime) -> datetime:
    """When something is done, where the last thing was done at `last`."""
    return now if last is None or now > last else _unless_an_error(last, last + _NEXT, now)


def not_before(last: datetime | None, now: datetime) -> datetime:
    """The later of both."""
    return now if last is None or now >= last else _unless_an_error(last, last, now)


def _unless_an_error(last: datetime, wanted: datetime, now: datetime) -> datetime:
    return wanted if last - now < APART else now
