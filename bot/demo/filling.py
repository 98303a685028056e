"""Filling in a window: a script names its fields by their ids, and questions by their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.demo.cards import option_about
from bot.demo.example import Fields
from bot.sandbox.errors import CannotAct
from bot.sandbox.people.pick import label_of
from bot.sandbox.world import View
from bot.sandbox.world.forms import interactive, options_of
from bot.sandbox.world.types import Json
from flows.framework import Framework


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody puts into one field: `label` and `shown` are what they read, the rest is for the form."""

    block_id: str
    label: str
    values: str | list[str]
    shown: Sequence[str]

    def told(self) -> Iterator[str]:
        """Line by line, on lines of their own where there are several things."""
        if len(self.shown) == 1:
            yield f"{self.label}: {self.shown[0]}"
        else:
            yield f"{self.label}:"
            yield from (f"• {one}" for one in self.shown)


def filled(view: View, fields: Fields, framework: Framework) -> list[Filled]:
    """Raises CannotAct for a field or a choice that is not there."""
    return [_filled(view, name, given, framework) for name, given in fields.items()]


def _filled(view: View, name: str, given: str | list[str], framework: Framework) -> Filled:
    block, element = _field(view, name)
    label = label_of(block, element)
    if not options_of(element):
        shown = given.splitlines() if isinstance(given, str) else given
        return Filled(block["block_id"], label, given, shown)
    chosen = [_option(element, one, framework) for one in ([given] if isinstance(given, str) else given)]
    values = [option["value"] for option in chosen]
    return Filled(
        block["block_id"],
        label,
        values if isinstance(given, list) or element["type"] == "checkboxes" else values[0],
        [option["text"]["text"] for option in chosen],
    )


def _field(view: View, name: str) -> tuple[Json, Json]:
    """An id may go on behind an underscore, with what the form is bound to."""
    there = [
        (block, element) for block, element in interactive(view.spec["blocks"]) if block["type"] == "input"
    ]
    for block, element in there:
        if block["block_id"] == name or block["block_id"].startswith(f"{name}_"):
            return block, element
    raise CannotAct(
        f"There is no field “{name}”. There are: {', '.join(block['block_id'] for block, _ in there)}."
    )


def _option(element: Json, number: str, framework: Framework) -> Json:
    question = question_numbered(framework, number)
    if (option := option_about(element, question)) is None:
        raise CannotAct(f"Question {number} cannot be chosen here.")
    return option


def question_numbered(framework: Framework, number: str) -> str:
    """The id of a question, by its number as people count."""
    if not number.isdecimal() or not 1 <= int(number) <= len(framework.questions):
        raise CannotAct(f"There is no question {number}.")
    return framework.questions[int(number) - 1].id
