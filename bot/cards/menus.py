"""Menus of things to do: what stands in one is dispatched as if it were a button."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref, menu_value
from bot.cards.words import numbered
from flows.assessment import Assessment
from flows.framework import Question


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One thing that can be done, in a menu or as a button of its own. `url`: where it leads, for a small
    menu alone."""

    label: str
    do: Do
    ref: Ref
    url: str = ""


def behind_dots(*items: MenuItem) -> dict[str, Any]:
    """The few of a small menu."""
    return blocks.overflow(Do.MORE, _options(items))


def more(items: Iterable[MenuItem]) -> dict[str, Any]:
    """As many as there are."""
    return blocks.select("More", Do.MORE, _options(items))


def to_question(assessment: Assessment, question: Question, more: str = "") -> dict[str, Any]:
    """An option that leads to a question, with its answer as it is now. `more` stands below it."""
    label = numbered(assessment.framework, question, assessment.given.get(question.id))
    return blocks.option(label, Ref.of(assessment, question.id).encode(), more)


def go_to(assessment: Assessment, questions: Iterable[Question]) -> dict[str, Any]:
    """A menu of questions."""
    options = [to_question(assessment, question) for question in questions]
    return blocks.select("Go to a question", Do.GO_TO, options[: blocks.SELECT_LIMIT])


def _options(items: Iterable[MenuItem]) -> list[dict[str, Any]]:
    made = ((blocks.option(item.label, menu_value(item.do, item.ref)), item.url) for item in items)
    return [option | ({"url": url} if url else {}) for option, url in made]
