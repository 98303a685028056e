"""What a card is drawn from beside the assessment: the day, people's names, what answers were before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.cards.text import escape, shorten, unmarked
from flows.actor import FORMER
from flows.answer import Given
from flows.earlier import Earlier
from flows.reason import AUTHOR_NOT_RECORDED

NAME_SHOWN = 40
"""Characters of a person's name."""
NOBODY_KNOWN = "a colleague"
NO_AUTHOR = "author not recorded"


def whose(given: Given, name: str) -> str:
    """Whose answer it is, where `name` is who gave it: who takes a median did not rate it so."""
    return f"the panel’s median, taken by {name}" if given.is_median else name


@dataclass(frozen=True, slots=True)
class Known:
    """`names`: what people are called in Slack, by id, as far as Slack says. `earlier`: what questions were
    answered before they were answered anew. `url`: the address of the workspace, for links; empty: no links.
    `reader`: whose own card it is, in their direct message: that an answer is theirs goes without saying."""

    today: date
    names: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    url: str = ""
    reader: str = ""

    def signed(self, said: str, given: Given, joined: str = " · ") -> str:
        """`4 · Tom Fletcher`, as typed; on Tom's own card just `4`."""
        return said if given.by == self.reader else f"{said}{joined}{whose(given, self.plain_name(given.by))}"

    def name(self, person: str) -> str:
        """A person's name, escaped. Unlike a mention it calls nobody, however often a card is drawn."""
        return escape(self.plain_name(person))

    def plain_name(self, person: str) -> str:
        """The same as typed, for a text that is never markup."""
        if person == FORMER:
            return FORMER
        if person == AUTHOR_NOT_RECORDED:
            return NO_AUTHOR
        name = unmarked(self.names.get(person, ""))
        return shorten(" ".join(name.split()), NAME_SHOWN) or NOBODY_KNOWN
