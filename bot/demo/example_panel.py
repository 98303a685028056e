"""The panel of an example: who answers alone first, and what each of them says."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.cards.starting import HOW, Way
from bot.demo.example_parts import Fields, Name, Strict, Words
from flows.framework import default_framework
from flows.panel import FEWEST, MOST
from flows.particulars import ASSESSORS

NOT_SURE = "not sure"
Rating = Annotated[Words, Field(pattern=rf"^([1-5]|{NOT_SURE})$")]


class Alone(Strict):
    """What one person says before they hear anybody else."""

    ratings: list[Rating]
    """Of all questions, in their order."""
    reasons: dict[int, Words] = Field(default_factory=dict)
    """By the number of the question; who gives one types it behind the rating."""

    @model_validator(mode="after")
    def _one_for_each_question(self) -> Self:
        questions = len(default_framework().questions)
        if len(self.ratings) != questions:
            raise ValueError(f"needs {questions} ratings, one for each question, not {len(self.ratings)}")
        if unknown := self.reasons.keys() - set(range(1, questions + 1)):
            raise ValueError(f"there is no question {min(unknown)}")
        return self

    def answers(self) -> Iterator[tuple[int, str, str]]:
        """The number of each question, what is said to it, and why."""
        for number, rating in enumerate(self.ratings, start=1):
            yield number, rating, self.reasons.get(number, "")


class Panel(Strict):
    """Each person begins, answers and is done, one after the other; with the last one it is revealed."""

    names: bool
    """Whether names stand beside ratings after the reveal."""
    people: Annotated[dict[Name, Alone], Field(min_length=FEWEST, max_length=MOST)]

    @property
    def fields(self) -> Fields:
        """What whoever starts it fills in for that."""
        return {ASSESSORS: [*self.people], HOW: Way.NAMED if self.names else Way.ALONE}
