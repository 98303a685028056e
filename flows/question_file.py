"""What a question file must hold. The lengths are those that fit a card in Slack, read on a phone."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from flows.checked_file import Files, Id, Name, Note, Source, Strict, Version, repeated, text
from flows.errors import FrameworkError, Problem
from flows.states import RESERVED

MAX_PRINCIPLES: Final = 10
# The review card lists every question, and Slack takes about 13,200 characters of blocks in a message.
MAX_QUESTIONS: Final = 40

_NUMBER: Final = re.compile(r"(\d*\.?\d+|\d+/[1-9]\d*) ?(%?)")
_NUMBER_MAX: Final = 60
"""Characters, as it is written in the file and as it is stored."""


def _number(value: object) -> Fraction:
    """Exact, as written: 0.1 is one tenth, “1/3” a third, and “75 %” three quarters."""
    text = str(value).strip()
    written = _NUMBER.fullmatch(text) if len(text) <= _NUMBER_MAX else None
    number = Fraction(written[1]) / (100 if written[2] else 1) if written else None
    if isinstance(value, bool) or number is None or len(str(number)) > _NUMBER_MAX:
        raise PydanticCustomError("number", "must be a plain number, such as 1.5.")
    return number


def _positive(value: Fraction) -> Fraction:
    if value <= 0:
        raise PydanticCustomError("positive", "must be more than 0.")
    return value


def _share(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise PydanticCustomError("share", "must be from 0 % to 100 %.")
    return value


def _score(value: Fraction) -> Decimal:
    # Scores are shown with one decimal, so a finer limit would say one thing and do another.
    if not 1 <= value <= 5 or (value * 10).denominator != 1:
        raise PydanticCustomError("score", "must be from 1 to 5, with at most one decimal.")
    return Decimal(value.numerator) / Decimal(value.denominator)


BandName = Annotated[str, text(20)]
PrincipleName = Annotated[str, text(24)]
Label = Annotated[str, text(30)]
Text = Annotated[str, text(250)]
Level = Annotated[str, text(150)]
Weight = Annotated[Fraction, PlainValidator(lambda value: _positive(_number(value)))]
Share = Annotated[Fraction, PlainValidator(lambda value: _share(_number(value)))]
Minimum = Annotated[Decimal, PlainValidator(lambda value: _score(_number(value)))]


class QuestionEntry(Strict):
    id: Id
    label: Label
    text: Text
    why: Note
    levels: Annotated[list[Level], Field(min_length=5, max_length=5)]
    evidence: Note
    weight: Weight = Fraction(1)


class PrincipleEntry(Strict):
    id: Id
    name: PrincipleName
    summary: Note
    questions: Annotated[list[QuestionEntry], Field(min_length=1, max_length=MAX_QUESTIONS)]


class BandEntry(Strict):
    name: BandName
    minimum: Minimum


class QuestionFile(Strict):
    """A question file that has been checked."""

    id: Id
    version: Version
    name: Name
    wording: Literal["paraphrase", "original"]
    sources: Annotated[list[Source], Field(min_length=1, max_length=20)]
    principles: Annotated[list[PrincipleEntry], Field(min_length=1, max_length=MAX_PRINCIPLES)]
    bands: Annotated[list[BandEntry], Field(min_length=1, max_length=10)]
    band_coverage: Share = Fraction(3, 4)


def _contradictions(checked: QuestionFile) -> Iterator[Problem]:
    questions = [question for principle in checked.principles for question in principle.questions]
    yield from repeated("principles", "id", (principle.id for principle in checked.principles))
    yield from repeated("principles", "name", (principle.name for principle in checked.principles))
    yield from repeated("questions", "id", (question.id for question in questions))
    yield from repeated("questions", "label", (question.label for question in questions))
    yield from repeated("bands", "name", (band.name for band in checked.bands))
    if len(questions) > MAX_QUESTIONS:
        yield Problem("questions", f"there are {len(questions)}; at most {MAX_QUESTIONS} fit an assessment.")
    for question in questions:
        if question.id in RESERVED:
            yield Problem(f"questions → {question.id} → id", "is a word that Balance needs for itself.")
    minimums = [band.minimum for band in checked.bands]
    if minimums != sorted(set(minimums), reverse=True):
        yield Problem("bands", "must go from the strongest to the weakest, each with a lower minimum.")
    if min(minimums) != 1:
        yield Problem("bands", "the last must have the minimum 1.0, so that every score has a band.")


FILES: Final = Files(QuestionFile, _contradictions, FrameworkError, "The stored framework")
