"""Fields of forms in which something is chosen: a person, a day, one of many things."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.cards import blocks
from bot.cards.card import Block

MOST_OPTIONS = 100


def person(label: str, block_id: str, *, placeholder: str, hint: str = "", initial: str = "") -> Block:
    element: dict[str, Any] = {
        "type": "users_select",
        "action_id": "value",
        "placeholder": blocks.plain(placeholder, 150),
    }
    if initial:
        element["initial_user"] = initial
    return blocks.input_block(label, block_id, element, hint=hint)


def day(
    label: str, block_id: str, *, hint: str = "", initial: date | None = None, optional: bool = False
) -> Block:
    element: dict[str, Any] = {
        "type": "datepicker",
        "action_id": "value",
        "placeholder": blocks.plain("Choose a day", 150),
    }
    if initial:
        element["initial_date"] = initial.isoformat()
    return blocks.input_block(label, block_id, element, hint=hint, optional=optional)


def grouped(
    label: str, block_id: str, groups: Iterable[tuple[str, list[tuple[str, str]]]], *, placeholder: str
) -> Block:
    """One of many things under headings: for each heading, the labels and values under it."""
    left, drawn = MOST_OPTIONS, []
    for heading, choices in groups:
        options = [blocks.option(text, value) for text, value in choices[:left]]
        left -= len(options)
        if options:
            drawn.append({"label": blocks.plain(heading, blocks.OPTION_LIMIT), "options": options})
    element = {
        "type": "static_select",
        "action_id": "value",
        "placeholder": blocks.plain(placeholder, 150),
        "option_groups": drawn,
    }
    return blocks.input_block(label, block_id, element)
