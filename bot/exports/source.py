"""What the words of a pack are made from: a record, read as the assessment that it is of."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.cards.known import NO_AUTHOR
from bot.cards.text import day
from bot.exports.plain import plain
from flows.actor import FORMER
from flows.answer import Given
from flows.assessment import Assessment
from flows.folding import folded
from flows.reason import AUTHOR_NOT_RECORDED
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.names import Called, called_at
from flows.submission import Submission
from flows.visible import visible

NOT_RECORDED = "Not recorded."
_OURS = (folded(NO_AUTHOR), folded(FORMER))
# A name may end as ours do of people who are told apart.
_LIKE_TOLD_APART = re.compile(r"\([uw][a-z0-9]{5,}\)$")


@dataclass(frozen=True, slots=True)
class Source:
    record: Record
    kept: Kept
    namesakes: frozenset[str] = field(init=False)
    """People of the record of whom another one had the same name, whenever that was: they are told apart by
    Slack's ids, or one would read as approving what they answered themselves."""

    def __post_init__(self) -> None:
        bearers = defaultdict[str, set[str]](set)
        for person in self.record.people:
            for called in self.kept.names.get(person.id, ()):
                bearers[_as_read(called.name)].add(person.id)
        several = (
            people
            for name, people in bearers.items()
            if len(people) > 1 or name in _OURS or _LIKE_TOLD_APART.search(name)
        )
        object.__setattr__(self, "namesakes", frozenset[str]().union(*several))

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
        kept, Slack's id stands; beside the name of a namesake it stands too."""
        if person == AUTHOR_NOT_RECORDED:
            return NO_AUTHOR
        names: Sequence[Called] = self.kept.names.get(person, ())
        called = called_at(names, at or self.record.changed_at)
        if called is None:
            return person
        return f"{called.name} ({person})" if person in self.namesakes else called.name

    def plain(self, words: str, at: datetime | None = None) -> str:
        """The words of a card, with what people were called at this moment."""
        return plain(words, partial(self.name, at=at))

    def by(self, person: str, at: datetime) -> str:
        """`Tom Reed, 4 March 2026, 09:31 UTC`."""
        return f"{self.name(person, at)}, {moment(at)}"


def _as_read(name: str) -> str:
    """Without what nobody sees, or sees as one space."""
    return " ".join("".join(sign if visible(sign) else " " for sign in folded(name)).split())


def moment(at: datetime) -> str:
    """A record is read anywhere, so its times say which they are."""
    return f"{day(at)}, {at:%H:%M} UTC"
