"""JSON that everybody reads alike. Where a key stands twice, one program takes the first and another one the
last, and a checksum over what was read tells nothing of it."""

import json
from typing import Any


class KeyTwice(ValueError):
    """A key stands twice in one place."""


def loads(text: str) -> Any:
    """Raises ValueError for what is no JSON, KeyTwice among it."""
    return json.loads(text, object_pairs_hook=_once)


def check_keys(text: bytes) -> None:
    """Raises KeyTwice. It is JSON, whose numbers may have any length."""
    json.loads(text, object_pairs_hook=_once, parse_int=str)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise KeyTwice("a key stands twice")
    return found
