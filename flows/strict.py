"""Which messages in a thread are meant for the bot.

People talk to each other there, so a message is an answer or a command only if it is plainly nothing else.
What follows an answer is its reason only after a dash, a colon or “because”.
"""

import re
import string
from collections.abc import Mapping
from typing import Final

from flows.intents import (
    Back,
    Because,
    Explain,
    Help,
    Intent,
    Invalid,
    Keep,
    List,
    NotApplicable,
    NotSure,
    Pause,
    Rate,
    Resume,
    Review,
    Status,
    Submit,
)
from flows.refusals import Why
from flows.visible import visible

_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER: Final = "|".join(_NUMBERS)
_MARKS: Final = "[*_~`\"'“”‘’]*"
# With what phones and copying leave behind: spaces without width, and marks of direction (Arabic, Hebrew).
_AROUND: Final = (
    string.whitespace
    + "\u00a0\u200b\u2060\ufeff"
    + "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

# 4, four, :four:, 4️⃣, *4*, 4/5 and 4 out of 5; also 6, 0, 4.5 and -1, which are refused.
_RATING: Final = re.compile(
    rf"{_MARKS}(?:(?P<digits>[-−]?\d{{1,3}}(?:[.,]\d{{1,2}}|½)?)(?:\ufe0f?\u20e3)?"
    rf"|:(?P<emoji>{_NUMBER}):|(?P<word>{_NUMBER})\b){_MARKS}"
    rf"(?:\s*/\s*5\b|\s+out\s+of\s+(?:5|five)\b)?{_MARKS}",
    re.IGNORECASE,
)
_NOT_SURE: Final = re.compile(
    rf"{_MARKS}(?:not\s+sure|unsure|don['’]?t\s+know|do\s+not\s+know|dunno|idk|skip)\b{_MARKS}", re.IGNORECASE
)
_NOT_APPLICABLE: Final = re.compile(
    rf"{_MARKS}(?:n\s*/\s*a\b|n\.\s*a\b\.?|na\b|not\s+applicable\b){_MARKS}", re.IGNORECASE
)

_NOTHING_MORE: Final = re.compile(r"[\s\u200b\u2060\ufeff.!…,;:–—-]*")
_BECAUSE: Final = re.compile(r"because\b(?!-).*", re.IGNORECASE | re.DOTALL)
_BEFORE_BECAUSE: Final = _AROUND + ".,;:!…–—-"
_AFTER_DASH: Final = re.compile(r"(?:\s+[-–—]|[-–—]\s|—)\s*(\S.*)", re.DOTALL)
_AFTER_COLON: Final = re.compile(r"\s*:\s+(\S.*)", re.DOTALL)
# “4 - 5”, “4 - 5 people”, “four - five” and “4 - or 5” are ranges or doubts, not reasons.
_RANGE: Final = re.compile(
    rf"(?:(?:or|to|maybe|perhaps|possibly)\s+)?(?:\d|(?:{_NUMBER})\b(?!\s+\w))", re.IGNORECASE
)


_COMMANDS: Final[Mapping[str, Intent]] = {
    "back": Back(),
    "go back": Back(),
    "continue": Resume(),
    "help": Help(),
    "keep": Keep(),
    "pause": Pause(),
    "resume": Resume(),
    "review": Review(),
    "status": Status(),
    "submit": Submit(),
    "why": Explain(),
}
# Only these may end in a question mark: “submit?” asks a colleague, not the bot.
_ASKING: Final = (Help, List, Status, Explain)


def parse(text: str) -> Intent | None:
    """What a message in the thread asks of the bot; None if it is talk between people."""
    text = text.strip(_AROUND)
    return _answer(text) or _because(text) or command(text, _COMMANDS)


def _answer(text: str) -> Intent | None:
    if text == "?":
        return NotSure()
    for pattern in (_RATING, _NOT_SURE, _NOT_APPLICABLE):
        head = pattern.match(text)
        if head is None or (reason := _reason(text[head.end() :])) is None:
            continue
        if pattern is _NOT_SURE:
            return NotSure(reason)
        if pattern is _NOT_APPLICABLE:
            return NotApplicable(reason)
        return _rate(head, reason)
    return None


def _rate(head: re.Match[str], reason: str) -> Rate | Invalid | None:
    rating = _value(head)
    if rating is None or not 1 <= rating <= 5:
        return Invalid(Why.NOT_A_RATING)
    return None if _counts_on(rating, reason) else Rate(rating, reason)


def _value(head: re.Match[str]) -> int | None:
    if head["digits"] is None:
        return _NUMBERS.index((head["word"] or head["emoji"]).lower())
    return int(head["digits"]) if head["digits"].isdecimal() else None


def _counts_on(rating: int, reason: str) -> bool:
    """“1: ask Sara 2: ask Tom” is a list of things to do."""
    following = rf"\b(?:{rating + 1}|{_NUMBERS[rating + 1]})\s*[-–—:.)]\s"
    return re.search(following, reason, re.IGNORECASE) is not None


def _reason(rest: str) -> str | None:
    """The reason in what follows an answer: "" if there is nothing more, None if it is no reason."""
    if _NOTHING_MORE.fullmatch(rest):
        return ""
    words = rest.lstrip(_BEFORE_BECAUSE)
    if words != rest and _BECAUSE.fullmatch(words):
        return _without_because(words)
    if dash := _AFTER_DASH.fullmatch(rest):
        return None if _RANGE.match(dash[1]) else dash[1]
    if colon := _AFTER_COLON.fullmatch(rest):
        return colon[1]
    return None


def _because(text: str) -> Because | None:
    """A question (“Because of Tom?”) is for a colleague."""
    words = text.lstrip(_BEFORE_BECAUSE)
    if not _BECAUSE.fullmatch(words) or words.endswith("?"):
        return None
    reason = _without_because(words)
    return Because(reason) if reason else None


def _without_because(words: str) -> str:
    """“because nobody asked” without its first word; but “because of the law” would lose its sense."""
    reason = words[len("because") :].lstrip(_AROUND + ",:…")
    if _NOTHING_MORE.fullmatch(reason) or not visible(reason):
        return ""
    return words if re.match(r"of\b", reason, re.IGNORECASE) else reason


def command(text: str, commands: Mapping[str, Intent]) -> Intent | None:
    """The command that the text is, and nothing but that."""
    phrase = " ".join(text.lower().replace("’", "'").split()).strip("*_~`\"“”‘'.!… ")
    intent = commands.get(phrase.rstrip("? "))
    return intent if isinstance(intent, _ASKING) or "?" not in phrase else None
