"""What is written in several ways and means one: a text as it is compared when somebody looks for it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "’‘´ʼ`′＇"
"""What phones and copying make of an apostrophe."""

_WORD: Final = re.compile(r"[^\W_](?:[\w'-]*\w)?")
_STEM: Final = 3
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
    stems = set(_stems(text))
    return all(stems.issuperset(_stems(word)) for word in words)


def _stems(text: str) -> list[str]:
    """Of “Ward-level” both."""
    return [stem(part) for word in _WORD.findall(folded(text)) for part in word.split("-") if part]


def beginnings(words: Iterable[str]) -> list[str]:
    """What stands in any text that has these words, however their apostrophes, their hyphens and their number
    are written there: to look for with less than `has_words`."""
    parts = (stem(max(re.split(r"['-]", folded(word)), key=len)) for word in words)
    return [part.removesuffix("y") for part in parts]


def stem(word: str) -> str:
    """The same of one or of many, to be compared: “child's” is “child”, and “arrears” a word “arrear”."""
    plain = word.replace("'", "")
    if plain.endswith("ies") and len(plain) > _STEM:
        return f"{plain[:-3]}y"
    return plain[:-1] if plain.endswith("s") and len(plain) >= _STEM else plain
