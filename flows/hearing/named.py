"""A question that the words name: “question 3: 4”, “Q2 = 5”, “4 for question 1”, “go to question 9”.

An answer to a question that is named is for that one, whichever is being asked.
"""

import re
from dataclasses import replace
from typing import Final

from flows.hearing.numbers import number_at
from flows.hearing.reasons import after
from flows.hearing.text import past, readable
from flows.intents import GoTo, Intent, NotApplicable, NotSure, Offer, Rate

_WORDS: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_COUNTED: Final = rf"(\d{{1,2}}|{'|'.join(_WORDS)})\b"
_QUESTION: Final = r"(?:question|qu|qn|q)\s*\.?\s*(?:number|no\.?|nr\.?|#)?\s*"
_NAME: Final = rf"(?:{_QUESTION}|number\s*|#\s*){_COUNTED}"
# “no. 4 because we asked” and “number 4” may be the answer itself.
_NAME_FIRST: Final = (
    rf"(?:{_QUESTION}{_COUNTED}(?!\s+(?:19|20)\d\d\b)"  # “Q4 2025” is a quarter
    rf"|#\s*{_COUNTED}\s*[-–—:=)]\s*(?=[1-5]\b)|(?:no|nr|number)\s*\.?\s*{_COUNTED}\s*[:=)]\s*(?=[1-5]\b))"
)
_LEADS: Final = (
    r"(?:(?:for|on|re|about|to|my|our|the|answer|rating|actually|sorry|wait|oh|and|so|ok|okay|hi|please|can|could|you"
    r"|we|i|i'd|want|would|like|let's|need|have|think|thinks|say|says|guess|reckon|believe|that|hello)\b[\s,:.–—-]*){0,12}"
)
_RATING: Final = r"(?:an?\s+)?(?=(?:[1-5]|one|two|three|four|five)\b)"
_CHANGES: Final = r"(?:change|make|set|put|amend|update|correct|fix|turn|move|give)\b\s*"
_OWN: Final = r"(?:(?:my|our|the)\s+)?(?:(?:answer|rating|score)\s+)?(?:(?:to|for|of|on|in)\s+)?(?:my\s+)?"

_FIRST: Final = re.compile(rf"{_LEADS}{_NAME_FIRST}")
_AFTER_ANSWER: Final = re.compile(
    rf"(?:\b[1-5](?:\s*/\s*5|\s+out\s+of\s+(?:5|five))?|\b(?:one|two|three|four|five)|\bnot\s+sure|\bunsure|\bn/a"
    rf"|\bnot\s+applicable)(?:[\s,;–—-]+(?:for|on|to)\s+{_NAME}|\s*\n\s*{_NAME}\s*$)"
)
_CHANGE: Final = re.compile(
    rf"{_LEADS}{_CHANGES}{_OWN}{_NAME}\s*(?:answer\s*)?(?:from\s+[1-5]\s+)?(?:(?:to|into|as|=|be)\s*)?"
    rf"{_RATING}"
    rf"|{_LEADS}{_NAME}\s+(?:(?:should|ought\s+to|needs\s+to|must)\s+(?:really\s+|actually\s+)?"
    rf"(?:be|have\s+been)|is\s+now)\s+{_RATING}"
    rf"|{_LEADS}(?:go\s+)?(?:back\s+)?to\s+{_NAME}[\s,]+(?:(?:and|then)\s+)*(?:put|give|say|make|answer|rate)\s+"
    rf"(?:(?:it|that)\s+)?{_RATING}"
)
_GO: Final = re.compile(
    r"(?:(?:please|ok|okay|can\s+you|could\s+you|i\s+want\s+to|i'd\s+like\s+to|take\s+me|let\s+me|let's)\b[\s,]*)"
    r"{0,3}"
    rf"(?:(?:go|jump|skip|move|return|back)\b\s*)?(?:back\s+)?to\s+{_NAME}(?:\s+(?:please|pls|now))?[\s.!]*"
)
_END_OF_CHANGE: Final = re.compile(
    r"[\s.!]*$|\s*[.,;:–—-]|\s+(?:because|as|cos|since|please|pls|now|thanks)\b"
)
_PLEASE: Final = re.compile(r"(?:\s+(?:please|pls|now|thanks))+")
_ALONE: Final = re.compile(rf"(?:for\s+)?{_NAME}[\s.!]*")
_FAR: Final = 160


def go_to(said: str) -> GoTo | None:
    """“go back to question 3”, said in so many words: with a question mark it asks colleagues."""
    found = _GO.fullmatch(said) if len(said) <= _FAR else None
    return GoTo(_number(found[1])) if found else None


def change(original: str, said: str) -> Offer | None:
    """“change question 3 to 4”, “question 3 should be a 4 because …”: offered, to whichever it is."""
    found = _CHANGE.match(said)
    number = number_at(said, found.end()) if found else None
    if found is None or number is None or not number.ratings or not _END_OF_CHANGE.match(said, number.end):
        return None
    rest = after(original, said, past(_PLEASE, said, number.end), lead=True)
    named = _number(_only_group(found))
    return Offer(tuple(Rate(rating, rest.reason, named) for rating in number.ratings)) if rest else None


def naming(heard: Intent | Offer | None, original: str, said: str) -> Intent | Offer | None:
    """The same, with the number of the question that an answer is for, where the words name one."""
    first = heard.choices[0] if isinstance(heard, Offer) else heard
    if not isinstance(first, Rate | NotSure | NotApplicable):
        return heard
    alone = _ALONE.fullmatch(readable(first.reason)) if isinstance(first, Rate) else None
    answer = _without(first.reason, original, said)
    found = alone or _FIRST.match(answer) or _AFTER_ANSWER.search(answer, 0, _FAR)
    if found is None:
        return heard
    named, is_reason = _number(_only_group(found)), alone is None
    if isinstance(heard, Offer):
        return replace(heard, choices=tuple(_for(one, named, is_reason=is_reason) for one in heard.choices))
    return _for(first, named, is_reason=is_reason)


def _without(reason: str, original: str, said: str) -> str:
    """The answer alone: what its reason speaks of is not what is answered."""
    begin = original.rfind(reason) if reason else -1
    return said if begin < 0 else f"{said[:begin]} {said[begin + len(reason) :]}".strip()


def _for(heard: Intent, named: int, *, is_reason: bool) -> Intent:
    """`is_reason` False: what stands as its reason is the name of the question, and no more."""
    if isinstance(heard, Rate | NotSure | NotApplicable) and heard.question is None:
        return replace(heard, question=named, reason=heard.reason if is_reason else "")
    return heard


def _only_group(found: re.Match[str]) -> str:
    """The number, in whichever way of saying it was found."""
    return next(group for group in found.groups() if group)


def _number(word: str) -> int:
    return _WORDS.index(word) + 1 if word in _WORDS else int(word)
