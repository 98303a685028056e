"""One team's way through the questions: the answers so far, and where it stands."""

from dataclasses import dataclass, field, replace

from flows.answer import Answer, AnswerKind, Given, Mark, answers_in, mark_of
from flows.framework import Framework, Question
from flows.states import AWAITING, DECIDED, ENDED, FIXED_STATES, HANDED_IN, State


@dataclass(slots=True)
class Progress:
    """Where an assessment stands. Only `machine.fire` should move it.

    `state` is the id of a question or one of the fixed states. `return_to` is the place that was left to
    look at an earlier answer, `paused_from` the place that a pause keeps. `asked` are the questions that a
    reviewer sent it back for: until the next submission only these may be changed.
    """

    framework: Framework
    state: str
    given: dict[str, Given] = field(default_factory=dict)
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
        if unknown := {*self.given, *self.asked} - (places - {State.REVIEW}):
            raise ValueError(f"There are answers to unknown questions: {sorted(unknown)}.")

    @classmethod
    def start(cls, framework: Framework) -> "Progress":
        """At the first question, with nothing answered."""
        return cls(framework, framework.questions[0].id)

    def copy(self) -> "Progress":
        """One that can be changed without changing this one."""
        return replace(self, given=dict(self.given))

    def become(self, other: "Progress") -> None:
        """Takes over everything that may change from another progress of the same framework."""
        self.state = other.state
        self.given = other.given
        self.return_to = other.return_to
        self.paused_from = other.paused_from
        self.asked = other.asked

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers alone, by question."""
        return answers_in(self.given)

    @property
    def place(self) -> str:
        """The state, or during a pause the one that it will go on from."""
        return self.paused_from or self.state

    @property
    def question(self) -> Question | None:
        """The question that is being asked, if any."""
        return None if self.state in FIXED_STATES else self.framework.question(self.state)

    @property
    def question_at_hand(self) -> Question | None:
        """The question that is being asked, or that a pause will go on with."""
        return None if self.place in FIXED_STATES else self.framework.question(self.place)

    @property
    def answer_here(self) -> Answer | None:
        """The answer that the question being asked already has."""
        given = self.given.get(self.state)
        return given.answer if given else None

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
    def is_alone(self) -> bool:
        """Whether a panel answers alone, and nothing of it is known."""
        return self.state == State.ALONE

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
        return tuple(question for question in self.framework.questions if question.id not in self.given)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions without an answer or with Not sure, in order."""
        return tuple(
            question
            for question in self.framework.questions
            if question.id not in self.given or self.given[question.id].answer.is_open
        )

    @property
    def unexplained(self) -> tuple[Question, ...]:
        """The questions whose answer a reader will ask about, the weak ones first, each kind in order."""
        found = [
            (mark_of(given.answer) is Mark.FOR, question)
            for question in self.framework.questions
            if (given := self.given.get(question.id)) and given.answer.wants_a_reason
        ]
        return tuple(question for _, question in sorted(found, key=lambda one: one[0]))

    @property
    def rated_count(self) -> int:
        return sum(given.answer.kind is AnswerKind.RATING for given in self.given.values())
