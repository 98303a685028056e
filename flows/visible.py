"""What looks empty is empty."""

import unicodedata
from typing import Final

_DRAWN_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""To Unicode these are letters or signs: fillers of Hangul, braille without a dot, a note without a head."""


def visible(text: str) -> str:
    """The text without the space around it; empty if there is nothing in it that anybody could see, such as
    spaces without width, marks of direction, or accents with no letter under them."""
    return text.strip() if any(map(_is_seen, text)) else ""


def _is_seen(character: str) -> bool:
    """Letters, numbers, punctuation and signs. Spaces, controls and marks show nothing by themselves."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _DRAWN_BLANK
