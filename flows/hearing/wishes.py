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
