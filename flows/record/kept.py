"""An assessment with all that a store keeps of it beside."""

from dataclasses import dataclass, field
from datetime import datetime

from flows.activity import Happened
from flows.answer import Given
from flows.assessment import Assessment
from flows.chain import Head, Link
from flows.record.names import NamesKept
from flows.roles import Roles


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer that stood at some time, and who made it so; None: not recorded."""

    question: str
    given: Given
    by: str | None
    at: datetime | None


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
