"""What an answer can say, and who gave it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from flows.reason import ALL_REASONS_LIMIT, AUTHOR_NOT_RECORDED, Reason
from flows.refusals import NotTaken, OutOfDate, Why
from flows.seen import mark_seen
from flows.typed import bounded

AGAINST: Final = 2
"""This rating and the one below it speak against sharing."""
FOR: Final = 4
"""This rating and the one above it speak for sharing."""


class AnswerKind(StrEnum):
    """What an answer says."""

    RATING = "rating"
    NOT_SURE = "not_sure"
    NOT_APPLICABLE = "not_applicable"


class Mark(StrEnum):
    """What one answer says about sharing."""

    FOR = "for"
    BETWEEN = "between"
    AGAINST = "against"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Answer:
    """A rating from 1 to 5, or not sure, or not applicable; NotTaken if it is none of these. `reason` and
    `evidence` are the words of all who explained it; whose they are stands in Given."""

    kind: AnswerKind
    rating: int | None = None
    reason: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", bounded(self.reason, Why.REASON_TOO_LONG, ALL_REASONS_LIMIT))
        object.__setattr__(self, "evidence", bounded(self.evidence, Why.EVIDENCE_TOO_LONG, ALL_REASONS_LIMIT))
        check_rating(self.kind, self.rating)
        if self.kind is AnswerKind.NOT_APPLICABLE and not self.reason:
            raise NotTaken(Why.NOT_APPLICABLE_WHY)

    @classmethod
    def rated(cls, rating: int, reason: str = "", evidence: str = "") -> "Answer":
        return cls(AnswerKind.RATING, rating, reason, evidence)

    @classmethod
    def not_sure(cls, reason: str = "") -> "Answer":
        return cls(AnswerKind.NOT_SURE, reason=reason)

    @classmethod
    def not_applicable(cls, reason: str) -> "Answer":
        return cls(AnswerKind.NOT_APPLICABLE, reason=reason)

    @property
    def word(self) -> str:
        """The answer in a word or two: `4`, `not sure` or `not applicable`."""
        return word_of(self.kind, self.rating)

    @property
    def is_open(self) -> bool:
        """Whether the question applies, but nobody knows the answer yet."""
        return self.kind is AnswerKind.NOT_SURE

    @property
    def wants_a_reason(self) -> bool:
        """Whether a reader will ask why: a 1 or 2 without a reason, a 4 or 5 with neither a reason nor
        anything that shows it."""
        match mark_of(self):
            case Mark.AGAINST:
                return not self.reason
            case Mark.FOR:
                return not (self.reason or self.evidence)
            case _:
                return False

    def says_the_same_as(self, other: "Answer") -> bool:
        """Whether both give the same rating, or are both not sure, or both not applicable."""
        return (self.kind, self.rating) == (other.kind, other.rating)


def answers_in(given: "Mapping[str, Given]") -> dict[str, Answer]:
    """The answers alone, by question."""
    return {question: one.answer for question, one in given.items()}


def mark_of(answer: Answer | None) -> Mark:
    """None: nobody has answered, which is open."""
    if answer is None or answer.is_open:
        return Mark.OPEN
    if answer.rating is None:
        return Mark.NOT_APPLICABLE
    if answer.rating <= AGAINST:
        return Mark.AGAINST
    return Mark.FOR if answer.rating >= FOR else Mark.BETWEEN


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with the person who gave it, and the reasons with the people who wrote them, in the order in
    which they were written. `at` is UTC. `is_median`: it is the panel's, and `by` only took it."""

    answer: Answer
    by: str
    at: datetime
    reasons: tuple[Reason, ...] = ()
    is_median: bool = False

    def __post_init__(self) -> None:
        if not self.reasons and (self.answer.reason or self.answer.evidence):
            own = Reason(self.answer.reason, self.answer.evidence, self.by, self.at)
            object.__setattr__(self, "reasons", (own,))

    @classmethod
    def now(
        cls,
        answer: Answer,
        by: str,
        at: datetime,
        before: "Given | None" = None,
        *,
        keeps: bool = False,
    ) -> "Given":
        """An answer that somebody gives, with their own reason if they say one. Where the answer before
        says the same, its reasons stay, each under the name of who wrote it. `keeps`: it is that answer,
        with those words; else whoever says the same words as somebody else has said them too."""
        if before is None or not before.answer.says_the_same_as(answer):
            return cls(answer, by, at)
        given = replace(before, by=by, at=at, is_median=False)
        if keeps or not (answer.reason or answer.evidence):
            return given
        return given.explained(by, at, answer.reason or None, answer.evidence or None)

    def explained(self, by: str, at: datetime, words: str | None, evidence: str | None = None) -> "Given":
        """The same answer with this person's reason: in place of their own, beside those of others. None: as
        their own words, or evidence, were."""
        mine = self.reason_of(by)
        before = (mine.words, mine.evidence) if mine else ("", "")
        own = Reason(
            before[0] if words is None else words, before[1] if evidence is None else evidence, by, at
        )
        if (own.words, own.evidence) == before:
            return self
        kept = tuple(reason for reason in self.reasons if reason.by != by)
        if own.words or own.evidence:
            kept = (*kept, own)
        answer = replace(
            self.answer,
            reason="\n".join(reason.words for reason in kept if reason.words),
            evidence="\n".join(reason.evidence for reason in kept if reason.evidence),
        )
        return replace(self, answer=answer, reasons=kept)

    def reason_of(self, person: str) -> Reason | None:
        """This person's own reason, if they wrote one."""
        return next((reason for reason in self.reasons if reason.by == person), None)

    @property
    def names_reasons(self) -> bool:
        """Whether each reason is shown under the name of who wrote it: words without a name are read as those
        of who answered. Reasons are counted, not people, because former colleagues are called the same."""
        return len(self.reasons) > 1 or any(reason.by != self.by for reason in self.reasons)

    @property
    def explainers(self) -> frozenset[str]:
        """Everybody who wrote a reason that stands, as far as that is recorded."""
        return frozenset(reason.by for reason in self.reasons) - {AUTHOR_NOT_RECORDED}

    def in_sight(self, person: str) -> str:
        """Tells what somebody has before them who gives their own reason: what was answered, and what they
        wrote themselves. What others write is not replaced by that, nor is it another answer where somebody
        else gives the same: neither is a part of it."""
        answer, mine = self.answer, self.reason_of(person)
        own = (mine.words, mine.evidence) if mine else None
        return ".".join((mark_seen(answer.kind.value, answer.rating), mark_seen(own)))

    def check_in_sight(self, person: str, seen: str) -> None:
        """Raises OutOfDate where that is something else now than was `seen`. An earlier version had the
        `mark` in its forms."""
        now = self.in_sight(person)
        if seen in (now, self.mark):
            return
        if seen.partition(".")[0] == now.partition(".")[0]:
            raise OutOfDate(Why.OWN_REASON_CHANGED)
        who = [self.by] if "." in seen else []
        raise OutOfDate(Why.CHANGED_MEANWHILE, people=who, answer=self.answer)

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


def word_of(kind: AnswerKind, rating: int | None) -> str:
    return str(rating) if kind is AnswerKind.RATING else kind.value.replace("_", " ")


def check_rating(kind: AnswerKind, rating: object) -> None:
    """Raises NotTaken for a rating that is none, and for one that is not asked for."""
    if not _is_rating(rating) if kind is AnswerKind.RATING else rating is not None:
        raise NotTaken(Why.NOT_A_RATING)


def _is_rating(rating: object) -> bool:
    # True is an int to Python, but not a rating to anybody.
    return isinstance(rating, int) and not isinstance(rating, bool) and 1 <= rating <= 5
