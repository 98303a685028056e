"""What of an assessment waits for whom: the matters that people are reminded of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


class Matter(StrEnum):
    """Why somebody is reminded."""

    ANSWER = "answer"  # it is not finished: those who can go on
    DECIDE = "decide"  # it is handed in: its reviewers
    ACT = "act"  # something is to be done: whoever does it; subject: the action
    LOOK = "look"  # it is to be looked at again: its owner
    LEFT = "left"  # somebody that it waits for left the workspace; subject: that person


@dataclass(frozen=True, slots=True)
class Waiting:
    """One matter that waits for one person. `since` is when it began to, in UTC; `on` is its day, if it
    has one: that by which something is to be done, or of the second look."""

    matter: Matter
    assessment: str
    person: str
    since: datetime
    on: date | None = None
    subject: str = ""

    @property
    def key(self) -> str:
        """Tells this matter from the person's others; fit to be carried by a button."""
        return ".".join(part for part in (self.matter.value, self.assessment, self.subject) if part)

    @property
    def round(self) -> str:
        """Whoever goes on, hands in or takes a decision back makes it wait anew."""
        return f"{self.since.astimezone(UTC):%Y%m%d%H%M%S}"
