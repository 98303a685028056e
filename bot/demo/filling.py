"""Filling in a window: a script names its fields by their ids, and questions by their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.demo.cards import option_about
from bot.demo.example_parts import Fields
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


def asks_more(view: View, fields: Fields) -> tuple[Json, str] | None:
    """A choice that the form waits for before it asks for the rest: its element, and the value."""
    for block, element in interactive(view.spec["blocks"]):
        given = fields.get(block["block_id"])
        if block.get("dispatch_action") and isinstance(given, str):
            return element, given
    return None


def button_about(view: View, what: str) -> tuple[Json, Json]:
    """The button that leads to what is called so, with its block. Raises CannotAct if there is none."""
    for block, element in interactive(view.spec["blocks"]):
        if element["type"] == "button" and option_about({"options": [element]}, what):
            return block, element
    raise CannotAct(f"Nothing here leads to “{what}”.")


def filled(view: View, fields: Fields, framework: Framework) -> list[Filled]:
    """Raises CannotAct for a field or a choice that is not there."""
    return [one for name, given in fields.items() for one in _filled(view, name, given, framework)]


def _filled(view: View, name: str, given: str | list[str], framework: Framework) -> Iterator[Filled]:
    found = _fields(view, name)
    block, element = found[0]
    if element["type"] == "checkboxes":
        for one in [given] if isinstance(given, str) else given:
            yield _ticked(found, one, framework)
        return
    label = label_of(block, element)
    if not options_of(element):
        shown = given.splitlines() if isinstance(given, str) else given
        yield Filled(block["block_id"], label, given, shown)
        return
    chosen = [_option(element, one, framework) for one in ([given] if isinstance(given, str) else given)]
    values = [option["value"] for option in chosen]
    texts = [option["text"]["text"] for option in chosen]
    yield Filled(block["block_id"], label, values if isinstance(given, list) else values[0], texts)


def _ticked(found: list[tuple[Json, Json]], number: str, framework: Framework) -> Filled:
    """The box about this question, in whichever of these fields it is."""
    question = question_numbered(framework, number)
    for block, element in found:
        if option := option_about(element, question):
            text = option["text"]["text"]
            return Filled(block["block_id"], label_of(block, element), [option["value"]], [text])
    raise CannotAct(f"Question {number} cannot be ticked here.")


def _fields(view: View, name: str) -> list[tuple[Json, Json]]:
    """At least one. What the form is bound to may stand behind an id, or before it, with an underscore."""
    there = [
        (block, element) for block, element in interactive(view.spec["blocks"]) if block["type"] == "input"
    ]
    found = [
        (block, element)
        for block, element in there
        if block["block_id"] == name
        or block["block_id"].startswith(f"{name}_")
        or block["block_id"].endswith(f"_{name}")
    ]
    if not found:
        raise CannotAct(
            f"There is no field “{name}”. There are: {', '.join(block['block_id'] for block, _ in there)}."
        )
    return found


def _option(element: Json, number: str, framework: Framework) -> Json:
    for option in options_of(element):
        if option["value"] == number:
            return option
    about = option_about(element, question_numbered(framework, number))
    if about is None:
        raise CannotAct(f"Question {number} cannot be chosen here.")
    return about


def question_numbered(framework: Framework, number: str) -> str:
    """The id of a question, by its number as people count."""
    if not number.isdecimal() or not 1 <= int(number) <= len(framework.questions):
        raise CannotAct(f"There is no question {number}.")
    return framework.questions[int(number) - 1].id
