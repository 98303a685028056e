"""What is asked of the bot in words: to go back, to pause, to explain. Also with a slip of the finger."""

import difflib
import re
from collections.abc import Mapping
from typing import Final

from flows.hearing import phrases
from flows.intents import (
    NAMES,
    Back,
    Explain,
    Help,
    Intent,
    Keep,
    List,
    Offer,
    Pause,
    Resume,
    Review,
    Status,
    Submit,
    Undo,
    WhoDecides,
)

WISHES: Final[Mapping[str, Intent]] = {
    NAMES[kind]: kind()
    for kind in (Back, Keep, Pause, Resume, Explain, Status, Submit, Review, Help, Undo, WhoDecides)
}
_BY_PHRASE: Final[Mapping[str, Intent]] = {
    phrase.replace("'", ""): wish for name, wish in WISHES.items() for phrase in phrases.spelt_out(name)
}
# Only these may end in a question mark: “submit?” asks a colleague, not the bot.
_ASKING: Final = (Help, List, Status, Explain, WhoDecides)
_AFTERWARDS: Final = re.compile(
    r"[\s,.!…]+(?:please|pls|plz|thanks|thank you|thx|ta|cheers|now|then|mate|guys|folks|team|all|everyone"
    r"|balance|bot|to me|for me|again|here|x|for now|for today|so far|tho|though|ok|okay|exactly)$"
)
_PARTS: Final = re.compile(r"\s*[,.;!]+\s*|\s+[-–—]\s+")
# “ok, can we submit”, “are we ready to submit”: what begins so is put to somebody.
_PUT_TO_OTHERS: Final = re.compile(
    r"(?:(?:so|ok|okay|right|well|hi|hey|hello|please|pls|all|team|guys|folks|now|then|and|but|yes|great|good|sorry|just"
    r"|everyone|everybody|balance)\b[\s,.!:]*){0,6}"
    r"(?:(?:can|could|may|might|shall|should|will|would|do|did)\s+(?:we|i|you|somebody|someone|anyone)"
    r"(?:\s+all)?(?:\s+(?:think|agree)\s+(?:that\s+)?(?:we|i|it'?s)(?:\s+(?:can|could|should|are|am))?)?"
    r"(?:\s+(?:want|need|have|like|ready|good|happy|safe|ok|okay)\s+(?:to|for)(?:\s+us\s+to)?)?"
    r"|(?:are|is|am)\s+(?:we|i|you|it|this|that|everyone|everybody|all)(?:\s+(?:all|now|both|of\s+us|of\s+you|it|done|and))*"
    r"\s+(?:ready|good|happy|ok|okay|fine|able|safe|time|going|allowed|clear)\s+(?:to|for)(?:\s+us\s+to)?"
    r"|why\s+(?:don'?t\s+(?:we|i|you)|not)|how\s+about\s+(?:we|i|if\s+we))\s+"
)
# The same with a question mark only: without one, “ready to submit” asks for it.
_READY: Final = re.compile(
    r"(?:(?:everyone|everybody|all|all of us|we|you|are|is|now|so|ok|okay|time|guys|team|folks)\s+)*"
    r"(?:ready|good|happy|ok|okay|fine|want|wanna|time|safe|do we|all set)\s+(?:to\s+|for\s+us\s+to\s+)?"
)
_ACTS: Final = (Submit, Keep)
"""What no question does: it hands in, or gives last time's answer anew."""
_SLIPS_FROM: Final = 4
_SINGLE: Final = [one for one in _BY_PHRASE if " " not in one and len(one) >= _SLIPS_FROM]
# “pause and carry on tomorrow at 9” asks for one thing.
_GOES_ON: Final = re.compile(
    rf"\s*(?:,|\band\b|\bthen\b)+\s*(?:we|i|we'?ll|i'?ll)?\s*(?={phrases.FINISH}|finish\b)"
)
_LONGEST: Final = 120


def command(text: str, commands: Mapping[str, Intent] = _BY_PHRASE) -> Intent | None:
    """The command that a readable text is, and nothing but that."""
    if not (phrase := _phrase(text)) or len(phrase) > _LONGEST:
        return None
    if (head := _GOES_ON.split(phrase, 1)[0]) != phrase and isinstance(command(head, commands), Pause):
        return Pause()
    if len(parts := [one for one in _PARTS.split(phrase) if one]) > 1:
        wishes = {command(one, commands) for one in parts if _shortened(one) and not _goes_along(one)}
        if len(wishes) == 1 and (only := wishes.pop()) is not None:
            return only
    for shorter in _shortened(phrase):
        intent = commands.get(shorter.rstrip("? "), commands.get(shorter))
        asked = isinstance(intent, _ASKING) or (isinstance(intent, Review) and shorter.startswith("what"))
        if intent is not None and (asked or "?" not in shorter or shorter != phrase):
            return intent if asked or not _asks_somebody(phrase) else None
    return None


def put_as_a_question(text: str) -> Offer | None:
    """“can we submit?” asks colleagues whether to: it is offered, and not done."""
    if len(text) > _LONGEST:
        return None
    is_asked = text.rstrip(" .!)\"'”’").endswith("?")
    for part in [one for one in _PARTS.split(text) if one.strip()]:
        opening = _PUT_TO_OTHERS.match(part) or (_READY.match(part) if is_asked else None)
        wish = command(part[opening.end() :].rstrip("? ")) if opening else None
        if isinstance(wish, _ACTS):
            return Offer((wish,))
    wish = command(text)
    return Offer((wish,)) if isinstance(wish, _ACTS) and (is_asked or puts_to_others(text)) else None


def puts_to_others(text: str) -> bool:
    """Whether it begins as a question does: “can we …”, “are we ready to …”."""
    return _PUT_TO_OTHERS.match(text) is not None


def slipped(text: str) -> Intent | None:
    """The one-word command that a readable text is but for one slip of the finger."""
    word = _phrase(text)
    if " " in word or "?" in word or len(word) < _SLIPS_FROM or len(word) > 12:
        return None
    close = difflib.get_close_matches(word, _SINGLE, n=1, cutoff=0.75)
    if not close or (sorted(close[0]) != sorted(word) and abs(len(close[0]) - len(word)) != 1):
        return None
    return _BY_PHRASE[close[0]]


def _phrase(text: str) -> str:
    return " ".join(text.replace("'", "").split()).strip('*_~`"“”‘.!…,:;- ')


def _shortened(phrase: str) -> list[str]:
    """The phrase, and what is left of it without what only makes it polite."""
    found = [phrase]
    rest = phrase
    for _ in range(6):
        if before := phrases.POLITE.match(rest):
            rest = rest[before.end() :].lstrip(" ,.!…:;-")
            found.append(rest)
        elif (without := _AFTERWARDS.sub("", rest.rstrip("? "))) != rest.rstrip("? "):
            rest = without + ("?" if phrase.endswith("?") else "")
            found.append(rest)
        else:
            break
    return [one for one in found if one.strip("? ") or one == phrase]


def _goes_along(part: str) -> bool:
    found = phrases.AROUND_WISH.match(part)
    return found is not None and found.end() == len(part)


def _asks_somebody(phrase: str) -> bool:
    """“shall we stop here?” asks colleagues; “can you go back?” asks the bot."""
    return phrase.endswith("?") and not re.match(
        r"(?:can|could|would|will|may) (?:you|we|i)\b|(?:please|balance)\b", phrase
    )
