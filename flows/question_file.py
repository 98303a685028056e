"""What a question file must hold. The lengths are those that fit a card in Slack, read on a phone."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from flows.errors import FrameworkError, Problem
from flows.states import RESERVED

MAX_PRINCIPLES: Final = 10
# The review card lists every question, and Slack takes about 13,200 characters of blocks in a message.
MAX_QUESTIONS: Final = 40

_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBER: Final = re.compile(r"(\d*\.?\d+|\d+/[1-9]\d*) ?(%?)")
_NUMBER_MAX: Final = 60
"""Characters, as it is written in the file and as it is stored."""
_STEP_MAX: Final = 60


def _text(limit: int) -> PlainValidator:
    """Text of at most this many characters; line breaks and spaces around it do not count."""

    def check_text(value: object) -> str:
        if not isinstance(value, str):
            words = "must be text. Put it in quotes if it is a number or has a colon in it."
            raise PydanticCustomError("text", words)
        text = " ".join(value.split())
        if not text:
            raise PydanticCustomError("text", "is empty.")
        if len(text) > limit:
            words = "has {length} characters; at most {limit} fit."
            raise PydanticCustomError("text", words, {"length": len(text), "limit": limit})
        return text

    return PlainValidator(check_text)


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise PydanticCustomError("slug", "may only have small letters a to z, digits and single hyphens.")
    return value


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


Id = Annotated[str, _text(40), AfterValidator(_slug)]
Version = Annotated[str, _text(20)]
Name = Annotated[str, _text(100)]
Source = Annotated[str, _text(300)]
BandName = Annotated[str, _text(20)]
PrincipleName = Annotated[str, _text(24)]
Label = Annotated[str, _text(30)]
Text = Annotated[str, _text(250)]
Level = Annotated[str, _text(150)]
Note = Annotated[str, _text(600)]
Weight = Annotated[Fraction, PlainValidator(lambda value: _positive(_number(value)))]
Share = Annotated[Fraction, PlainValidator(lambda value: _share(_number(value)))]
Minimum = Annotated[Decimal, PlainValidator(lambda value: _score(_number(value)))]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class QuestionEntry(_Strict):
    id: Id
    label: Label
    text: Text
    why: Note
    levels: Annotated[list[Level], Field(min_length=5, max_length=5)]
    evidence: Note
    weight: Weight = Fraction(1)


class PrincipleEntry(_Strict):
    id: Id
    name: PrincipleName
    summary: Note
    questions: Annotated[list[QuestionEntry], Field(min_length=1, max_length=MAX_QUESTIONS)]


class BandEntry(_Strict):
    name: BandName
    minimum: Minimum


class QuestionFile(_Strict):
    """A question file that has been checked."""

    id: Id
    version: Version
    name: Name
    wording: Literal["paraphrase", "original"]
    sources: Annotated[list[Source], Field(min_length=1, max_length=20)]
    principles: Annotated[list[PrincipleEntry], Field(min_length=1, max_length=MAX_PRINCIPLES)]
    bands: Annotated[list[BandEntry], Field(min_length=1, max_length=10)]
    band_coverage: Share = Fraction(3, 4)


def check(content: object, file: str) -> QuestionFile:
    """The content as a question file; FrameworkError lists everything that is wrong, and where."""
    if not isinstance(content, dict):
        raise FrameworkError(file, (Problem("", "must hold a list of fields: id, version, name and so on."),))
    try:
        checked = QuestionFile.model_validate(content)
    except ValidationError as error:
        problems = tuple(
            Problem(_place(content, detail["loc"]), _reason(detail)) for detail in error.errors()
        )
        raise FrameworkError(file, problems) from error
    if problems := tuple(_contradictions(checked)):
        raise FrameworkError(file, problems)
    return checked


def _contradictions(checked: QuestionFile) -> Iterator[Problem]:
    questions = [question for principle in checked.principles for question in principle.questions]
    yield from _repeated("principles", "id", (principle.id for principle in checked.principles))
    yield from _repeated("principles", "name", (principle.name for principle in checked.principles))
    yield from _repeated("questions", "id", (question.id for question in questions))
    yield from _repeated("questions", "label", (question.label for question in questions))
    yield from _repeated("bands", "name", (band.name for band in checked.bands))
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


def _repeated(place: str, what: str, values: Iterable[str]) -> Iterator[Problem]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Problem(place, f"the {what} “{value}” is there {times} times; each may be there once.")


def _place(content: object, path: tuple[int | str, ...]) -> str:
    """The way to a field, in the words of the file: principles → Proportionate → minimum-data → levels."""
    steps: list[str] = []
    for step in path:
        content = _inside(content, step)
        steps.append(_called(content, steps, step) if isinstance(step, int) else step)
    # A question's id says enough: principles → Kind → kind-now, without “questions” between.
    return " → ".join(
        step[:_STEP_MAX]
        for number, step in enumerate(steps, 1)
        if step != "questions" or number == len(steps)
    )


def _inside(content: object, step: int | str) -> object:
    if isinstance(content, list) and isinstance(step, int):
        return content[step]
    return content.get(step) if isinstance(content, dict) else None


def _called(content: object, steps: list[str], index: int) -> str:
    if steps[-1] == "levels":
        return f"level {index + 1}"
    names = [content.get("name"), content.get("id")] if isinstance(content, dict) else []
    return next((name for name in names if isinstance(name, str) and name.strip()), f"number {index + 1}")


def _reason(detail: ErrorDetails) -> str:
    """Pydantic's finding in plain words."""
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "is missing."
        case "extra_forbidden":
            return "is not a field that is known here."
        case "list_type":
            return "must be a list."
        case "model_type":
            return "must have fields of its own, such as “id:”."
        case "too_short" | "too_long":
            return f"has {limits['actual_length']} entries; {_allowed(detail)}."
        case "literal_error":
            return f"must be {limits['expected'].replace(chr(39), '')}."
        case _:
            return detail["msg"]


def _allowed(detail: ErrorDetails) -> str:
    limits = detail.get("ctx", {})
    if detail["loc"][-1] == "levels":
        return "there must be exactly 5, from level 1 to level 5"
    return f"at least {limits['min_length']}" if "min_length" in limits else f"at most {limits['max_length']}"
