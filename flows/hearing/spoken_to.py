"""Messages that are surely meant for the bot: in a DM, or with an @mention of it.

The grammar of the thread, and besides it starting, listing, greetings: being spoken to only changes what
happens to the rest.
"""

import re
from collections.abc import Mapping
from typing import Final

from flows.hearing.asked_about import asks_people
from flows.hearing.direct import directly
from flows.hearing.grammar import hear
from flows.hearing.named import go_to
from flows.hearing.text import past, readable, trimmed
from flows.hearing.wishes import command
from flows.intents import Hello, Help, Intent, List, Offer, Start

# What stands in front of a wish and does not change it.
_BEFORE: Final = re.compile(
    r"(?:please|ok|okay|so|let'?s|(?:i|we)\s+want\s+to|(?:i|we)'d\s+like\s+to)\s*[,:]?\s+"
)
_ASKED: Final = re.compile(r"(?:can|could|would|will)\s+(?:you|we)\s+(?:please\s+)?")
# No space may stand before this: on a long row of spaces that would take a time that grows with its square.
_AFTER: Final = re.compile(r"(?<=[\s,])(?:please|pls|thanks|thank\s+you|now)$", re.IGNORECASE)
_START: Final = re.compile(
    r"start\b\s*:?\s*(?:an?\s+(?:new\s+)?assessment\b\s*(?:(?:about|called|named|on|of|for)\b)?\s*:?\s*)?(.*)",
    re.IGNORECASE | re.DOTALL,
)
_GREETING: Final = re.compile(
    r"(?:hello|hi|hey|hiya|good\s+(?:morning|afternoon|evening))\b"
    r"(?:[^.!?\n]{0,30}[.!\s]*|(?:[,\s]+how(?:'?s|\s+are)\b)?[^,.!?\n]{0,12}\?)"
)
# Typed as plain text, but not within an address or the name of something else.
_NAME: Final = r"(?<![\w.@])@balance(?![\w@]|[-.]\w)"
# What stands beside the name and goes with it. “:four:” begins with a colon of its own, and “-1” with a sign.
_BESIDE: Final = " \t\n\u00a0,;"
_AFTER_NAME: Final = re.compile(r"[\s,;!.…]*(?:[-–—](?=\s)|:(?![a-z0-9_+'-]+:))?\s*", re.IGNORECASE)
_QUOTES: Final = "\"'“”‘’ "

_COMMANDS: Final[Mapping[str, Intent]] = {
    "start": Start(),
    "new assessment": Start(),
    "how do i start": Help(),
    "list": List(),
    "list my assessments": List(),
    "my assessments": List(),
    "show my assessments": List(),
    "whats waiting for me": List(),
}


def without_name(text: str, mention: str = "(?!)") -> tuple[str, bool]:
    """The text without the bot's name, and whether it was there: “@Balance: 4”, “hey @Balance, status”.
    `mention` is a pattern of what else names it."""
    said, *others = re.split(f"{mention}|{_NAME}", text, flags=re.IGNORECASE)
    if not others:
        return text, False
    for other in others:
        said = said.rstrip(_BESIDE)
        between = " " if said and other[:1].isalnum() else ""
        said += between + other if said else other[past(_AFTER_NAME, other, 0) :]
    return said.strip(), True


def hear_mention(text: str) -> Intent | Offer | None:
    """What a message to the bot asks of it; an empty one is a greeting; None if it is not understood."""
    return or_beyond(hear(text), text)


def or_beyond(heard: Intent | Offer | None, text: str) -> Intent | Offer | None:
    """What was heard of it, or what it asks beside all that a thread understands. A title may well sound like
    an answer: “start Housing data: 2 boroughs”."""
    if heard is not None and not isinstance(heard, Offer):
        return heard
    text = trimmed(text)
    more = _more(text) if text else Hello()
    return more if heard is None or isinstance(more, Start) else heard


def or_directly(heard: Intent | Offer | None, text: str) -> Intent | Offer | None:
    """The same where nobody else reads along: there, “no more messages” is no answer, and “how many
    questions?” is not about one assessment."""
    return directly(text) or or_beyond(heard, text)


def _wish(text: str) -> str:
    """The text without what only makes it polite: “could you resume?” asks for “resume”."""
    said = readable(text)
    if asked := _ASKED.match(said):
        return text[asked.end() :].rstrip("? ")
    if before := _BEFORE.match(said):
        return text[before.end() :]
    return text


def _more(text: str) -> Intent | None:
    wish = _wish(text)
    without = _AFTER.sub("", wish.rstrip(" .!")).rstrip(" ,")
    return (
        command(readable(text), _COMMANDS)
        or command(readable(without), _COMMANDS)
        or go_to(readable(without))
        or directly(text)
        or _start(wish)
        or _greeting(text)
        or asks_people(text)
    )


def _start(text: str) -> Start | None:
    """The title keeps its own case and punctuation."""
    wanted = _START.fullmatch(text)
    return Start(" ".join(wanted[1].split()).strip(_QUOTES)) if wanted else None


def _greeting(text: str) -> Hello | None:
    return Hello() if _GREETING.fullmatch(readable(text)) else None
