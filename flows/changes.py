"""What an act changed in an assessment: what its log, the thread and the cards should say of it."""

from dataclasses import dataclass

from flows.answer import Given
from flows.decision import Decision
from flows.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Moved:
    """The machine moved. `question` is the one that was answered, if any, `old` and `new` its answers.

    `trigger` is what moved it in the end: in another look, to keep last time's answer is to give it again.
    `is_news`: the channel should be told. `is_summed_up`: the summary says of it where it stands.
    """

    trigger: Trigger
    question: str | None = None
    old: Given | None = None
    new: Given | None = None
    to: str | None = None
    is_news: bool = False
    is_summed_up: bool = False

    @property
    def overruled(self) -> Given | None:
        """The answer of somebody else that was changed to say something else."""
        if self.old is None or self.new is None or self.old.by == self.new.by:
            return None
        return None if self.old.answer.says_the_same_as(self.new.answer) else self.old


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision is on record; `moves`: what that came to, together with all others."""

    decision: Decision
    moves: tuple[Moved, ...]
