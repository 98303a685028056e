"""Text for pages and sheets, which cannot hold every character that somebody may have typed."""

import re
import unicodedata
from typing import Final

_UNHEARD_OF: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff]"
)
"""What XML cannot hold, and HTML must not: https://www.w3.org/TR/xml/#charsets"""


def legible(text: str) -> str:
    """With such characters by their names, as in [U+0007]."""
    return _UNHEARD_OF.sub(lambda found: called(found[0]), text)


def called(character: str) -> str:
    """`[U+1F389 PARTY POPPER]`, or `[U+6F22]` where the name says no more."""
    code, name = f"{ord(character):04X}", unicodedata.name(character, "")
    return f"[U+{code}]" if name.endswith(code) or not name else f"[U+{code} {name}]"
