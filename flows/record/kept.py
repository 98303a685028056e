"""An assessment with all that a store keeps of it beside."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from flows.activity import Happened
from flows.answer import Given
from flows.assessment import Assessment
from flows.chain import Head, Link
from flows.reason import Reason
from flows.record.names import NamesKept
from flows.roles import Roles


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer that stood at some time, and who made it so; None: not recorded."""

    question: str
    given: Given
    by: str | None
    at: datetime | None

    @property
    def wrote(self) -> Reason | None:
        """What whoever made it so wrote for it then; None: nothing."""
        return next((one for one in self.given.reasons if (one.by, one.at) == (self.by, self.at)), None)


def with_words(history: Iterable[Happened], changes: Iterable[Changed]) -> list[Happened]:
    """What happened, each with what its person wrote for an answer then. The log itself holds none of it."""
    wrote = {(one.question, one.by, one.at): one.wrote for one in changes if one.wrote}
    found = ((one, wrote.get((one.question or "", one.by, one.at))) for one in history)
    return [replace(one, words=own.words, shows=own.evidence) if own else one for one, own in found]


@dataclass(frozen=True, slots=True)
class Kept:
    """`team` is the workspace. `changes` and `history` are oldest first. `names` may be of more people than
    this assessment has."""

    team: str
    assessment: Assessment
    roles: Roles = field(default_factory=dict)
    changes: tuple[Changed, ...] = ()
    history: tuple[Happened, ...] = ()
    names: NamesKept = field(default_factory=dict)

    @property
    def links(self) -> list[Link]:
        """The chain of the record."""
        return [one.link for one in self.history if one.link]

    @property
    def start(self) -> Head:
        return Head.start(self.team, self.assessment.id)

    @property
    def head(self) -> Head:
        """How far the chain goes; of one that has not begun, nothing is known."""
        links = self.links
        return links[-1].head if links else Head(0, "")
