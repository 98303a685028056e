"""What the log keeps where somebody says anew who sees to a condition, and by when: how it was, as far as
that was recorded, and how it is since."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flows.condition import Terms, TermsForm

SEES_TO_IT: Final = "sees_to_it"
"""Holds people; see PEOPLE_IN of flows/activity.py."""
_BY, _FIRST = "due", "before_sharing"


def logged(before: Terms | None, after: Terms | None) -> dict[str, Any]:
    """As the detail of an event: of each a list, the earlier first."""
    known = [one for one in (before, after) if one]
    return {
        SEES_TO_IT: [one.owner for one in known],
        _BY: [one.by.isoformat() for one in known],
        _FIRST: [one.before_sharing for one in known],
    }


def told(detail: Mapping[str, Any]) -> list[TermsForm]:
    """What stood before, where that is known, and what stood then. Empty of an event of an earlier version,
    which says neither."""
    kept = [detail.get(name) for name in (SEES_TO_IT, _BY, _FIRST)]
    if not all(isinstance(one, list) for one in kept):
        return []
    try:
        return [
            TermsForm(str(owner), date.fromisoformat(str(by)), before_sharing=bool(first))
            for owner, by, first in zip(*kept, strict=False)
        ]
    except ValueError:  # as a file may say that comes from elsewhere
        return []
