"""A framework: principles, their questions, and what each level of an answer means."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final

from flows import question_file
from flows.worded import Worded

DEFAULT_FILE: Final = "data-for-public-benefit.yml"
WORDS_A_MINUTE: Final = 238
"""Silent reading of English non-fiction by adults: Brysbaert 2019, doi.org/10.1016/j.jml.2019.104047."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the five levels of its answer; 5 is always the stronger case for sharing."""

    id: str
    label: str
    text: str
    why: str
    levels: tuple[str, ...]
    evidence: str
    weight: Fraction = Fraction(1)

    def level(self, rating: int) -> str:
        """What a rating from 1 to 5 stands for."""
        if not 1 <= rating <= len(self.levels):
            raise ValueError(f"There is no level {rating}.")
        return self.levels[rating - 1]


@dataclass(frozen=True, slots=True)
class Principle:
    """A test that sharing should pass, asked in several questions."""

    id: str
    name: str
    summary: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A word for the scores from `minimum` up to the next stronger band."""

    name: str
    minimum: Decimal


@dataclass(frozen=True, eq=False)
class Framework(Worded):
    """All that an assessment asks, in order."""

    id: str
    version: str
    name: str
    wording: str
    sources: tuple[str, ...]
    principles: tuple[Principle, ...]
    bands: tuple[Band, ...]
    band_coverage: Fraction = Fraction(3, 4)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order in which it is asked."""
        return tuple(question for principle in self.principles for question in principle.questions)

    @cached_property
    def _places(self) -> dict[str, tuple[int, Principle]]:
        asked = ((question, principle) for principle in self.principles for question in principle.questions)
        return {
            question.id: (number, principle) for number, (question, principle) in enumerate(asked, start=1)
        }

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError if there is none."""
        return self.questions[self.number(question_id) - 1]

    def principle_of(self, question_id: str) -> Principle:
        """The principle that this question belongs to; KeyError if there is none."""
        return self._places[question_id][1]

    def number(self, question_id: str) -> int:
        """The place of this question, from 1; KeyError if there is none."""
        return self._places[question_id][0]

    @cached_property
    def minutes(self) -> int:
        """About how long a team takes, to the next five: what there is to read of each question, and a minute
        to agree on it. An estimate, not measured."""
        return minutes_for(self.questions)

    @property
    def has_weights(self) -> bool:
        """Whether any question counts more or less than another."""
        return any(question.weight != 1 for question in self.questions)

    def plain(self) -> dict[str, object]:
        return _plain(self)


def _plain(framework: Framework) -> dict[str, object]:
    return {
        "id": framework.id,
        "version": framework.version,
        "name": framework.name,
        "wording": framework.wording,
        "sources": list(framework.sources),
        "principles": [
            {
                "id": principle.id,
                "name": principle.name,
                "summary": principle.summary,
                "questions": [
                    {
                        "id": question.id,
                        "label": question.label,
                        "text": question.text,
                        "why": question.why,
                        "levels": list(question.levels),
                        "evidence": question.evidence,
                        "weight": str(question.weight),
                    }
                    for question in principle.questions
                ],
            }
            for principle in framework.principles
        ],
        "bands": [{"name": band.name, "minimum": str(band.minimum)} for band in framework.bands],
        "band_coverage": str(framework.band_coverage),
    }


def read(path: Path) -> Framework:
    """The framework in a question file; FrameworkError says what is wrong and where."""
    return _built(question_file.FILES.read(path))


def default_framework() -> Framework:
    """The 18 questions that come with Balance."""
    return _built(question_file.FILES.read_ours("frameworks", DEFAULT_FILE))


def from_json(text: str) -> Framework:
    """The framework that `to_json` wrote; FrameworkError if the text is not one."""
    return _built(question_file.FILES.from_json(text))


def _built(checked: question_file.QuestionFile) -> Framework:
    return Framework(
        id=checked.id,
        version=checked.version,
        name=checked.name,
        wording=checked.wording,
        sources=tuple(checked.sources),
        principles=tuple(
            Principle(
                id=principle.id,
                name=principle.name,
                summary=principle.summary,
                questions=tuple(
                    Question(
                        id=question.id,
                        label=question.label,
                        text=question.text,
                        why=question.why,
                        levels=tuple(question.levels),
                        evidence=question.evidence,
                        weight=question.weight,
                    )
                    for question in principle.questions
                ),
            )
            for principle in checked.principles
        ),
        bands=tuple(Band(band.name, band.minimum) for band in checked.bands),
        band_coverage=checked.band_coverage,
    )


def minutes_for(questions: Collection[Question]) -> int:
    """About how long these take, to the next five."""
    words = sum(len(" ".join((one.text, *one.levels)).split()) for one in questions)
    return 5 * math.ceil((words / WORDS_A_MINUTE + len(questions)) / 5)
