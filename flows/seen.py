"""What stood before somebody when a form was opened: it carries a mark of that, and takes back unseen nothing
that was changed since."""

import hashlib
from collections.abc import Collection

from flows.refusals import OutOfDate, Why


def mark_seen(*what: object) -> str:
    """Tells what somebody had in sight from what it is now; fit to be carried by a form. Sets are to be
    sorted: two processes need not read them in the same order."""
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def check_seen(now: str, seen: str | None, why: Why, people: Collection[str] = ()) -> None:
    """Raises OutOfDate, with what it is about, where another mark stands `now` than the one that was `seen`.
    None: nothing was looked at before."""
    if seen is not None and seen != now:
        raise OutOfDate(why, people=people)
