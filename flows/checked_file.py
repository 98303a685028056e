"""Files in YAML that say what is asked: how they are read, what their texts must be, and what is said of one
that is wrong."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from flows import json_text, plain_file, yaml_text
from flows.errors import DefinitionError, Problem
from flows.visible import visible

MAX_BYTES: Final = 400_000
"""All that such a file may say, in a script that takes three bytes a letter. Twice as much would take
longer to read than anybody waits."""
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_STEP_MAX: Final = 60
_SAID_BY_THE_NEXT: Final = ("questions", "fields")
"""Lists that a place leaves out: what is in them has an id that says enough."""
_NUMBERED: Final = {"levels": "level"}

_STORED: Final = {"is stored": True}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Model = TypeVar("Model", bound=Strict)


def text(limit: int) -> PlainValidator:
    """Text of at most this many characters in which there is something to see; line breaks and spaces around
    it do not count. What was stored before that was asked for is still read."""

    def check_text(value: object, info: ValidationInfo) -> str:
        if not isinstance(value, str):
            words = "must be text. Put it in quotes if it is a number or has a colon in it."
            raise PydanticCustomError("text", words)
        text = " ".join(value.split())
        if not (text if info.context is _STORED else visible(text)):
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


Id = Annotated[str, text(40), AfterValidator(_slug)]
Version = Annotated[str, text(20)]
Name = Annotated[str, text(100)]
Source = Annotated[str, text(300)]
Note = Annotated[str, text(600)]


@dataclass(frozen=True, slots=True)
class Files(Generic[Model]):
    """One kind of such files: what they must hold. Raises `wrong`, which lists all that is not right in one,
    and where. `stored` is what a text is called that was checked once and is in the database since."""

    model: type[Model]
    contradictions: Callable[[Model], Iterable[Problem]]
    wrong: type[DefinitionError]
    stored: str

    def read(self, path: Path) -> Model:
        """What is in a file of somebody's own."""
        return self._from_yaml(self._text_of(path), str(path))

    def read_ours(self, folder: str, name: str) -> Model:
        """What is in a file that comes with Balance."""
        file = resources.files("flows") / folder / name
        return self._from_yaml(file.read_text(encoding="utf-8"), name)

    def from_json(self, text: str) -> Model:
        """What is in a text that was stored."""
        try:
            content = json_text.loads(text)
        except ValueError as error:
            raise self._wrong(self.stored, f"is not JSON: {error}.") from error
        return self._checked(content, self.stored, is_stored=True)

    def _text_of(self, path: Path) -> str:
        try:
            content = plain_file.read(path, MAX_BYTES + 1)
        except FileNotFoundError as error:
            raise self._wrong(str(path), "does not exist.") from error
        except OSError as error:
            raise self._wrong(str(path), f"cannot be read: {error.strerror}.") from error
        if len(content) > MAX_BYTES:  # first of all: the last character may be cut in two
            raise self._wrong(str(path), f"is longer than {MAX_BYTES // 1000} kB.")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._wrong(str(path), "is not a text file in UTF-8.") from error

    def _from_yaml(self, text: str, file: str) -> Model:
        try:
            content = yaml_text.parse(text)
        except yaml_text.YamlProblem as error:
            raise self._wrong(file, str(error)) from error
        return self._checked(content, file)

    def _checked(self, content: object, file: str, *, is_stored: bool = False) -> Model:
        if not isinstance(content, dict):
            raise self._wrong(file, "must hold a list of fields: id, version, name and so on.")
        try:
            checked = self.model.model_validate(content, context=_STORED if is_stored else None)
        except ValidationError as error:
            problems = tuple(
                Problem(_place(content, detail["loc"]), _reason(detail)) for detail in error.errors()
            )
            raise self.wrong(file, problems) from error
        if problems := tuple(self.contradictions(checked)):
            raise self.wrong(file, problems)
        return checked

    def _wrong(self, file: str, reason: str) -> DefinitionError:
        return self.wrong(file, (Problem("", reason),))


def repeated(place: str, what: str, values: Iterable[str]) -> Iterator[Problem]:
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
        if step not in _SAID_BY_THE_NEXT or number == len(steps)
    )


def _inside(content: object, step: int | str) -> object:
    if isinstance(content, list) and isinstance(step, int):
        return content[step]
    return content.get(step) if isinstance(content, dict) else None


def _called(content: object, steps: list[str], index: int) -> str:
    if word := _NUMBERED.get(steps[-1]):
        return f"{word} {index + 1}"
    names = [content.get("name"), content.get("id")] if isinstance(content, dict) else []
    return next((name for name in names if isinstance(name, str) and visible(name)), f"number {index + 1}")


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
