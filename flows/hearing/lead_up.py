"""The words that come before an answer: its reason, an excuse, or something that makes talk of it."""

import re
from typing import Final

from flows.hearing import phrases
from flows.hearing.text import longest, past

_SHORT: Final = 40
"""So far in characters an excuse may go on after its first words."""

_SPACE: Final = re.compile(r"[\s,]*")
_CALLED: Final = r"(?:<@\w+>|@?[^\W\d_a-z][\w'’-]*)"
_MENTION: Final = re.compile(r"\s*(?:<@|@)")
_ADDRESS: Final = re.compile(rf"\s*{_CALLED}(?:(?:\s+(?:and|&)\s+|,\s*){_CALLED}){{0,3}}\s*[,:–—-]\s*")
# A vote before this one: “Tom 4, me 3”.
_COUNTS: Final = re.compile(r"\b[1-5]\s*$")
_PAGE: Final = re.compile(r"\b\w$")
_VOTES: Final = re.compile(r"(?<![\w/])[1-5]\s*[,;]")
_OURS: Final = re.compile(r"\b(?:me|us|i|we|mine|ours|so)\W*$")
_WORDS: Final = re.compile(r"[a-z]{2}")
_REPORTS: Final = r"(?:said|says|say|thinks|reckons|put|gave|scored|voted|wants|told\s+(?:me|us))\s*$"
# After “so” what others did is a reason; only what might be, and what is quoted, is not.
_SUPPOSED: Final = re.compile(
    rf"\b(?:would\s+have|whether|tomorrow|he|she)\b|(?<=\w\s)unless\b|\b{_REPORTS}|[\"“]"
)
# What is told of others, of another time or of what might be, is no answer.
_TOLD: Final = re.compile(
    r"\b(?:said|says|told|asked|last\s+(?:year|time|week|month)|yesterday|used\s+to|would\s+have|if|scored|gave"
    r"|he|she|who|whether|unless|not|don't|wouldn't|can't|until|till|tomorrow|when)\b|[\"“]"
)


def is_talk(said: str, begin: int) -> bool:
    """“1:1 with Tom”, “see p. 3”, “Tom - 4, Priya - 3”, and what is quoted."""
    words = said[:begin]
    if begin and not _WORDS.search(words):
        return True
    if (words[-1:].isdigit() and said[begin] in ":./") or _PAGE.search(words) or said.startswith(('"', "“")):
        return True
    return (_VOTES.search(words) is not None and _OURS.search(words) is None) or supposed(
        sentence(said, begin)
    )


def sentence(said: str, end: int) -> str:
    """The sentence that ends here, as far as it goes."""
    return said[max(said.rfind(mark, 0, end) for mark in ".!\n") + 1 : end]


def supposed(words: str) -> bool:
    return _SUPPOSED.search(words) is not None


def told(words: str) -> bool:
    return _TOLD.search(words) is not None


def counts(words: str) -> bool:
    return _COUNTS.search(words) is not None


def votes(words: str) -> bool:
    """Whether a rating stands in these words, or at their end."""
    return _VOTES.search(words) is not None or counts(words)


def can_be_reason(words: str) -> bool:
    """“Tom's train is late” arranges something, and is none."""
    return words.count(" ") >= 2 and not phrases.ARRANGING.search(words) and not counts(words)


def is_excuse(said: str, end: int) -> bool:
    """Whether all before this place only says why somebody is late."""
    excuse = phrases.EXCUSE.match(said)
    return excuse is not None and end - excuse.end() <= _SHORT


def is_address(original: str, end: int) -> bool:
    """Whether all before this place may only call somebody by name: “Helen: I'd say 4”. A reason of one word
    may look the same: “Minors, I'd say 2”."""
    while end < len(original) and original[end] in " ,:–—-":
        end += 1
    found = _ADDRESS.fullmatch(original, 0, end)
    word = found[0].lower() if found else ""
    return found is not None and not phrases.QUALITY.match(word) and not phrases.SHORT_REASON.match(word)


def is_mention(original: str, end: int) -> bool:
    """Whether all before this place plainly calls somebody: “@Helen, I'd say 4”."""
    return _MENTION.match(original) is not None and is_address(original, end)


def reason_before(original: str, said: str, end: int) -> str:
    """These words, without “because” and “so”. A condition keeps the words that make it one: “as long as”."""
    connector = None if phrases.CONDITION.match(said) else longest(said, 0, phrases.BECAUSE, phrases.OWING_TO)
    connector = connector if connector and connector in phrases.BECAUSE else None
    start = past(_SPACE, said, connector.end()) if connector else 0
    return original[start:end].strip(" ,.;:!\n-–—").removesuffix(" so").rstrip(" ,")
