"""What was heard of a text, as `balance understand` prints it."""

from typing import Any

from flows.hearing import hear, hear_mention
from flows.hearing.spoken_to import without_name
from flows.intents import NAMES, Because, Intent, NotApplicable, NotSure, Offer, Rate


def understood(text: str, *, mentioned: bool = False) -> dict[str, Any]:
    """`heard`, `rating`, `reason` and `offer`. What is only offered back has no rating: nothing is taken."""
    text, named = without_name(text)
    found = hear_mention(text) if mentioned or named else hear(text)
    offered = found.choices if isinstance(found, Offer) else ()
    heard = offered[0] if offered else found
    return {
        "heard": NAMES[type(heard)] if heard is not None and not isinstance(heard, Offer) else None,
        "rating": found.rating if isinstance(found, Rate) else None,
        "reason": _reason(heard),
        "offer": [one.rating if isinstance(one, Rate) else NAMES[type(one)] for one in offered],
    }


def _reason(intent: Intent | Offer | None) -> str | None:
    return (intent.reason or None) if isinstance(intent, Rate | NotSure | NotApplicable | Because) else None
