"""What an answer can say, and who gave it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from flows.refusals import NotTaken, Why
from flows.visible import visible

REASON_LIMIT: Final = 2_000
"""Characters of a reason, and of evidence."""


class AnswerKind(StrEnum):
    """What an answer says."""

    RATING = "rating"
    NOT_SURE = "not_sure"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Answer:
    """A rating from 1 to 5, or not sure, or not applicable; NotTaken if it is none of these."""

    kind: AnswerKind
    rating: int | None = None
    reason: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", _bounded(self.reason, Why.REASON_TOO_LONG))
        object.__setattr__(self, "evidence", _bounded(self.evidence, Why.EVIDENCE_TOO_LONG))
        if not _is_rating(self.rating) if self.kind is AnswerKind.RATING else self.rating is not None:
            raise NotTaken(Why.NOT_A_RATING)
        if self.kind is AnswerKind.NOT_APPLICABLE and not self.reason:
            raise NotTaken(Why.NOT_APPLICABLE_WHY)

    @classmethod
    def rated(cls, rating: int, reason: str = "", evidence: str = "") -> "Answer":
        return cls(AnswerKind.RATING, rating, visible(reason), visible(evidence))

    @classmethod
    def not_sure(cls, reason: str = "") -> "Answer":
        return cls(AnswerKind.NOT_SURE, reason=visible(reason))

    @classmethod
    def not_applicable(cls, reason: str) -> "Answer":
        return cls(AnswerKind.NOT_APPLICABLE, reason=visible(reason))

    @property
    def word(self) -> str:
        """The answer in a word or two: `4`, `not sure` or `not applicable`."""
        return str(self.rating) if self.kind is AnswerKind.RATING else self.kind.value.replace("_", " ")

    @property
    def is_open(self) -> bool:
        """Whether the question applies, but nobody knows the answer yet."""
        return self.kind is AnswerKind.NOT_SURE

    def with_reason(self, reason: str, evidence: str | None = None) -> "Answer":
        """The same answer with another reason; the evidence stays unless it is given."""
        kept = self.evidence if evidence is None else visible(evidence)
        return replace(self, reason=visible(reason), evidence=kept)

    def with_words_of(self, before: "Answer") -> "Answer":
        """The same answer; where it has no reason or evidence of its own, that of the one before stays."""
        return self.with_reason(self.reason or before.reason, self.evidence or before.evidence)

    def says_the_same_as(self, other: "Answer") -> bool:
        """Whether both give the same rating, or are both not sure, or both not applicable."""
        return (self.kind, self.rating) == (other.kind, other.rating)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with the person who gave it. `at` is UTC."""

    answer: Answer
    by: str
    at: datetime

    @property
    def mark(self) -> str:
        """Tells this very answer, with its reason, from any other."""
        answer = self.answer
        what = (
            answer.kind.value,
            answer.rating,
            answer.reason,
            answer.evidence,
            self.by,
            self.at.timestamp(),
        )
        return hashlib.sha256(repr(what).encode()).hexdigest()[:12]


def keepable(words: str) -> str:
    """Without what a database cannot keep: a NUL, and half of a character that was cut in two."""
    return words.replace("\x00", "").encode(errors="ignore").decode()


def _is_rating(rating: object) -> bool:
    # True is an int to Python, but not a rating to anybody.
    return isinstance(rating, int) and not isinstance(rating, bool) and 1 <= rating <= 5


def _bounded(words: str, too_long: Why) -> str:
    words = keepable(words).strip()
    if len(words) > REASON_LIMIT:
        raise NotTaken(too_long, length=len(words), most=REASON_LIMIT)
    return words
