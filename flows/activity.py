"""What happened to an assessment, as the activity log keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from flows.chain import Link
from flows.condition_log import SEES_TO_IT

PEOPLE_IN: Final[Mapping[str, str]] = {
    "add_action": "who",
    "ask_about": "to",
    "condition_terms": SEES_TO_IT,
    "gave_look": "to",
    "handed_over": "to",
    "reviewers": "chosen",
    "untick_action": "ticked_by",
}
"""What in the detail of an event is people."""


BY_ITSELF: Final = "changed"
"""What is logged, of nobody, where something is other than it was recorded and no act was logged for it, as
of an assessment from before records were chained. It belongs to the record, and is no news to anybody."""


class Came(StrEnum):
    """After what a reveal came by itself, in the detail of its event: nobody chose it."""

    LAST_DONE = "last_done"
    NOBODY_LEFT = "nobody_left"


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the log. `detail` holds small facts, never what somebody wrote in an answer; `words` are
    those that this person wrote for an answer then, and `shows` what they said that shows it; both may stand
    no longer. `link` is what it is in the
    chain of the record; None: it is from before there were chains."""

    at: datetime
    by: str
    what: str
    question: str | None
    detail: Mapping[str, Any]
    words: str = ""
    shows: str = ""
    link: Link | None = None


def with_people(what: str, detail: Mapping[str, Any], other: Callable[[str], str]) -> dict[str, Any]:
    """The detail of such an event, with each person in it written another way."""
    name = PEOPLE_IN.get(what)
    return {key: _each(value, other) if key == name else value for key, value in detail.items()}


def _each(value: Any, other: Callable[[str], str]) -> Any:
    return [other(str(one)) for one in value] if isinstance(value, list) else other(str(value))
