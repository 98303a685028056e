"""Example assessments: who does what, and what the summary must say in the end. Checked when loaded."""

from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from bot.demo.cards import ACTIONS
from bot.sandbox.world import riverside

_FOLDER = resources.files("bot.demo") / "examples"
_PEOPLE = {person.name: person.id for person in riverside.people()}
_CHANNELS = {f"#{channel.name}": channel for channel in riverside.channels()}


class ExampleError(ValueError):
    """An example file cannot be used; the text names the file, the places and what is wrong there."""


class UnknownExample(LookupError):
    """There is no example of this name; the text lists those that there are."""


def _one_of(what: str, known: Mapping[str, object]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"{what} is one of {', '.join(known)}, not {value!r}")
        return value

    return AfterValidator(check)


Words = Annotated[
    # `click: 4` is a name as good as any other.
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    Field(min_length=1),
]
Name = Annotated[str, _one_of("a person", _PEOPLE)]
Fields = dict[str, Words | list[Words]]
Place = Literal["review", "paused", "summary", "changes", "private word"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Act(_Strict):
    """One thing that somebody does. What they click is named by its action: words on cards may change."""

    who: Name
    click: Annotated[Words, _one_of("a click", ACTIONS)] | None = None
    """A button, by its action: a rating by its number."""
    choose: Words | None = None
    """The number of a question, in the menu that leads to it."""
    type: Words | None = None
    """Words for Balance; it takes them, unless the person `hears` why not."""
    edit: Words | None = None
    """What the last message of this person in the thread is changed to; Balance then tells them something."""
    say: Words | None = None
    """Words for colleagues; Balance leaves them alone."""
    confirm: bool | None = None
    """The answer, where a button asks first."""
    fill: Fields | None = None
    """The window that opens: what is put into its fields, by their ids. Questions are chosen by number."""
    reads: Words | None = None
    """The window that opens: words in it. It is closed again."""
    hears: Words | None = None
    """Words of what Balance then tells this person in private."""

    @model_validator(mode="after")
    def _one_act(self) -> Self:
        acts = [self.click, self.choose, self.type, self.edit, self.say]
        if sum(act is not None for act in acts) != 1:
            raise ValueError("needs exactly one of click, choose, type, edit and say")
        if self.edit is not None and self.hears is None:
            raise ValueError("edit needs hears: it changes nothing by itself")
        if self.click is None and (self.fill or self.reads or self.confirm is not None):
            raise ValueError("fill, reads and confirm go with a click")
        if self.say is not None and self.hears is not None:
            raise ValueError("hears does not go with say, which is not for Balance")
        return self


class Step(Act):
    """An act, and the place in the assessment where it happens: a question by number, or another card."""

    at: Annotated[int, Field(ge=1)] | Place
    meanwhile: Act | None = None
    """What somebody else does with the same card, before it has changed."""


class Start(_Strict):
    """Who starts it, how they call it, and what else they fill in."""

    who: Name
    title: Words
    fill: Fields = {}


class Score(_Strict):
    """What the summary says of a principle, in its own words and signs."""

    marks: Words
    score: Words
    band: Words
    rated: Words
    range: Words | None = None


class Summary(_Strict):
    """What the summary says, as far as it must be right; the order counts."""

    principles: dict[str, Score]
    cons: dict[str, int]
    open: list[str]


class Decision(_Strict):
    """What happens once it is submitted, and what the card says after that."""

    steps: Annotated[list[Step], Field(min_length=1)]
    says: Annotated[list[Words], Field(min_length=1)]
    """Words that stand on the summary in the end."""
    summary: Summary | None = None
    """The summary in the end, if it is another one than was submitted first."""


class Example(_Strict):
    """A scripted assessment."""

    about: Words
    channel: Annotated[str, _one_of("a channel", _CHANNELS)]
    start: Start
    steps: Annotated[list[Step], Field(min_length=1)]
    summary: Summary
    """As it is submitted first."""
    decision: Decision | None = None

    @model_validator(mode="after")
    def _all_are_there(self) -> Self:
        steps = [*self.steps, *(self.decision.steps if self.decision else [])]
        others = (step.meanwhile.who for step in steps if step.meanwhile)
        for name in {self.start.who, *(step.who for step in steps), *others}:
            if not _CHANNELS[self.channel].has(_PEOPLE[name]):
                raise ValueError(f"{name} is not in {self.channel}")
        return self


def names() -> list[str]:
    """The examples that ship with Balance."""
    files = (file.name for file in _FOLDER.iterdir())
    return sorted(name.removesuffix(".yml") for name in files if name.endswith(".yml"))


def load(name: str) -> Example:
    """One of the examples that ship with Balance. Raises UnknownExample or ExampleError."""
    if name not in names():
        raise UnknownExample(f"There is no example “{name}”. There are: {', '.join(names())}.")
    file = f"{name}.yml"
    return parse((_FOLDER / file).read_text(encoding="utf-8"), file)


def parse(text: str, file: str) -> Example:
    """The example in a YAML text. Raises ExampleError."""
    try:
        return Example.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise ExampleError(f"{file} is not valid YAML: {error}") from None
    except ValidationError as error:
        problems = [f"{_where(detail['loc'])}{_why(detail)}" for detail in error.errors()]
        raise ExampleError("\n  ".join([f"{file} cannot be used:", *problems])) from None


def _where(path: tuple[int | str, ...]) -> str:
    """`steps → 3 → who: `, counted from 1 as people do."""
    # A union adds names of types (`literal[…]`, `constrained-int`) to the path that nobody has written.
    written = [
        step for step in path if isinstance(step, int) or not step.startswith(("literal[", "constrained"))
    ]
    return " → ".join(str(step + 1) if isinstance(step, int) else step for step in written) + (
        ": " if written else ""
    )


def _why(detail: Any) -> str:
    return str(detail["msg"]).removeprefix("Value error, ")
