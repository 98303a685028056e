"""An answer as people write it into a form from outside: `4`, `not sure` or `does not apply`."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.cards.refusals import words as refusal_words
from bot.voices.invitation import MOST_CHARACTERS, NotRead, quoted, too_long
from flows.answer import AnswerKind
from flows.refusals import Refusal
from flows.voices import VoiceAnswer

NOT_SURE: Final = "not sure"
NOT_APPLICABLE: Final = "does not apply"
EXPECTED: Final = f"1, 2, 3, 4, 5, “{NOT_SURE}”, “{NOT_APPLICABLE}”, or nothing"
_KINDS: Final[Mapping[str, AnswerKind]] = MappingProxyType(
    {
        NOT_SURE: AnswerKind.NOT_SURE,
        "don't know": AnswerKind.NOT_SURE,
        "?": AnswerKind.NOT_SURE,
        NOT_APPLICABLE: AnswerKind.NOT_APPLICABLE,
        "not applicable": AnswerKind.NOT_APPLICABLE,
        "n/a": AnswerKind.NOT_APPLICABLE,
    }
)
_SAID: Final = re.compile(
    rf"[1-5](?!\w|[.,/–—-]\d)|{'|'.join(map(re.escape, _KINDS))}", re.IGNORECASE | re.ASCII
)
"""The answer alone. What may stand behind it is no pattern: where two parts of one can take the same spaces,
each more of them costs more than the last."""
_BEHIND: Final = frozenset(".,;:–—-")


def alone(typed: str, words: str, place: str) -> VoiceAnswer | None:
    """An answer, with words that were written elsewhere; None: nothing was answered. Raises NotRead."""
    found = _split(typed, place)
    if found is None and words.strip():
        raise NotRead(f"There are words, and no answer. Expected: {EXPECTED}.", place)
    if found is None:
        return None
    kind, rating, more = found
    if more:
        raise _no_answer(typed, place)
    return _taken(kind, rating, words, place)


def with_words(typed: str, place: str) -> VoiceAnswer | None:
    """An answer with the words behind it; None: nothing was answered. Raises NotRead."""
    found = _split(typed, place)
    return _taken(*found, place) if found else None


def _taken(kind: AnswerKind, rating: int | None, words: str, place: str) -> VoiceAnswer:
    try:
        return VoiceAnswer.taken(kind, rating, words)
    except Refusal as refusal:
        raise NotRead(refusal_words(refusal, ""), place) from None


def _split(typed: str, place: str) -> tuple[AnswerKind, int | None, str] | None:
    """The answer, and what stands behind it."""
    if len(typed) > MOST_CHARACTERS:
        raise too_long("answer", place)
    typed = typed.strip()
    if not typed:
        return None
    found = _SAID.match(typed.replace("’", "'"))
    behind = typed[found.end() :] if found else typed
    words = behind.lstrip()
    if found is None or not (words != behind or behind[:1] in _BEHIND or not behind):
        raise _no_answer(typed, place)
    if words[:1] in _BEHIND:
        words = words[1:].lstrip()
    said = found[0].lower()
    kind = _KINDS.get(said, AnswerKind.RATING)
    return kind, int(said) if kind is AnswerKind.RATING else None, words


def _no_answer(typed: str, place: str) -> NotRead:
    return NotRead(f"“{quoted(typed.strip())}” is no answer. Expected: {EXPECTED}.", place)
