"""What people typed, as it is taken: within its limit, and without what no database keeps."""

from typing import Final

from flows.refusals import NotTaken, Refusal, Why
from flows.visible import visible

WORDS_MAX: Final = 2_000
"""Characters of a decision's words, of each condition and what is said of it, and of what an action says."""


def keepable(words: str) -> str:
    """Without what a database cannot keep: a NUL, and half of a character that was cut in two."""
    return words.replace("\x00", "").encode(errors="ignore").decode()


def bounded(words: str, too_long: Why, most: int) -> str:
    """As they are kept. Raises NotTaken if they are longer than `most` characters."""
    if not words:  # as most are that are read from a store
        return words
    words = visible(keepable(words))
    if len(words) > most:
        raise NotTaken(too_long, length=len(words), most=most)
    return words


def some_words(typed: str, missing: Why) -> str:
    """What was typed, without the spaces around it. Raises Refusal if there is nothing, or too much."""
    words = visible(typed)
    if not words:
        raise Refusal(missing)
    if len(words) > WORDS_MAX:
        raise too_long(len(words))
    return words


def too_long(length: int, most: int = WORDS_MAX) -> Refusal:
    """Of a text that a form takes; both in characters."""
    return Refusal(Why.TOO_LONG, length=length, most=most)
