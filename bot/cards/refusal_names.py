"""How people, and what was typed, are named in the words for a refusal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.cards.text import escape, few, listed, mention
from flows.framework import Question
from flows.refusals import Refusal

MOST_LABELS: Final = 4
"""Questions that are told by name."""
_YOU: Final = "you"


@dataclass(frozen=True, slots=True)
class Names:
    """How people are named to whoever reads the words. `known`: what they are called, where a mention is not
    drawn."""

    reader: str
    in_form: bool
    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, people: Iterable[str], otherwise: str = "somebody else") -> str:
        """`otherwise` stands for somebody whom plain text cannot name, and where nobody is known."""
        return listed(self.each(people, otherwise))

    def each(self, people: Iterable[str], otherwise: str = "somebody else") -> list[str]:
        """The same one by one, so that others can be listed with them."""
        found = [self._one(person, otherwise) for person in people if person]
        return list(dict.fromkeys(found)) or [otherwise]

    def does(self, people: Iterable[str], one: str, several: str, otherwise: str = "somebody else") -> str:
        """With what they do: `Grace decides`, `you decide`, `Grace and Tom decide`."""
        found = self.each(people, otherwise)
        return f"{listed(found)} {several if found[1:] or found == [_YOU] else one}"

    def has(self, people: Iterable[str], otherwise: str = "somebody else") -> str:
        """`Grace has`, `you have`, `Grace and Tom have`."""
        return self.does(people, "has", "have", otherwise)

    def labels(self, questions: Sequence[Question]) -> str:
        """Of many questions, the first and how many more."""
        return listed(few([self.typed(question.label) for question in questions], MOST_LABELS))

    def typed(self, text: str) -> str:
        """Something that was typed, such as a label: plain text needs no escaping."""
        return text if self.in_form else escape(text)

    def _one(self, person: str, otherwise: str) -> str:
        if person == self.reader:
            return _YOU
        return self.known.get(person, otherwise) if self.in_form else mention(person)


Words = Callable[[Refusal, Names], str]
"""Makes the words for a refusal that is about somebody or something."""
