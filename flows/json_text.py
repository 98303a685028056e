"""JSON that everybody reads alike. Where a key stands twice, one program takes the first and another one the
last, and a checksum over what was read tells nothing of it."""

import json
import re
from typing import Any, Final

_SIGNS: Final = (b"{", b"[", b",", b":")
_TO_ITS_END: Final = re.compile(rb"\\*.", re.DOTALL)
"""A piece ends in no backslash, so that none is parted from what it stands before."""
_AT_ONCE: Final = 65_536


class KeyTwice(ValueError):
    """A key stands twice in one place."""


def loads(text: str) -> Any:
    """Raises ValueError for what is no JSON, KeyTwice among it."""
    return json.loads(text, object_pairs_hook=_once)


def with_doubles(text: bytes) -> tuple[Any, bool]:
    """What it holds, numbers as they are written, and whether a key stands twice anywhere. Raises ValueError
    for what is no JSON."""
    twice = False

    def seen(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice |= len(found) < len(pairs)
        return found

    try:
        return json.loads(text.decode(), object_pairs_hook=seen, parse_int=Number), twice
    except RecursionError:
        raise ValueError("it is too deep") from None


class Number(str):
    """It may have any length: read as a number, a long one takes long."""

    __slots__ = ()


def signs(text: bytes) -> tuple[int, int, int]:
    """How many things begin in it, how many commas and colons part what is in them, and how many of all these
    signs there are in its texts. Nothing is built of it: what is built takes many times the memory."""
    things = parts = within = at = is_text = 0
    while at < len(text):
        end = _TO_ITS_END.match(text, at + _AT_ONCE)
        piece = text[at : end.end() if end else len(text)]
        at += len(piece)
        every = piece.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')
        outside = b"".join(every[is_text::2])
        here = outside.count(b"{") + outside.count(b"["), outside.count(b",") + outside.count(b":")
        things, parts = things + here[0], parts + here[1]
        within += sum(map(piece.count, _SIGNS)) - sum(here)
        is_text ^= 1 - len(every) % 2
    return things, parts, within


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise KeyTwice("a key stands twice")
    return found
