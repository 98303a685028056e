"""What follows an answer: its reason, nothing, or something that makes talk of it."""

import difflib
import re
from dataclasses import dataclass, replace
from typing import Final

from flows.hearing import phrases
from flows.hearing.doubts import LEADING, NOTHING, arranges, doubts, is_to_do, only_hedges
from flows.hearing.numbers import counted_on, is_number
from flows.hearing.text import ends, longest, past
from flows.visible import visible

_DASH: Final = re.compile(r"(?:\s+(?:--|[-–—](?!>))|(?:--|[-–—])\s|—|\s*//|\s+\|)\s*(?=\S)")
_SEMICOLON: Final = re.compile(r"\s*;\s+(?=\S)")
_COLON: Final = re.compile(r"\s*[:=]\s+(?=\S)|\s*->\s*(?=\S)")
# “comma” and “full stop” are what is left of them when somebody speaks to the phone.
_COMMA: Final = re.compile(r"\s*,\s*(?=\S)|\s+comma\s+(?=\S)")
_STOP: Final = re.compile(r"\s*[.!…]+(?:\s+(?=\S)|(?=[^\W\d_]))|\s+full\s+stop\s+(?=\S)")
_DOTS: Final = re.compile(r"\s*(?:\.{2,}|…)\s*(?=\S)")
_LINE: Final = re.compile(r"[^\S\n]*[.,:;!]?[^\S\n]*\n\s*(?:[-–—•*]\s+)?(?=\S)")
_BRACKET: Final = re.compile(r"\s*\((?=[^\s)])")
_SPACE: Final = re.compile(r"\s+(?=\S)")
# “1 = bad 5 = good”
_SCALE: Final = re.compile(r"(?<!\S)[1-5]\s*[=:]\s")
# “3: 4”, “3 -> 4”: one of them is something else than the rating.
_LONE: Final = re.compile(r"(?:an?\s+)?[1-5][\s.!]*")
# “4 since 2019” may be four people.
_SINCE_A_YEAR: Final = re.compile(r"since\s+(?:19|20)\d\d\b")
_FIRST_WORD: Final = re.compile(r"[a-z]{4,10}(?![\w'-])")


@dataclass(frozen=True, slots=True)
class After:
    """`sure`: it leaves the answer as plain as it was."""

    reason: str = ""
    sure: bool = True


def after(original: str, text: str, place: int, *, lead: bool, number: int | None = None) -> After | None:
    """What stands from here on says of the answer before it; None if it makes talk of it.

    `lead`: words before the answer made plain that it is one. `number`: the digit that may begin a list.
    """
    if NOTHING.fullmatch(text, place):
        return After()
    begin = past(LEADING, text, place)
    if _by_others(text, begin):
        return None
    if only_hedges(text, begin):
        return After(sure=False)
    found = (
        _because(original, text, place, lead=lead)
        or _misspelt(original, text, place)
        or _divided(original, text, place, lead=lead, number=number)
        or _statement(original, text, place, lead=lead)
    )
    return replace(found, sure=False) if found and doubts(text, place) else found


def _by_others(text: str, place: int) -> bool:
    """“4, she said, and hung up” tells what another one said; “4, she said yes” is a reason."""
    found = phrases.SAID_BY_OTHERS.match(text, place)
    return found is not None and ends(text, found.end())


def asks(text: str) -> bool:
    """Whether it ends as a question."""
    return text.rstrip(" .!…\n\t").endswith("?")


def because(original: str, text: str, place: int) -> str | None:
    """The reason that begins here with its connector; None if none does."""
    connector = longest(text, place, phrases.OWING_TO, phrases.BECAUSE)
    if connector is None:
        return None
    if connector in phrases.OWING_TO:
        return visible("" if NOTHING.fullmatch(text, connector.end()) else original[place:].strip())
    if text[connector.end() : connector.end() + 1] == "-":
        return None
    rest = past(LEADING, text, connector.end())
    if connector[0] in ("as", "since") and (is_number(text, rest) or phrases.NO_REASON.match(text, rest)):
        return visible(original[place:].strip()) if _SINCE_A_YEAR.match(text, place) else None
    return visible("" if NOTHING.fullmatch(text, rest) else original[rest:].strip())


