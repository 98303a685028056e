"""A rating read at one place of a readable text."""

import re
from dataclasses import dataclass
from typing import Final

from flows.hearing import phrases

_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORD: Final = "|".join(_NUMBERS)
LOWEST, HIGHEST = 1, 5

# 4, four, :four:, 4️⃣, 4/5 and 4 out of 5; also 6, 0, 4.5 and -1. “3.30” is a time.
_NUMBER: Final = re.compile(
    rf"[*_~\"“”]*+[#(]?[*_~\"“”]*+(?:(?P<digits>[-−]?\d{{1,3}}(?!\d)(?:[.,](?:\d|25|50|75)(?!\d)|½)?)(?:\ufe0f?\u20e3)?"
    rf"|:(?P<emoji>{_WORD}):|(?P<word>{_WORD})\b)[*_~\"“”]*"
    rf"(?:\s*/\s*5\b(?![\d/])|\s+(?:out\s+)?of\s+(?:5|five)\b|\s+on\s+5\b)?[*_~\"“”)]*"
)
_HALF: Final = re.compile(r"\s+(?:and|&)\s+a\s+half\b|\s+1/2\b|\s+point\s+(?:five|5)\b")
_OR: Final = r"(?:maybe|perhaps|possibly|or|even|a|low|high|weak|strong)"
_TO: Final = re.compile(
    rf"(?:[\s,.…]+{phrases.TO_NEXT}|\s*[-–/~](?:\s*{_OR}\b)*|,?\s+or(?:\s+{_OR}\b)*|\s+to"
    r"|,?\s+(?:maybe|perhaps|possibly)(?:\s+a)?)\s*(?:an?\s+)?"
)
_AND: Final = re.compile(r"\s*(?:and|or|to|-|–|&)\s*(?:an?\s+)?")
_GOES_ON: Final = re.compile(r"\s+\w")
_BETWEEN: Final = re.compile(r"(?:in\s+)?(?:between|either|betwixt|in-between)\s+(?:an?\s+)?")

_BACK: Final = 12
# “skip that one”, “next one”: a thing, not a 1.
_SOME_ONE: Final = re.compile(
    r"\b(?:this|that|the|next|last|which|no|any|every|each|another|other|first|second|same|hard|tough|easy|tricky"
    r"|right|wrong|good|only|previous|old|new)\s+$"
)
_NOT_A_NUMBER: Final = re.compile(r"(?:(?:five|5)\s+a\s+day|three\s+cheers)\b")

_A_NUMBER: Final = re.compile(
    rf"\s*(?:(?:or|to|maybe|perhaps|possibly|and)\s+)?(?:\d(?!\d*\s?%)|(?:{_WORD})\b(?!\s+\w))"
)


# “GDPR Article 6: public task” is a place in a law, and no item of a list.
_NAMES_ONE: Final = re.compile(
    r"\b(?:articles?|art\.?|sections?|parts?|pages?|paragraphs?|para|clauses?|schedules?|chapters?|annex|appendix"
    r"|principles?|questions?|q|phases?|stages?|steps?|levels?|tiers?|options?|version|number|no\.?)\s*$"
)


@dataclass(frozen=True, slots=True)
class Number:
    """`ratings`: one where it is plain, two where it lies between them, none where it does not exist."""

    ratings: tuple[int, ...]
    end: int
    is_digit: bool
    is_marked: bool = False


def number_at(text: str, place: int) -> Number | None:
    """The number that begins here, with “or 5”, “-ish” and “and a half” read as doubt."""
    if _NOT_A_NUMBER.match(text, place):
        return None
    if between := _BETWEEN.match(text, place):
        first = _one(text, between.end())
        return _pair(text, first, _AND) if first else None
    number = _one(text, place)
    if number is None:
        return None
    if half := _HALF.match(text, number.end):
        low = number.ratings[0] if number.ratings else HIGHEST
        return Number((low, low + 1), half.end(), number.is_digit) if low < HIGHEST else None
    return _pair(text, number) or number


def _one(text: str, place: int) -> Number | None:
    found = _NUMBER.match(text, place)
    if found is None:
        return None
    if any(found[0].count(one) % 2 for one in '*_~"') or found[0].count("“") != found[0].count("”"):
        return None  # a quote that goes on: somebody else's words
    if found["word"] == "one" and _SOME_ONE.search(text, max(0, place - _BACK), place):
        return None
    digits = found["digits"]
    opened = "(" in found[0]
    if opened != (")" in found[0]):
        return None  # “4)” begins a list
    return Number(_ratings(found), found.end(), digits is not None, bool(re.search(r"[#(]", found[0])))


def _ratings(found: re.Match[str]) -> tuple[int, ...]:
    digits = found["digits"]
    if digits is None:
        value = float(_NUMBERS.index(found["word"] or found["emoji"]))
    else:
        value = float(digits.replace("−", "-").replace(",", ".").replace("½", ".5"))
    if value.is_integer() and (digits is None or digits.isdecimal()):
        return (int(value),) if LOWEST <= value <= HIGHEST else ()
    low = int(value)
    between = digits is not None and LOWEST <= low < HIGHEST and value > low
    return (low, low + 1) if between else ()


def _pair(text: str, first: Number, between: re.Pattern[str] = _TO) -> Number | None:
    to = between.match(text, first.end)
    second = _one(text, to.end()) if to else None
    if second and not second.is_digit and _GOES_ON.match(text, second.end):
        return None  # “4 - one partner has not signed”
    if second is None or len(first.ratings) != 1 or len(second.ratings) != 1:
        return None
    ratings = tuple(sorted({*first.ratings, *second.ratings}))
    if len(ratings) != 2 or ratings == (LOWEST, HIGHEST):
        return None  # “1-5” is the whole scale
    return Number(ratings, second.end, first.is_digit)


def counted_on(number: int, mark: str, text: str) -> bool:
    """Whether the list goes on that this number may have begun: “1: ask Sara 2: ask Tom”."""
    if number + 1 >= len(_NUMBERS):
        return False
    following = rf"(?<!\w)(?:{number + 1}|{_NUMBERS[number + 1]})\s*{re.escape(mark)}(?!\w)" if mark else ""
    found = re.finditer(following, text) if following else iter(())
    return any(_NAMES_ONE.search(text, max(0, one.start() - 20), one.start()) is None for one in found)


def is_number(text: str, place: int) -> bool:
    """Whether a number of its own stands here: “5”, “or 5”, but not “one partner”."""
    return _A_NUMBER.match(text, place) is not None
