"""Example assessments: who does what, and what the summary must say in the end. Checked when loaded."""

from importlib import resources
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from bot.demo.cards import ACTIONS
from bot.demo.example_outside import Written
from bot.demo.example_panel import Panel
from bot.demo.example_parts import CHANNELS, PEOPLE, Fields, Name, Strict, Words, one_of

_FOLDER = resources.files("bot.demo") / "examples"


class ExampleError(ValueError):
    """An example file cannot be used; the text names the file, the places and what is wrong there."""


class UnknownExample(LookupError):
    """There is no example of this name; the text lists those that there are."""


Place = Literal["review", "paused", "summary", "changes", "private word", "reveal", "ballot"]
"""`ballot`: the question that this person rates again, alone; they are done then."""


class Act(Strict):
    """One thing that somebody does. What they click is named by its action: words on cards may change."""

    who: Name
    click: Annotated[Words, one_of("a click", ACTIONS)] | None = None
    """A button, by its action: a rating by its number."""
    question: Words | None = None
    """The number of a question, where there is such a button for each."""
    choose: Words | None = None
    """The number of a question, in the menu that leads to it."""
    type: Words | None = None
    """Words for Balance; it takes them, unless the person `hears` why not."""
    edit: Words | None = None
    """What the last message of this person in the thread is changed to; Balance then tells them something."""
    say: Words | None = None
    """Words for colleagues; Balance leaves them alone."""
    brings: Written | None = None
    """What came back from somebody outside, for whom this person had a form made: they drop it in the thread,
    and have it brought in."""
    confirm: bool | None = None
    """The answer, where a button asks first."""
    fill: Fields | None = None
    """The window that opens: what is put into its fields, by their ids. Questions are chosen by number."""
    group: Words | None = None
    """Where that window lists forms: which of them is filled in, by what it is about."""
    reads: Words | None = None
    """The window that opens: words in it. It is closed again."""
    hears: Words | None = None
    """Words of what Balance then tells this person in private."""

    @model_validator(mode="after")
    def _one_act(self) -> Self:
        acts = [self.click, self.choose, self.type, self.edit, self.say, self.brings]
        if sum(act is not None for act in acts) != 1:
            raise ValueError("needs exactly one of click, choose, type, edit, say and brings")
        if self.edit is not None and self.hears is None:
            raise ValueError("edit needs hears: it changes nothing by itself")
        if self.click is None and (self.fill or self.reads or self.confirm is not None):
            raise ValueError("fill, reads and confirm go with a click")
        if self.click is None and self.question:
            raise ValueError("question goes with a click")
        if self.group and self.fill is None:
            raise ValueError("group goes with fill")
        if self.say is not None and self.hears is not None:
            raise ValueError("hears does not go with say, which is not for Balance")
        if self.brings is not None and self.hears is not None:
            raise ValueError("hears does not go with brings: it is told whether to bring it in")
        return self


class Step(Act):
    """An act, and the place in the assessment where it happens: a question by number, or another card."""

    at: Annotated[int, Field(ge=1)] | Place
    meanwhile: Act | None = None
    """What somebody else does with the same card, before it has changed."""

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if self.at == "ballot" and (self.click or self.type) is None:
            raise ValueError("a ballot needs a click or type: one answer")
        return self


class Start(Strict):
    """Who starts it, how they call it, and what else they fill in."""

    who: Name
    title: Words
    fill: Fields = Field(default_factory=dict)


class Score(Strict):
    """What the summary says of a principle, in its own words and signs."""

    marks: Words
    score: Words
    band: Words
    rated: Words
    agreed: int | None = None
    """On how many of its questions a panel did."""
    range: Words | None = None


class Summary(Strict):
    """What the summary says, as far as it must be right; the order counts."""

    principles: dict[str, Score]
    cons: dict[str, int]
    open: list[str]
    split: dict[str, Words] = Field(default_factory=dict)
    """Each question on which the panel is split, with its dots."""
    outside: Words | None = None
    """How many voices from outside there are, whose, and where they are furthest from the team."""


class Decision(Strict):
    """What happens once it is submitted, and what the card says after that."""

    steps: Annotated[list[Step], Field(min_length=1)]
    says: Annotated[list[Words], Field(min_length=1)]
    """Words that stand on the summary in the end."""
    summary: Summary | None = None
    """The summary in the end, if it is another one than was submitted first."""


class Example(Strict):
    """A scripted assessment."""

    about: Words
    channel: Annotated[str, one_of("a channel", CHANNELS)]
    start: Start
    panel: Panel | None = None
    """Who answers alone before the steps."""
    steps: Annotated[list[Step], Field(min_length=1)]
    summary: Summary
    """As it is submitted first."""
    decision: Decision | None = None

    @model_validator(mode="after")
    def _all_are_there(self) -> Self:
        steps = [*self.steps, *(self.decision.steps if self.decision else [])]
        others = [step.meanwhile.who for step in steps if step.meanwhile]
        others += self.panel.people if self.panel else []
        for name in {self.start.who, *(step.who for step in steps), *others}:
            if not CHANNELS[self.channel].has(PEOPLE[name]):
                raise ValueError(f"{name} is not in {self.channel}")
        if any(step.brings is not None and step.who != self.start.who for step in steps):
            raise ValueError(f"only {self.start.who}, who owns it, brings in answers from outside")
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
