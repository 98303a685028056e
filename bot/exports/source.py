"""What the words of a pack are made from: a record, read as the assessment that it is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.cards.known import NO_AUTHOR
from bot.cards.text import day
from bot.exports.plain import plain
from flows.answer import Given
from flows.assessment import Assessment
from flows.reason import AUTHOR_NOT_RECORDED
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.names import Called, called_at
from flows.submission import Submission

NOT_RECORDED = "Not recorded."


@dataclass(frozen=True, slots=True)
class Source:
    record: Record
    kept: Kept

    @property
    def assessment(self) -> Assessment:
        return self.kept.assessment

    @property
    def submission(self) -> Submission | None:
        return self.assessment.last_submission

    @property
    def given(self) -> Mapping[str, Given]:
        """What was handed in last; before that, the answers so far."""
        return self.submission.given if self.submission else self.assessment.given

    def name(self, person: str, at: datetime | None = None) -> str:
        """What somebody was called at this moment, or when the record was last changed. Where no name was
        kept, Slack's id stands."""
        if person == AUTHOR_NOT_RECORDED:
            return NO_AUTHOR
        names: Sequence[Called] = self.kept.names.get(person, ())
        called = called_at(names, at or self.record.changed_at)
        return called.name if called else person

    def plain(self, words: str, at: datetime | None = None) -> str:
        """The words of a card, with what people were called at this moment."""
        return plain(words, partial(self.name, at=at))

    def by(self, person: str, at: datetime) -> str:
        """`Tom Reed, 4 March 2026, 09:31 UTC`."""
        return f"{self.name(person, at)}, {moment(at)}"


def moment(at: datetime) -> str:
    """A record is read anywhere, so its times say which they are."""
    return f"{day(at)}, {at:%H:%M} UTC"
