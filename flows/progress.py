"""One team's way through the questions: the answers so far, and where it stands."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from flows.errors import NotTaken
from flows.framework import Framework, Question
from flows.states import AWAITING, DECIDED, ENDED, FIXED_STATES, HANDED_IN, State

REASON_LIMIT: Final = 2_000

RATING_WORDS: Final = "A rating is a whole number from 1 to 5."
ASKED_WORDS: Final = "Choose at least one question that should be looked at again."
REASON_WORDS: Final = "Say in a few words why this question does not apply."


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
        object.__setattr__(self, "reason", _bounded("reason", self.reason))
        object.__setattr__(self, "evidence", _bounded("evidence", self.evidence))
        if not _is_rating(self.rating) if self.kind is AnswerKind.RATING else self.rating is not None:
            raise NotTaken(RATING_WORDS)
        if self.kind is AnswerKind.NOT_APPLICABLE and not self.reason:
            raise NotTaken(REASON_WORDS)

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
        return str(self.rating) if self.kind is AnswerKind.RATING else self.kind.value.replace("_", " ")

    @property
    def is_open(self) -> bool:
        """Whether the question applies, but nobody knows the answer yet."""
        return self.kind is AnswerKind.NOT_SURE

    def with_reason(self, reason: str, evidence: str | None = None) -> "Answer":
        """The same answer with another reason; the evidence stays unless it is given."""
        return replace(self, reason=reason, evidence=self.evidence if evidence is None else evidence)

    def says_the_same_as(self, other: "Answer") -> bool:
        """Whether both give the same rating, or are both not sure, or both not applicable."""
        return (self.kind, self.rating) == (other.kind, other.rating)


def _is_rating(rating: object) -> bool:
    # True is an int to Python, but not a rating to anybody.
    return isinstance(rating, int) and not isinstance(rating, bool) and 1 <= rating <= 5


def keepable(words: str) -> str:
    """Without what a database cannot keep: a NUL, and half of a character that was cut in two."""
    return words.replace("\x00", "").encode(errors="ignore").decode()


def _bounded(what: str, words: str) -> str:
    words = keepable(words).strip()
    if len(words) > REASON_LIMIT:
        raise NotTaken(
            f"The {what} can have up to {REASON_LIMIT:,} characters. This one has {len(words):,}. "
            "Nothing is saved yet. Please shorten it."
        )
    return words


@dataclass(slots=True)
class Progress:
    """Where an assessment stands. Only `machine.fire` should move it.

    `state` is the id of a question or one of the fixed states. `return_to` is the place that was left to
    look at an earlier answer, `paused_from` the place that a pause keeps. `asked` are the questions that a
    reviewer sent it back for: until the next submission only these may be changed.
    """

    framework: Framework
    state: str
    answers: dict[str, Answer] = field(default_factory=dict)
    return_to: str | None = None
    paused_from: str | None = None
    asked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """What was stored may be damaged; better to fail here than to go on from a place that is none."""
        places = {question.id for question in self.framework.questions} | {State.REVIEW}
        if self.state not in places and self.state not in FIXED_STATES:
            raise ValueError(f"There is no state {self.state!r} in framework {self.framework.id!r}.")
        for place in (self.return_to, self.paused_from):
            if place is not None and place not in places:
                raise ValueError(f"There is no place {place!r} in framework {self.framework.id!r}.")
        if (self.state == State.PAUSED) != (self.paused_from is not None):
            raise ValueError(f"State {self.state!r} cannot be paused from {self.paused_from!r}.")
        if self.changes_asked and not self.asked:
            raise ValueError("Changes were asked for, but of no question.")
        if self.asked and self.state in ENDED:
            raise ValueError(f"State {self.state!r} cannot wait for changes of {list(self.asked)}.")
        if unknown := {*self.answers, *self.asked} - (places - {State.REVIEW}):
            raise ValueError(f"There are answers to unknown questions: {sorted(unknown)}.")

    @classmethod
    def start(cls, framework: Framework) -> "Progress":
        """At the first question, with nothing answered."""
        return cls(framework, framework.questions[0].id)

    def copy(self) -> "Progress":
        """One that can be changed without changing this one."""
        return replace(self, answers=dict(self.answers))

    def become(self, other: "Progress") -> None:
        """Takes over everything that may change from another progress of the same framework."""
        self.state = other.state
        self.answers = other.answers
        self.return_to = other.return_to
        self.paused_from = other.paused_from
        self.asked = other.asked

    @property
    def place(self) -> str:
        """The state, or during a pause the one that it will go on from."""
        return self.paused_from or self.state

    @property
    def question(self) -> Question | None:
        """The question that is being asked, if any."""
        return None if self.state in FIXED_STATES else self.framework.question(self.state)

    @property
    def answer_here(self) -> Answer | None:
        """The answer that the question being asked already has."""
        return self.answers.get(self.state)

    @property
    def kept_leads_to(self) -> str | None:
        """Where the team goes on if it leaves this question as it is; None if it cannot."""
        return self.return_to if self.answer_here is None else self.answered_leads_to

    @property
    def answered_leads_to(self) -> str | None:
        """Where an answer to the question being asked leads; None if none is asked and no way back kept."""
        if self.return_to is not None or self.question is None:
            return self.return_to
        number = self.framework.number(self.state)
        following = self.framework.questions[number : number + 1]
        return following[0].id if following else State.REVIEW

    @property
    def at_review(self) -> bool:
        return self.state == State.REVIEW

    @property
    def is_paused(self) -> bool:
        return self.state == State.PAUSED

    @property
    def is_handed_in(self) -> bool:
        """Whether the summary stands as it was submitted, decided or not."""
        return self.state in HANDED_IN

    @property
    def awaits_decision(self) -> bool:
        return self.state in AWAITING

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def changes_asked(self) -> bool:
        """Whether a reviewer sent it back, and nobody has begun to change anything."""
        return self.state == State.CHANGES_ASKED

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def is_abandoned(self) -> bool:
        return self.state == State.ABANDONED

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions without any answer, in order."""
        return tuple(question for question in self.framework.questions if question.id not in self.answers)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions without an answer or with Not sure, in order."""
        return tuple(
            question
            for question in self.framework.questions
            if question.id not in self.answers or self.answers[question.id].is_open
        )

    @property
    def rated_count(self) -> int:
        return sum(answer.kind is AnswerKind.RATING for answer in self.answers.values())
