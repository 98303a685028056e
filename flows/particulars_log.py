"""What the log keeps where somebody describes an assessment anew: which particulars changed, and the words
that stood before, which stand nowhere else any more."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from flows.particulars import ABOUT, RECIPIENTS, TITLE, Particulars

DESCRIBED: Final = "described"
_CHANGED: Final = "changed"
_BEFORE: Final = {TITLE: "before", ABOUT: "about_before", RECIPIENTS: "recipients_before"}
"""That of the title has the name of a version that kept no other."""


def logged(changed: Collection[str], before: Particulars) -> dict[str, Any]:
    """As the detail of an event. Where nothing stood before, there is nothing to keep."""
    stood = {kept: getattr(before, field) for field, kept in _BEFORE.items() if field in changed}
    return {_CHANGED: list(changed), **{kept: words for kept, words in stood.items() if words}}


def changed(detail: Mapping[str, Any]) -> list[str]:
    """Which particulars, of those in `flows/particulars.py`."""
    return list(map(str, detail.get(_CHANGED) or ()))


def words_before(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The particulars of which other words stood before, each with these."""
    found = ((field, str(detail.get(kept) or "")) for field, kept in _BEFORE.items())
    return [(field, words) for field, words in found if words]
