"""What is written in several ways and means one: a text as it is compared when somebody looks for it."""

import unicodedata
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "’‘´ʼ`′＇"
"""What phones and copying make of an apostrophe."""

_SIGNS: Final = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


@lru_cache(256)
def folded(text: str) -> str:
    """Without the differences that nobody means: large and small letters, ß and ss, an ö of one sign or of
    two, kinds of apostrophes and widths, and signs that nobody sees, such as where a word may be divided."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold()
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", plain) if unicodedata.category(sign) != "Cf"
    )
