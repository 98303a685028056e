"""A table of phrases, as a tree of their words: it is read fast at a start, and finds the longest phrase."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

_LONGEST_WORD: Final = 40
"""In characters, and more than any word of a phrase has."""

_WORD: Final = re.compile(rf"\S{{1,{_LONGEST_WORD}}}")
_ANY_WORD: Final = re.compile(r"[^\W\d_][\w'&-]*")
_SPACE: Final = re.compile(r"\s+")
_BEGINS: Final = re.compile(r"\b\w")


@dataclass(slots=True)
class _Node:
    """What may come next: a word, any word, or a phrase of a list, each with the node after it."""

    words: dict[str, "_Node"] = field(default_factory=dict)
    any_word: "_Node | None" = None
    lists: "dict[str, tuple[_Node, _Node]]" = field(default_factory=dict)
    is_end: bool = False

    def ends(self, text: str, place: int) -> Iterator[int]:
        """Each place where a phrase ends that begins here."""
        for word, end in _words_at(text, place):
            if word in self.words:
                yield from self.words[word].ends_after(text, end)
        if self.any_word and (found := _ANY_WORD.match(text, place)):
            yield from self.any_word.ends_after(text, found.end())
        for one_of, after in self.lists.values():
            for end in one_of.ends(text, place):
                yield from after.ends_after(text, end)

    def ends_after(self, text: str, place: int) -> Iterator[int]:
        if self.is_end:
            yield place
        if (self.words or self.any_word or self.lists) and (space := _SPACE.match(text, place)):
            yield from self.ends(text, space.end())


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a table, as it stands in a text."""

    table: "Table"
    said: str
    _end: int

    def end(self) -> int:
        return self._end

    def __getitem__(self, _: int, /) -> str:
        return self.said


class Table:
    """Phrases in a readable text: an apostrophe may be left out, a space may be several.

    `<we>` in a phrase is one of that list, `<we?>` may be missing, `*` is any one word.
    """

    def __init__(self, phrases: Iterable[str], lists: Mapping[str, "Table"] | None = None) -> None:
        self._root: _Node = _tree(phrases, {name: table._root for name, table in (lists or {}).items()})

    def match(self, text: str, place: int = 0, /) -> Phrase | None:
        """The longest phrase that stands here."""
        end = max(self._root.ends(text, place), default=None)
        return None if end is None else Phrase(self, text[place:end], end)

    def search(self, text: str, begin: int = 0, end: int = sys.maxsize) -> Phrase | None:
        """The first that stands wholly between these places, whatever words come before it."""
        found = (self.match(text, one.start()) for one in _BEGINS.finditer(text, begin, end))
        return next((one for one in found if one and one.end() <= end), None)

    def __contains__(self, found: object) -> bool:
        return isinstance(found, Phrase) and found.table is self


def _tree(phrases: Iterable[str], known: Mapping[str, _Node]) -> _Node:
    root = _Node()
    for phrase in phrases:
        nodes = [root]
        for word in phrase.split():
            after = [next for node in nodes for next in _after(node, word, known)]
            nodes = [*nodes, *after] if word.endswith("?>") else after
        for node in nodes:
            node.is_end = True
    return root


def _after(node: _Node, word: str, known: Mapping[str, _Node]) -> Iterator[_Node]:
    """The nodes after this word; made, if nothing has led there yet."""
    if word == "*":
        node.any_word = node.any_word or _Node()
        yield node.any_word
    elif word.startswith("<"):
        name = word.strip("<?>")
        yield node.lists.setdefault(name, (known[name], _Node()))[1]
    else:
        for spelt in {word, word.replace("'", "")}:
            yield node.words.setdefault(spelt, _Node())


@lru_cache(512)
def _words_at(text: str, place: int) -> tuple[tuple[str, int], ...]:
    """The word that begins here, with the place after it; of “n/a.” also “n/a” and “n”."""
    found = _WORD.match(text, place)
    if found is None:
        return ()
    ends = (end for end in range(place + 1, found.end() + 1) if _may_end(text, end))
    return tuple((text[place:end], end) for end in ends)


def _may_end(text: str, place: int) -> bool:
    following = text[place : place + 1]
    return not (following.isalnum() or following in ("_", "'"))
