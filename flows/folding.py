"""What is written in several ways and means one: a text as it is compared when somebody looks for it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "’‘´ʼ`′＇"
"""What phones and copying make of an apostrophe."""

_WORD: Final = re.compile(r"[^\W_](?:[\w'-]*\w)?")
_STEM: Final = 4
_SIGNS: Final = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


@lru_cache(256)
def folded(text: str) -> str:
    """Without the differences that nobody means: large and small letters, ß and ss, an ö of one sign or of
    two, kinds of apostrophes and widths, and signs that nobody sees, such as where a word may be divided."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold()
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", plain) if unicodedata.category(sign) != "Cf"
    )


def has_words(text: str, words: Iterable[str]) -> bool:
    """Whether each of these stands in it as a word of its own, of one or of many: “ward” does in “Wards”, and
    not in “forward”."""
    stems = {stem(word) for word in _WORD.findall(folded(text))}
    return all(stem(folded(word)) in stems for word in words)


def stem(word: str) -> str:
    """The same of one or of many, to be compared: “child's” is “child”, and “arrears” a word “arrear”."""
    plain = word.replace("'", "")
    return plain[:-1] if plain.endswith("s") and len(plain) >= _STEM else plain
