"""How people, and what was typed, are named in the words for a refusal."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.cards.text import escape, listed, mention
from flows.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Names:
    """How people are named to whoever reads the words. `known`: what they are called, where a mention is not
    drawn."""

    reader: str
    in_form: bool
    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, people: Iterable[str], otherwise: str = "somebody else") -> str:
        """`otherwise` stands for somebody whom plain text cannot name, and where nobody is known."""
        found = [self._one(person, otherwise) for person in people if person]
        return listed(list(dict.fromkeys(found))) or otherwise

    def typed(self, text: str) -> str:
        """Something that was typed, such as a label: plain text needs no escaping."""
        return text if self.in_form else escape(text)

    def _one(self, person: str, otherwise: str) -> str:
        if person == self.reader:
            return "you"
        return self.known.get(person, otherwise) if self.in_form else mention(person)


Words = Callable[[Refusal, Names], str]
"""Makes the words for a refusal that is about somebody or something."""


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
