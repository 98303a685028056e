"""Why an answer is what it is, in the words of one person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flows.refusals import Why
from flows.typed import bounded

REASON_LIMIT: Final = 2_000
"""Characters of one person's reason for an answer, and of what shows it."""
ALL_REASONS_LIMIT: Final = 10_000
"""Characters of all reasons for one answer together."""
AUTHOR_NOT_RECORDED: Final = ""
_ENDS: Final = (".", "!", "?", "…", ":", ";", ")", "”", '"')


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is what it is, and what shows it, in one person's words. `at` is UTC. Of what was written
    before authors were kept, `by` may be AUTHOR_NOT_RECORDED."""

    words: str
    evidence: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", bounded(self.words, Why.REASON_TOO_LONG, REASON_LIMIT))
        object.__setattr__(self, "evidence", bounded(self.evidence, Why.EVIDENCE_TOO_LONG, REASON_LIMIT))


def one_after_the_other(words: str, more: str) -> str:
    """Two reasons that one person gave, each a sentence of its own."""
    if not words:
        return more
    return f"{words}{'' if words.endswith(_ENDS) else '.'}\n{more}"
