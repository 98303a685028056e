"""What people were called when they acted, so that a record can be read without Slack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody was called in Slack from a moment on (UTC)."""

    name: str
    since: datetime


NamesKept = Mapping[str, Sequence[Called]]
"""By person, oldest first."""


def called_at(names: Sequence[Called], at: datetime) -> Called | None:
    """What holds at this moment. A name is learnt shortly after somebody acts for the first time, so the
    first one also holds before it. None: no name was kept."""
    held = [one for one in names if one.since <= at]
    return held[-1] if held else next(iter(names), None)
