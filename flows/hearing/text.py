"""A typed text made readable: the same length, so that what is found in it can be cut out of the original."""

import re
import string
import unicodedata
from collections.abc import Iterable
from typing import Final, Protocol

from flows.folding import APOSTROPHES

# With what phones and copying leave behind: spaces without width, and marks of direction (Arabic, Hebrew).
_UNSEEN: Final = "\u200b\u2060\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Bold and italics, of a part or of the whole: what shows letters otherwise, and is not read as a sign.
_EMPHASIS: Final = (
    re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])"),
    re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])([^_\n]*[^\s_])\1(?!\w)"),
)
# Struck through: its author does not say it any more. “~3” is about a 3, and “3~4” lies between.
_STRUCK: Final = re.compile(
    r"(?<![\w~])(~{1,2})(?=[^\s~])[^~\n]*[^\s~]\1(?![\w~])|(?<![\w~])~[^\s~]~(?![\w~])"
)
# Marks that stand in pairs around a whole text: code, quotes; and emphasis of several lines.
_PAIRS: Final = {
    "*": "*",
    "_": "_",
    "`": "`",
    "```": "```",
    '"': '"',
    "'": "'",
    "“": "”",
    "‘": "’",
    "”": "”",
    "«": "»",
}
# On a long row of spaces each pattern that may begin with one would take a time that grows with its square.
_RUNS: Final = re.compile(r"\s{20,}")
_AROUND: Final = string.whitespace + "\u00a0" + _UNSEEN


def trimmed(text: str) -> str:
    """Without the space around it, with one space where there is a long row of them, and without marks that
    stand in pairs: those of emphasis anywhere, all others around the whole of it."""
    text = _RUNS.sub(lambda run: "\n" if "\n" in run[0] else " ", _without_unseen(text))
    for pattern in _EMPHASIS * 2:  # bold within italics, and the other way round
        text = pattern.sub(r"\2", text)
    while inner := _within_a_pair(text):
        text = inner
    return text


def without_struck(text: str) -> str:
    """Without what is struck through."""
    return _STRUCK.sub(" ", text)


def _within_a_pair(text: str) -> str:
    """What stands between marks that stand around the whole of it; empty if none do."""
    for opening, closing in _PAIRS.items():
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and opening not in inner:
            return inner.strip(_AROUND)
    return ""


def readable(text: str) -> str:
    """In lower case, with one kind of apostrophe, space and width; each character stays in its place."""
    return "".join(_plain(letter) for letter in text)


def _without_unseen(text: str) -> str:
    return text.strip(_AROUND + unicodedata.lookup("IDEOGRAPHIC SPACE") + "\u202f")


def _plain(letter: str) -> str:
    if letter in APOSTROPHES:
        return "'"
    if letter == "\n" or letter.isascii():
        return letter.lower()
    if letter in _UNSEEN or unicodedata.category(letter) == "Zs":
        return " "
    if "！" <= letter <= "～":  # full width, as keyboards for Chinese and Japanese type them
        return unicodedata.normalize("NFKC", letter).lower()
    low = letter.lower()
    return low if len(low) == 1 else letter


def one_of(phrases: Iterable[str]) -> str:
    """A pattern, for use within another, of the longest of a few phrases: an apostrophe may be left out, a
    space may be several."""
    longest_first = sorted(phrases, key=len, reverse=True)
    literal = [re.escape(one).replace("'", "'?").replace(r"\ ", r"\s+") for one in longest_first]
    return rf"(?:{'|'.join(literal)})(?![\w'])"


class Found(Protocol):
    """As much of a match as is asked for."""

    def end(self) -> int: ...

    def __getitem__(self, group: int, /) -> str: ...


class Pattern(Protocol):
    def match(self, text: str, place: int = ..., /) -> Found | None: ...


def past(pattern: Pattern, text: str, place: int) -> int:
    """The place after what stands here of this pattern; the same place if nothing of it does."""
    found = pattern.match(text, place)
    return found.end() if found else place


def longest(text: str, place: int, *patterns: Pattern) -> Found | None:
    """The longest of these that stands here; of two equally long ones the first."""
    found = (pattern.match(text, place) for pattern in patterns)
    return max((one for one in found if one), key=lambda one: one.end(), default=None)


_ENDING: Final = ".,;:!?…-–—(\n"


def ends(text: str, place: int, *more: Pattern) -> bool:
    """Whether nothing, a mark or one of these follows: “4 for us”, and not “4 for us to read”."""
    rest = text[place:].lstrip(" ")
    start = len(text) - len(rest)
    return not rest.strip() or rest[0] in _ENDING or any(one.match(text, start) for one in more)
