"""The grammar: an answer with words before and after it and a reason, or a wish. Or talk."""

import re
from typing import Final

from flows.hearing import phrases
from flows.hearing.concluded import concluded
from flows.hearing.named import change, go_to, naming, offered
from flows.hearing.rating import corrected, misspelt, rated
from flows.hearing.reasons import asks, because
from flows.hearing.text import past, readable, trimmed, without_struck
from flows.hearing.unrated import without_rating
from flows.hearing.wishes import command, put_as_a_question, slipped
from flows.intents import Because, Intent, Offer, Pause, Rate, Undo

# “because we asked everybody, 4” is not the reason for the answer before.
_ENDS_IN_A_RATING: Final = re.compile(r"[,.;:]\s[^,.;:]{0,20}\b[1-5][\s.!]*$")
_END: Final = 40
_AFTER_ALL: Final = re.compile(
    r"(?<!\boption)(?<!question)(?<!\bq)[\s,.(–—-](?:no|nope|actually|sorry|i\s+mean|make\s+it|make\s+that|wait|or\s+rather|scratch\s+that)\b\W+"
    r"(?:(?:make\s+it|it's|its|i\s+mean|an?)\s+)*([1-5])[\s.!)]*$"
)
_COMES_TO: Final = re.compile(r"\b(?:so|hence|therefore)\s+(?:it's\s+|its\s+)?(?:an?\s+)?[1-5][\s.!]*$")
_NO_NUMBER: Final = re.compile(r"(?:high|take|give me|give us|give it|back in)\s+(?:five|5)\b")
_HEAD: Final = re.compile(r"([^,.;:!?–—-]{5,60})(?:[,.;:!]|\s[–—-])\s")
_BEFORE_BECAUSE: Final = re.compile(rf"[\s.,;:!…–—-]*(?={phrases.SPELT_BECAUSE}(?!-))")


def hear(text: str) -> Intent | Offer | None:
    """What a message in the thread asks of the bot; None if it is talk between people."""
    original = trimmed(text)
    if (kept := without_struck(original)) != original:
        return offered(hear(kept))
    said = readable(original)
    if not said or _NO_NUMBER.match(said):
        return None
    return naming(_heard(original, said), original, said, _again)


def _again(text: str) -> Intent | Offer | None:
    original = trimmed(text)
    said = readable(original)
    return _heard(original, said) if said else None


def _heard(original: str, said: str) -> Intent | Offer | None:
    return (
        change(original, said)
        or corrected(original, said)
        or put_as_a_question(said)
        or command(said)
        or go_to(said)
        or _rated(original, said)
        or without_rating(original, said)
        or concluded(original, said)
        or misspelt(original, said)
        or _because(original, said)
        or _in_other_words(said)
    )


def _rated(original: str, said: str) -> Intent | Offer | None:
    """“would be a 5 but it is not published, so 4” and “4 - no, 3” come to another rating than they began
    with: the later one is offered."""
    first = rated(original, said)
    if first and (after_all := _AFTER_ALL.search(said[-_END:])):
        return Offer((Rate(int(after_all[1])),))
    if isinstance(first, Offer) and _COMES_TO.search(said[-_END:]):
        return concluded(original, said) or first
    return first


def _because(original: str, said: str) -> Because | None:
    """The reason for the answer before. A question (“Because of Tom?”) is for a colleague."""
    start = _BEFORE_BECAUSE.match(said)
    if start is None or asks(said) or _ENDS_IN_A_RATING.search(said[-_END:]):
        return None
    reason = because(original, said, start.end())
    return Because(reason) if reason else None


def _in_other_words(said: str) -> Offer | None:
    """What is near something that is taken: a wish with more words after it, a level in words, a slip."""
    head = _HEAD.match(said)
    if head and " " in head[1] and isinstance(wish := command(head[1]), Pause | Undo):
        return Offer((wish,))
    if rating := _level(said.strip(" .!?")):
        return Offer((Rate(rating),))
    meant = slipped(said)
    return Offer((meant,)) if meant else None


def _level(phrase: str) -> int | None:
    """The level that is said in words, as soon as words that only lead to one are off: “strongly against” is
    one as it stands, though “strongly” may also lead to a number."""
    for lead in (phrases.BEFORE, phrases.BEFORE_HEDGED, None):
        if (rating := phrases.LEVELS.get(phrase)) or lead is None:
            return rating
        phrase = phrase[past(lead, phrase, 0) :].strip(" ,")
    return None
