"""An answer after its reason, or within a sentence: “nothing has been signed so it's a 1”."""

import re
from typing import Final

from flows.hearing import phrases
from flows.hearing.numbers import number_at
from flows.hearing.rating import rated
from flows.hearing.text import longest, past
from flows.intents import Intent, Invalid, Offer, Rate

_CLAUSE: Final = re.compile(
    r"(?:[,.;!:=→\n]|\s[-–—]>?|\b(?:so|and|that|hence|therefore|thus|which means|meaning|making it)\b"
    r"|\bwhich\s+(?=makes|is|gives|puts|would be)|(?<=\s)(?=(?:it's|its|that's|i'd say|we'd say|i'd give)\s))"
    r"[\s,:]*(?:(?:so|hence|therefore)\s+)?(?=\S)"
)
_FAR: Final = 400
"""How far in characters such an answer is looked for: nobody reads on for one."""

_NAMES_IT: Final = (":", "=", "-")
_SHORT: Final = 40
_SPACE: Final = re.compile(r"[\s,]*")
_THEREFORE: Final = re.compile(r"(?:so|hence|therefore|thus|which|meaning|making it)\b|[=→]|->")
_FROM_US: Final = re.compile(rf"\w+\s+(?:(?:from|for)\s+(?:me|us)\b|{phrases.AFTER.pattern})|\w+[\s,]+{phrases.BECAUSE.pattern}")
# A vote before this one: “Tom 4, me 3”.
_COUNTS: Final = re.compile(r"\b[1-5]\s*$")
_REPORTS: Final = r"(?:said|says|say|thinks|reckons|put|gave|scored|voted|wants|told\s+(?:me|us))\s*$"
# After “so” what others did is a reason; only what might be, and what is quoted, is not.
_SUPPOSED: Final = re.compile(rf"\b(?:would\s+have|whether|unless|tomorrow|he|she)\b|^\s*(?:if|when)\b|\b{_REPORTS}|[\"“]")
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
# What is told of others, of another time or of what might be, is no answer.
_TOLD: Final = re.compile(
    r"\b(?:said|says|told|asked|last\s+(?:year|time|week|month)|yesterday|used\s+to|would\s+have|if|scored|gave"
    r"|he|she|who|whether|unless|not|don't|wouldn't|can't|until|till|tomorrow|when)\b|[\"“]"
)


def concluded(original: str, said: str) -> Intent | Offer | None:
    """“nothing has been signed so it's a 1”, “our view is that this merits a 4”: words come first."""
    if said.rstrip(" .!").endswith("?"):
        return None
    opening = longest(said, 0, phrases.BECAUSE, phrases.OWING_TO, phrases.INTRODUCING)
    if phrases.CONDITION.match(said):
        opening = None
    for cue in _CUE.finditer(said, 0, _FAR):
        if found := _after_words(original, said, cue.end(), cue.start(), sure=True):
            return found
    for clause in _CLAUSE.finditer(said, 0, _FAR):
        place = clause.end()
        lead = phrases.BEFORE.match(said, place) or phrases.BEFORE_HEDGED.match(said, place)
        if lead and lead[0] in ("a", "an", "the"):
            continue
        if not clause[0].strip() and opening is None:
            continue  # “nobody thinks it's a 4”
        follows = _THEREFORE.search(clause[0]) is not None or opening is not None
        ours = _FROM_US.match(said, place) is not None
        if not (lead or follows or ours or _last(said, place)):
            continue
        sure = (
            lead is not None
            or ((follows or _says_it_all(said[: clause.start()])) and _states(said[: clause.start()]))
            or (ours and _excuse(said, clause.start()))
        )
        marked = not clause[0].strip(" ").isalpha()
        if found := _after_words(
            original, said, place, clause.start(), sure=sure, follows=follows, marked=marked
        ):
            return found
    return None


def _last(said: str, place: int) -> bool:
    """Whether a number ends the text here: “most of them said yes - 4”."""
    number = number_at(said, place)
    return number is not None and not said[number.end :].strip(" .!")


def _says_it_all(words: str) -> bool:
    """“nothing in writing yet, 2”: a statement, and none of when or of how many."""
    stated = phrases.STATEMENT.match(words) or phrases.QUALITY.match(words)
    return stated is not None and phrases.TIMES.search(words) is None


def _states(words: str) -> bool:
    """Whether these words can be a reason, and arrange nothing: “Tom's train is late so 4”."""
    return words.count(" ") >= 2 and not phrases.ARRANGING.search(words) and not _COUNTS.search(words)


def _after_words(
    original: str,
    said: str,
    place: int,
    begin: int,
    *,
    sure: bool,
    follows: bool = False,
    marked: bool = False,
) -> Intent | Offer | None:
    """The answer that begins here. `begin` is where the words end that come before it; it may follow from
    them, or only stand after a mark."""
    if begin and not re.search(r"[a-z]{2}", said[:begin]):
        return None  # “1:1 with Tom”
    if said[begin - 1].isdigit() and said[begin] in ":./":
        return None
    sentence = max(said.rfind(mark, 0, begin) for mark in ".!\n") + 1
    before = said[sentence:begin]
    states = follows or (marked and phrases.STATEMENT.match(before.lstrip()) is not None)
    told = not follows and _TOLD.search(before) is not None
    if (told and not states) or _SUPPOSED.search(before) or said.startswith(('"', "“")):
        return None
    excused = _excuse(said, begin)
    least = 1 if said[begin : begin + 2].strip()[:1] in _NAMES_IT else 0
    if not sure and not excused and (before.count(" ") < least or phrases.ARRANGING.search(said[:begin])):
        return None
    found = rated(original[place:], said[place:], led=sure)
    if not isinstance(found, Rate | Offer):
        return found if sure and isinstance(found, Invalid) else None
    sure = sure and not told and not _COUNTS.search(before)
    reason = "" if excused else _reason(original, said, begin)
    choices = found.choices if isinstance(found, Offer) else (found,)
    whole = tuple(Rate(one.rating, one.reason or reason) for one in choices if isinstance(one, Rate))
    return whole[0] if sure and isinstance(found, Rate) else Offer(whole)


def _excuse(said: str, end: int) -> bool:
    """Whether all before this place only says why somebody is late."""
    excuse = phrases.EXCUSE.match(said)
    return excuse is not None and end - excuse.end() <= _SHORT


def _reason(original: str, said: str, end: int) -> str:
    """The words before the answer, without “because” and “so”."""
    connector = phrases.BECAUSE.match(said)
    start = past(_SPACE, said, connector.end()) if connector else 0
    return original[start:end].strip(" ,.;:!\n-–—").removesuffix(" so").rstrip(" ,")
