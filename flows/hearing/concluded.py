"""An answer after its reason, or within a sentence: “nothing has been signed so it's a 1”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from flows.hearing import phrases
from flows.hearing.doubts import LEADING, doubts_itself, on_condition
from flows.hearing.lead_up import (
    can_be_reason,
    counts,
    is_address,
    is_excuse,
    is_mention,
    is_talk,
    reason_before,
    sentence,
    told,
    votes,
)
from flows.hearing.numbers import number_at
from flows.hearing.rating import rated
from flows.hearing.text import longest, past
from flows.intents import Intent, Invalid, Offer, Rate

_CLAUSE: Final = re.compile(
    r"(?:[,.;!:=→\n]|\s[-–—]>?|\b(?:so|and|then|that|hence|therefore|thus|which means|meaning|making it)\b"
    r"|\bwhich\s+(?=makes|is|gives|puts|would be)|(?<=\s)(?=(?:it's|its|that's|i'd say|we'd say|i'd give)\s))"
    r"[\s,:]*(?:(?:so|hence|therefore)\s+)?(?=\S)"
)
_FAR: Final = 400
"""How far in characters such an answer is looked for: nobody reads on for one."""

_NAMES_IT: Final = (":", "=", "-")
_MARKS: Final = re.compile(r"[\s,]*")
_COMMA: Final = re.compile(r"[,;]\s*[^\W\d]")
_THEREFORE: Final = re.compile(r"(?:so|hence|therefore|thus|which|meaning|making it)\b|[=→]|->")
_A_WORD: Final = re.compile(r"\w+(?=[\s,])")
_THOUGH: Final = re.compile(r"[\s,]*(?:though|although|albeit)\b")
_FROM_US: Final = re.compile(r"(?:from|for)\s+(?:me|us)\b")
# Words with which a team says its number in the middle of a sentence.
_CUE: Final = re.compile(
    r"\b(?:(?:we|i)(?:'[a-z]+)?(?:\s+(?:have|would|will|must|all|both|are|am|can|could|do))*\s+"
    r"(?:say|saying|give|giving|rate|rating|score|scoring|award|awarding|put|putting|take|go|going|landed|land"
    r"|settled|settle|agreed|agree|come\s+down|came\s+down|came|think)"
    r"|(?:^|(?<=[.,;:!\n]\s)|(?:our|my|the|team's|trust's|council's|service's)\s+)"
    r"(?:(?:considered|final|overall)\s+)?(?:rating|answer|position|score|view|verdict|vote|opinion)"
    r"(?:\s+(?:from|of|for)\s+[a-z' ]{1,30}?)?\s*(?:is|:|=|would\s+be|remains)"
    r"|(?:this|it|that|which)\s+(?:one\s+)?(?:merits|deserves|warrants|gets|scores|rates)"
    r"|(?:record|take|mark|put|set)\s+(?:us|me|it|this|that|our\s+answer|a(?=\s+[1-5]))(?:\s+down)?)"
    r"(?:\s+(?:(?:it|this|that|us|out|down|in)\s+at|it|this|that|one|question|us|on|with|for|as|to|out|down))*"
    r"\s*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an answer may begin, and where the words end that come before it. It may follow from them (“so”),
    or only stand after a mark."""

    begin: int
    words_end: int
    sure: bool
    follows: bool = False
    marked: bool = False


def concluded(original: str, said: str) -> Intent | Offer | None:
    """“nothing has been signed so it's a 1”, “our view is that this merits a 4”: words come first."""
    if said.rstrip(" .!").endswith("?"):
        return None
    for place in _places(said):
        if found := _after_words(original, said, place):
            return found
    return None


