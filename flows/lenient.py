"""Messages that are surely meant for the bot: in a DM, or with an @mention of it.

All that a thread understands, and besides it starting, listing, greetings and politeness.
"""

import re
from collections.abc import Mapping
from typing import Final

from flows.intents import (
    Explain,
    Hello,
    Help,
    Intent,
    List,
    NotApplicable,
    NotSure,
    Resume,
    Start,
    Status,
)
from flows.strict import command, parse

# What stands in front of a wish and does not change it: “could you please”, “let's”, “I'd say”, “it's a”.
_BEFORE: Final = re.compile(
    r"(?:please|ok|okay|so|let['’]?s"
    r"|(?:i|we)(?:['’]d|\s+would)?\s+(?:say|give\s+(?:it|this)(?:\s+an?)?)"
    r"|(?:i|we)\s+think(?:\s+it['’]?s)?(?:\s+an?)?|rate\s+(?:it|this)|answer|rating|it['’]?s\s+an?"
    r"|i['’]?m|we['’]re|i|we)\s*[,:]?\s+",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(r"(?:can|could|would|will)\s+(?:you|we)\s+(?:please\s+)?", re.IGNORECASE)
# No space may stand before this: on a long row of spaces that would take a time that grows with its square.
_AFTER: Final = re.compile(r"(?<=[\s,])(?:please|pls|thanks|thank\s+you|now)$", re.IGNORECASE)
_START: Final = re.compile(
    r"start\b\s*:?\s*(?:an?\s+(?:new\s+)?assessment\b\s*(?:(?:about|called|named|on|of|for)\b)?\s*:?\s*)?(.*)",
    re.IGNORECASE | re.DOTALL,
)
_GREETING: Final = re.compile(
    r"(?:hello|hi|hey|hiya|good\s+(?:morning|afternoon|evening))\b[^.!?\n]{0,30}[.!?\s]*", re.IGNORECASE
)
_QUOTES: Final = "\"'“”‘’ "

_COMMANDS: Final[Mapping[str, Intent]] = {
    "start": Start(),
    "new assessment": Start(),
    "help me": Help(),
    "what can you do": Help(),
    "who are you": Help(),
    "how does this work": Help(),
    "how do i start": Help(),
    "list": List(),
    "list my assessments": List(),
    "my assessments": List(),
    "show my assessments": List(),
    "what's waiting for me": List(),
    "carry on": Resume(),
    "go on": Resume(),
    "progress": Status(),
    "how far are we": Status(),
    "where are we": Status(),
    "what's the status": Status(),
    "why this question": Explain(),
    "no idea": NotSure(),
    "not sure yet": NotSure(),
    "skip it": NotSure(),
    "skip this": NotSure(),
    "skip this one": NotSure(),
    "skip this question": NotSure(),
    "does not apply": NotApplicable(),
    "doesn't apply": NotApplicable(),
}


def parse_mention(text: str) -> Intent | None:
    """What a message to the bot asks of it; an empty one is a greeting; None if it is not understood."""
    text = text.strip()
    if not text:
        return Hello()
    wish = _wish(text)
    return (
        _plain(text)
        or _plain(_AFTER.sub("", wish.rstrip(" .!")).rstrip(" ,"))
        or _start(wish)
        or _greeting(text)
    )


def _wish(text: str) -> str:
    """The text without what only makes it polite: “could you resume?” asks for “resume”."""
    if asked := _ASKED.match(text):
        return text[asked.end() :].rstrip("? ")
    if before := _BEFORE.match(text):
        return text[before.end() :]
    return text


def _plain(text: str) -> Intent | None:
    return parse(text) or command(text, _COMMANDS)


def _start(text: str) -> Start | None:
    """The title keeps its own case and punctuation."""
    wanted = _START.fullmatch(text)
    return Start(" ".join(wanted[1].split()).strip(_QUOTES)) if wanted else None


def _greeting(text: str) -> Hello | None:
    return Hello() if _GREETING.fullmatch(text) else None
