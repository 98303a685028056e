"""What an assessment is called, what is shared with whom, and who answers: with one rule for each, at the
start and whenever its owner changes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from flows.refusals import Refusal, Why
from flows.seen import mark_seen
from flows.typed import too_long
from flows.visible import visible

if TYPE_CHECKING:
    from flows.assessment import Assessment

TITLE_MIN: Final = 3
TITLE_MAX: Final = 150
ABOUT_MAX: Final = 1_000
RECIPIENTS_MAX: Final = 150

TITLE, ABOUT, RECIPIENTS, ASSESSORS = "title", "about", "recipients", "assessors"


@dataclass(frozen=True, slots=True)
class Particulars:
    """`recipients`: with whom it is shared, as typed. `assessors` empty: anyone in the channel may answer."""

    title: str
    about: str
    assessors: frozenset[str] = frozenset()
    recipients: str = ""

    @classmethod
    def typed(cls, title: str, about: str, recipients: str, assessors: frozenset[str]) -> Self:
        """As somebody filled them in."""
        return cls(visible(title), visible(about), assessors, visible(recipients))

    @classmethod
    def of(cls, assessment: "Assessment") -> Self:
        """As they stand. While a panel answers alone, who answers is who is in it: an owner who handed it
        over goes on answering after that."""
        chosen, panel = assessment.assessors, assessment.panel
        if panel and assessment.progress.is_alone:
            chosen = frozenset(one.person for one in panel.people)
        return cls(assessment.title, assessment.about, chosen, assessment.recipients)

    @property
    def mark(self) -> str:
        """Of what a form has shown: see `flows/seen.py`."""
        return mark_seen(self.title, self.about, self.recipients, sorted(self.assessors))

    def errors(self) -> dict[str, Refusal]:
        """What is wrong, by field; empty when it is fine."""
        wrong = {}
        if not TITLE_MIN <= len(self.title) <= TITLE_MAX:
            wrong[TITLE] = Refusal(Why.TITLE_LENGTH, length=len(self.title))
        if len(self.about) > ABOUT_MAX:
            wrong[ABOUT] = too_long(len(self.about), ABOUT_MAX)
        if len(self.recipients) > RECIPIENTS_MAX:
            wrong[RECIPIENTS] = too_long(len(self.recipients), RECIPIENTS_MAX)
        return wrong

    def differing(self, other: "Particulars") -> Iterator[str]:
        """In which fields the other says something else."""
        for name in (TITLE, ABOUT, RECIPIENTS, ASSESSORS):
            if getattr(self, name) != getattr(other, name):
                yield name
