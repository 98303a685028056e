"""An answer after its reason, or within a sentence: “nothing has been signed so it's a 1”."""

import re
from typing import Final

from flows.hearing import phrases
from flows.hearing.rating import rated
from flows.intents import Intent, Invalid, Offer, Rate

_CLAUSE: Final = re.compile(r"(?:[,.;!:=\n]|\s[-–—]|\bso\b|\band\b|\bthat\b)\s*(?:so\s+)?(?=\S)")
_FAR: Final = 400
"""How far in characters such an answer is looked for: nobody reads on for one."""

_CONCLUDES: Final = re.compile(r"so\b|[:=]")
_FROM_US: Final = re.compile(r"\w+\s+(?:from|for)\s+(?:me|us)\b")
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
    r"(?:\s+(?:it|this|that|one|question|us|on|with|for|at|as|to|out|down))*\s*(?=\S)"
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
    for cue in _CUE.finditer(said, 0, _FAR):
        if found := _after_words(original, said, cue.end(), cue.start(), sure=True):
            return found
    for clause in _CLAUSE.finditer(said, 0, _FAR):
        place = clause.end()
        lead = phrases.BEFORE.match(said, place) or phrases.BEFORE_HEDGED.match(said, place)
        if lead and lead[0] in ("a", "an", "the"):
            continue
        if lead is None and said.startswith("because") and not said[place + 1 :].strip(" .!"):
            return _after_words(original, said, place, clause.start(), sure=False)
        if lead is None and not _CONCLUDES.search(clause[0]) and not _FROM_US.match(said, place):
            continue
        if found := _after_words(original, said, place, clause.start(), sure=lead is not None):
            return found
    return None


def _after_words(original: str, said: str, place: int, begin: int, *, sure: bool) -> Intent | Offer | None:
    """The answer that begins here; `begin` is where the words end that come before it."""
    sentence = max(said.rfind(mark, 0, begin) for mark in ".!\n") + 1
    if begin and not re.search(r"[a-z]{2}", said[:begin]):
        return None  # “1:1 with Tom”
    told = _TOLD.search(said[sentence:begin]) and not said.startswith("because")
    if told or said.startswith(('"', "“")):
        return None
    found = rated(original[place:], said[place:], led=sure)
    if not isinstance(found, Rate | Offer):
        return found if sure and isinstance(found, Invalid) else None
    choices = found.choices if isinstance(found, Offer) else (found,)
    ratings = [one for one in choices if isinstance(one, Rate)]
    before = original[:begin].strip(" ,.;:!\n-–—").removesuffix(" so").rstrip(" ,")
    whole = tuple(Rate(one.rating, one.reason or before) for one in ratings)
    return whole[0] if sure and isinstance(found, Rate) else Offer(whole)
