"""Which characters the fonts of a document have. A PDF for archives must not hold any that cannot be seen, so
those are called by their names."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from bot.documents.legible import called, legible

_ALWAYS: Final = re.compile(r"[\n\t\x20-\x7e\u00a0-\u017f\u2010-\u2027\u20ac]")
"""The fonts that come with typst have these."""


class Glyphs:
    """`has` tells whether all characters of a text can be seen. What it said is remembered."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has
        self._known: dict[str, bool] = {}

    def printable(self, text: str, *, only_usual: bool = False) -> str:
        """With the characters by their names that cannot be seen. `only_usual`: with all by their names
        that are not of the Latin alphabet, where several together are more than a font can draw."""
        text = legible(text)
        unusual = {character for character in text if not _ALWAYS.match(character)}
        if not only_usual:
            self._known |= dict.fromkeys(filter(_is_unseen, unusual), False)
            self._find(sorted(unusual - self._known.keys()))
        missing = {character for character in unusual if only_usual or not self._known[character]}
        return "".join(called(one) if one in missing else one for one in text) if missing else text

    def _find(self, characters: list[str]) -> None:
        """Asked of many at once, then of half of them: mostly there are none that are missing."""
        if not characters:
            return
        if self._has(" ".join(characters)):
            self._known |= dict.fromkeys(characters, True)
        elif len(characters) == 1:
            self._known[characters[0]] = False
        else:
            middle = len(characters) // 2
            self._find(characters[:middle])
            self._find(characters[middle:])


def _is_unseen(character: str) -> bool:
    """Marks of direction and the like. In a PDF they would be taken for spaces, also in other words."""
    return unicodedata.category(character) == "Cf"