def _places(said: str) -> Iterator[_Place]:
    for cue in _CUE.finditer(said, 0, _FAR):
        yield _Place(cue.end(), cue.start(), sure=True)
    opening = longest(said, 0, phrases.BECAUSE, phrases.OWING_TO, phrases.INTRODUCING)
    opened = opening is not None and not any(
        table.match(said) for table in (phrases.CONDITION, phrases.AMBIGUOUS)
    )
    depends = on_condition(said)
    for clause in _CLAUSE.finditer(said, 0, _FAR):
        # “nobody thinks it's a 4” has no mark, and does not conclude; “if legal agree it's a 4” needs none.
        if (clause[0].strip() or opened or depends) and (place := _place(said, clause, opened=opened)):
            yield place


def _place(said: str, clause: re.Match[str], *, opened: bool) -> _Place | None:
    begin, end, mark = clause.end(), clause.start(), clause[0].strip()
    lead = phrases.BEFORE.match(said, begin) or phrases.BEFORE_HEDGED.match(said, begin)
    if lead and lead[0] in ("a", "an", "the"):
        return None
    follows = opened or _THEREFORE.search(clause[0]) is not None
    ours = _is_ours(said, begin)
    if not (lead or follows or ours or _last(said, begin, names=mark[:1] in _NAMES_IT)):
        return None
    words = said[:end]
    sure = lead is not None or (ours and is_excuse(said, end))
    sure = sure or (follows and can_be_reason(words))
    return _Place(begin, end, sure, follows, marked=not mark.isalpha())


def _is_ours(said: str, place: int) -> bool:
    """“4 from us”, “4, because …”: what stands after one word says that it is an answer."""
    if (word := _A_WORD.match(said, place)) is None:
        return False
    next_word = past(_MARKS, said, word.end())
    spaced = not said[word.end() : next_word].strip()
    closing = longest(said, next_word, _FROM_US, phrases.AFTER) if spaced else None
    return closing is not None or phrases.BECAUSE.match(said, next_word) is not None


def _last(said: str, place: int, *, names: bool) -> bool:
    """Whether a number ends the text here: “most of them said yes - 4”. After a name its reason may follow:
    “Clear purpose: 4, it is published”."""
    number = number_at(said, place)
    if number is None:
        return False
    rest = said[number.end :].strip(" .!")
    return not rest or (names and _COMMA.match(rest) is not None)


def _after_words(original: str, said: str, place: _Place) -> Intent | Offer | None:
    end = place.words_end
    if is_talk(said, end):
        return None
    words = sentence(said, end)
    depends = on_condition(words.lstrip(" ,"))
    if depends and " " not in words.strip():
        return None  # “if we say 4” tells no condition
    was_told = not place.follows and not depends and told(words)
    if was_told and not (place.marked and phrases.STATEMENT.match(words.lstrip())):
        return None
    excused = is_excuse(said, end)
    if not place.sure and not excused and not _may_conclude(said, end):
        return None
    found = rated(original[place.begin :], said[place.begin :], led=place.sure)
    if not isinstance(found, Rate | Offer):
        return found if place.sure and isinstance(found, Invalid) else None
    if ":" in said[: place.begin] and is_address(original, end):  # it may be what Helen says
        place = replace(place, sure=False)
    reason = "" if excused or is_mention(original, end) else reason_before(original, said, end)
    choices = found.choices if isinstance(found, Offer) else (found,)
    whole = tuple(Rate(one.rating, one.reason or reason) for one in choices if isinstance(one, Rate))
    if depends and any(votes(text) for text in (words, *(one.reason for one in whole))):
        return None  # “if you ask them it's a 1, if you ask us it's a 4”
    doubted = (not place.follows or _THOUGH.match(words)) and doubts_itself(
        said, past(LEADING, said, end - len(words))
    )
    sure = place.sure and not (was_told or depends or doubted or counts(words))
    return whole[0] if sure and isinstance(found, Rate) else Offer(whole)


def _may_conclude(said: str, end: int) -> bool:
    """“Tom: 4” names one of several; “train's late, 4” arranges something."""
    names = said[end : end + 2].strip()[:1] in _NAMES_IT
    return not (names and " " not in sentence(said, end)) and not phrases.ARRANGING.search(said[:end])
