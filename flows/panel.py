"""A panel: people who answer alone before anybody hears what another one thinks, and what they said.

Until the reveal an assessment knows of its panel who is asked, who has begun and who is done, and nothing of
what anybody answered: that stands in the ballots, each an assessment of its own in a direct message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, tzinfo
from functools import cached_property
from typing import Final

from flows.agreement import RATED, Agreement, View
from flows.answer import Answer, AnswerKind, Given, check_rating, word_of
from flows.days import OPENS

FEWEST: Final = 2
MOST: Final = 30
NAMELESS_FROM: Final = 4
"""With fewer people, who gave which rating is easily told, names or no names. Ours."""


def reveal_moment(day: date, zone: tzinfo) -> datetime:
    """When what is to be revealed on this day is: in the morning, where its owner is."""
    return datetime.combine(day, time(OPENS), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Panellist:
    """Somebody who is asked to answer alone. `number`, drawn by lot, stands for them wherever names were not
    agreed on; None: it came from a file that does not say who said what. `ballot` is the assessment in which
    they answer, once they began. `done_at` is of the first round, `again_at` of the question that is rated
    again."""

    person: str
    number: int | None
    ballot: str | None = None
    done_at: datetime | None = None
    again_at: datetime | None = None


@dataclass(frozen=True)
class Round:
    """Once through some questions: all of them, or one that is rated again. `answers` holds for each question
    what each panellist says then, by number; nothing before the reveal. In a later round that is everybody
    who was heard in the first: else the numbers in it, and who was seen to be done, would tell whose they
    are."""

    number: int
    questions: tuple[str, ...]
    begun_by: str
    begun_at: datetime
    revealed_by: str | None = None
    revealed_at: datetime | None = None
    answers: Mapping[str, Mapping[int, Answer]] = field(default_factory=dict)

    @property
    def is_revealed(self) -> bool:
        return self.revealed_at is not None

    @cached_property
    def agreement(self) -> Mapping[str, Agreement]:
        """How far people agreed, by question."""
        return {question: Agreement.of(said.values()) for question, said in self.answers.items()}


@dataclass(frozen=True, slots=True)
class Rated:
    """What an answer says, without the reasons for it."""

    kind: AnswerKind
    rating: int | None

    def __post_init__(self) -> None:
        check_rating(self.kind, self.rating)

    @classmethod
    def of(cls, answer: Answer) -> "Rated":
        return cls(answer.kind, answer.rating)

    @property
    def word(self) -> str:
        return word_of(self.kind, self.rating)


@dataclass(frozen=True, slots=True)
class Dissent:
    """A sentence of a panellist who sees it otherwise than the team's answer does. `at` is UTC. `team` is
    what the team had answered then, and `around` the number of the round in which its author had rated it
    last; None: it is from before that was kept, and `flows/seen_otherwise.py` tells it from the moments.
    `earlier`: those that it took the place of, oldest first."""

    question: str
    number: int
    words: str
    at: datetime
    team: Rated | None = None
    around: int | None = None
    earlier: tuple["Dissent", ...] = ()


@dataclass(frozen=True)
class Panel:
    """`named`: whether names stand beside ratings after the reveal, as each was told before they began.
    `until`: the day on which it is revealed with whoever is done."""

    people: tuple[Panellist, ...]
    named: bool
    until: date | None = None
    rounds: tuple[Round, ...] = ()
    dissents: tuple[Dissent, ...] = ()

    def of(self, person: str) -> Panellist | None:
        return next((one for one in self.people if one.person == person), None)

    def numbered(self, number: int) -> Panellist | None:
        return next((one for one in self.people if one.number == number), None)

    def with_(self, panellist: Panellist) -> "Panel":
        """With this in the place of what was known of the same person."""
        people = tuple(panellist if one.person == panellist.person else one for one in self.people)
        return replace(self, people=people)

    @property
    def least(self) -> int:
        """How many must be done before it is revealed: that no names stand beside ratings must hold."""
        return NAMELESS_FROM if self.promises_no_names else FEWEST

    @property
    def promises_no_names(self) -> bool:
        """Whether people were told that nobody can know whose rating is whose."""
        return not self.named and len(self.people) >= NAMELESS_FROM

    @property
    def tells_who_is_done(self) -> bool:
        """Whether others may know who. Of a question that is rated again they may not, unless names were
        agreed on: what changes then would tell whose it is."""
        return self.named or not self.is_revealed

    def is_done(self, one: Panellist) -> bool:
        """With the round that is open, or with what was revealed. Who was done elsewhere, and came here with
        a record, is not: no ballot came along."""
        if self.is_revealed:
            return (one.again_at if self.open_round else one.done_at) is not None
        return one.done_at is not None and one.ballot is not None

    @property
    def done(self) -> tuple[Panellist, ...]:
        return tuple(one for one in self.people if self.is_done(one))

    @property
    def begun(self) -> tuple[Panellist, ...]:
        """Who has begun, and is not done."""
        return tuple(one for one in self.people if one.ballot and not self.is_done(one))

    @property
    def not_begun(self) -> tuple[Panellist, ...]:
        return tuple(one for one in self.people if not one.ballot)

    @property
    def is_revealed(self) -> bool:
        return any(one.is_revealed for one in self.rounds)

    @property
    def open_round(self) -> Round | None:
        """What is answered alone just now."""
        return next((one for one in self.rounds if not one.is_revealed), None)

    @property
    def awaited(self) -> tuple[Panellist, ...]:
        """Of whom the open round waits for their answers."""
        if self.open_round is None:
            return ()
        who = self.heard if self.is_revealed else self.people
        return tuple(one for one in who if not self.is_done(one))

    @property
    def heard(self) -> tuple[Panellist, ...]:
        """Whose answers of the first round were revealed."""
        first = self.rounds[0].answers if self.rounds else {}
        numbers = {number for said in first.values() for number in said}
        return tuple(
            one
            for one in self.people
            if one.number in numbers or (numbers and not one.number and one.done_at)
        )

    def rounds_of(self, question: str) -> tuple[Round, ...]:
        """The revealed rounds in which it was rated, the first one first."""
        return tuple(one for one in self.rounds if one.is_revealed and question in one.answers)

    def latest(self, question: str, until: int | None = None) -> Mapping[int, Answer]:
        """What each panellist said last, by number; with `until`, as it was after that round."""
        said: dict[int, Answer] = {}
        for one in self.rounds_of(question):
            if until is None or one.number <= until:
                said |= one.answers[question]
        return said

    def agreement(self, question: str) -> Agreement:
        """How far people agree on it now."""
        if question not in self._agreements:
            self._agreements[question] = Agreement.of(self.latest(question).values())
        return self._agreements[question]

    @cached_property
    def _agreements(self) -> dict[str, Agreement]:
        """What was reckoned once: a reveal asks for each question several times."""
        return {}

    def view(self, question: str) -> View:
        return self.agreement(question).view

    def is_rated_again(self, question: str) -> bool:
        """Whether a round with it is open."""
        return self.open_round is not None and question in self.open_round.questions

    def can_rate_again(self, question: str) -> bool:
        """Whether it was rated, and only once. Nobody rates again what nobody has answered."""
        return len(self.rounds_of(question)) == 1

    def wanting_reasons(self, given: Mapping[str, Given]) -> tuple[str, ...]:
        """What the team rated, and gave no reason for, where the panel's median is no answer: a reader must
        be told why it is this one."""
        return tuple(
            question
            for question, one in given.items()
            if one.answer.kind is AnswerKind.RATING
            and not one.answer.reason
            and self.agreement(question).is_between_levels
        )

    def overruled(self, given: Mapping[str, Given]) -> tuple[str, ...]:
        """What the team answered otherwise than the panel's median, and gave no reason for. It is asked for
        one, and must give it only where the median is no answer: that is our choice."""
        return tuple(
            question
            for question, one in given.items()
            if self.view(question) in RATED
            and not one.answer.reason
            and one.answer.rating != self.agreement(question).median
        )

    def explained(self, question: str) -> bool:
        """Whether anybody gave a reason for what they said to it."""
        return any(answer.reason or answer.evidence for answer in self.latest(question).values())