def _because(original: str, text: str, place: int, *, lead: bool) -> After | None:
    begin = past(LEADING, text, place)
    if begin == place and not re.compile(r"because\s").match(text, place):
        return None
    reason = because(original, text, begin)
    if reason is None:
        return None
    bracket = "(" in text[place:begin]
    owing = phrases.OWING_TO.match(text, begin)
    sure = phrases.CONDITION.match(text, begin) is None and not (owing is not None and asks(text))
    is_marked = bool(text[place:begin].strip())
    if _SINCE_A_YEAR.match(text, begin):
        sure = sure and (lead or is_marked)
    if owing is not None and not lead and not is_marked:
        vague = phrases.AMBIGUOUS.match(text, begin)
        sure = sure and (vague is None or vague.end() < owing.end())
    return After(reason.removesuffix(")").rstrip() if bracket else reason, sure=sure)


def _misspelt(original: str, text: str, place: int) -> After | None:
    """“4 becuase they asked” is one slip away from a reason."""
    begin = past(LEADING, text, place)
    word = _FIRST_WORD.match(text, begin) if begin > place else None
    if word is None or word[0] in phrases.BECAUSE_MISSPELT:
        return None
    if not difflib.get_close_matches(word[0], phrases.BECAUSE_MISSPELT, n=1, cutoff=0.8):
        return None
    return After(original[word.end() :].strip(), sure=False)


def _divided(original: str, text: str, place: int, *, lead: bool, number: int | None) -> After | None:
    """A reason after a mark: a dash, a colon, a bracket, a comma, a full stop, the end of a line."""
    for pattern, mark in (
        (_LINE, "\n"),
        (_BRACKET, "("),
        (_DASH, "-"),
        (_COLON, ":"),
        (_DOTS, "…"),
        (_COMMA, ","),
        (_SEMICOLON, ","),
        (_STOP, "."),
    ):
        found = pattern.match(text, place)
        if found is None or (pattern is _SEMICOLON and not phrases.STATEMENT.match(text, found.end())):
            continue
        reason = original[found.end() :].strip()
        marks = [text[place : found.end()].strip()[:1], mark] if mark != "\n" else [".", ":", ")", "-", ""]
        if number is not None and any(counted_on(number, one, text[found.end() :]) for one in marks):
            return None
        return _weighed(text, found.end(), mark, reason, lead=lead, number=number)
    return None


def _weighed(
    text: str, begin: int, mark: str, reason: str, *, lead: bool, number: int | None
) -> After | None:
    asking_back = asks(text)
    several = " " in reason
    states = phrases.STATEMENT.match(text, begin) is not None
    plain = lead or several or phrases.SHORT_REASON.match(text, begin) is not None
    if mark in "-:":
        if _SCALE.search(text, begin) or _LONE.fullmatch(text, begin):
            return None
        proposes = asking_back and phrases.ASKS_BACK.match(text, begin) is not None
        return None if mark == "-" and is_number(text, begin) else After(reason, sure=plain and not proposes)
    if mark == "(":
        closed = reason.endswith(")")
        return After(reason.removesuffix(")").strip(), sure=plain and not asking_back) if closed else None
    if mark == "\n":
        return None if is_number(text, begin) else After(reason, sure=not asking_back)
    if is_number(text, begin) and not (lead and several):
        return None
    asking = not states and phrases.ASKING.match(text, begin) is not None
    if mark == "." and number is not None and not lead:
        if asking or not several or asking_back:
            return None
        return After(reason, sure=states and not is_to_do(text, begin) and not arranges(text, begin))
    if mark == "," and number is not None and not lead and asking:
        return After(reason, sure=False) if several and not asking_back else None
    sure = several and not asking and not asking_back and not arranges(text, begin)
    return After(reason, sure=sure) if several or lead else None


def _statement(original: str, text: str, place: int, *, lead: bool) -> After | None:
    """“4 they asked everybody”: without a mark, a reason is only likely."""
    space = _SPACE.match(text, place)
    if space is None or asks(text):
        return None
    tables = (phrases.STATEMENT, phrases.QUALITY, phrases.OWN_DOUBT)
    if not any(table.match(text, space.end()) for table in tables):
        return None
    reason = original[space.end() :].strip()
    if " " not in reason:
        return None
    return After(reason, sure=lead)
