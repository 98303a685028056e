"""What the log keeps where somebody sets another day to look again: the day before, and the one since."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

_BEFORE, _ON = "before", "on"
SET_DAY: Final = "look_again_on"
PUT_OFF: Final = "put_off_look"


class Days(NamedTuple):
    """None: never."""

    before: date | None
    now: date | None


def logged(before: date | None, now: date | None) -> dict[str, str | None]:
    """As the detail of an event."""
    return {_BEFORE: before.isoformat() if before else None, _ON: now.isoformat() if now else None}


def told(detail: Mapping[str, Any]) -> Days | None:
    """None for an event of an earlier version, which says nothing of the day before."""
    if not {_BEFORE, _ON} <= detail.keys():
        return None
    try:
        return Days(_day(detail[_BEFORE]), _day(detail[_ON]))
    except ValueError:  # as a file may say that comes from elsewhere
        return None


def _day(kept: object) -> date | None:
    return None if kept is None else date.fromisoformat(str(kept))
