"""Blocks to draw: at least one of every kind that a bot can send."""

from typing import Any

from bot.sandbox.world.riverside import HOUSING

Json = dict[str, Any]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str, description: str | None = None) -> Json:
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value, **more}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(label: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def text_input(block_id: str, label: str, **more: Any) -> Json:
    """An input block with a text field; `optional` and `hint` belong to the block, the rest to the field."""
    block: Json = {name: more.pop(name) for name in ("optional", "hint", "dispatch_action") if name in more}
    element = {"type": "plain_text_input", "action_id": "value", **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **block}


def modal(title: str, *blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "callback_id": "form", "title": plain(title), "blocks": list(blocks), **more}


QUESTION: list[Json] = [
    {"type": "context", "elements": [mrkdwn("*Question 7 of 18* · Proportionate")]},
    {"type": "header", "text": plain("Is only the least data shared that the purpose needs?")},
    section(
        "*1*  Whole records are shared because it is easier.\n"
        "*5*  The data needed was listed field by field and each field is justified."
    ),
    actions(*[button(str(rating), f"rate_{rating}", value=str(rating)) for rating in range(1, 6)]),
    actions(button("Not sure", "not_sure"), button("Why this question?", "why")),
]

MENU = {
    "type": "static_select",
    "action_id": "menu",
    "placeholder": plain("Jump to a question"),
    "option_groups": [
        {"label": plain("Purposeful"), "options": [option("Clear purpose", "clear-purpose")]},
        {
            "label": plain("Proportionate"),
            "options": [option("Minimum data", "minimum-data", "as little as possible")],
        },
    ],
}

EVERY_BLOCK = [
    {"type": "header", "text": plain("Every block :tada:")},
    section("A section", fields=[mrkdwn("*Purposeful*\n4.2"), mrkdwn("*Responsible*\n2.4")]),
    section("With a menu", accessory=MENU),
    section("With a person", accessory={"type": "users_select", "action_id": "person"}),
    section("With a date", accessory={"type": "datepicker", "action_id": "date"}),
    section(
        "With three dots",
        accessory={"type": "overflow", "action_id": "dots", "options": [option("Change", "change")]},
    ),
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("small _words_"), plain("and plain *ones*")]},
    actions(
        {
            "type": "radio_buttons",
            "action_id": "radio",
            "options": [option("One", "1", "the first"), option("Two", "2")],
        },
        {"type": "checkboxes", "action_id": "boxes", "options": [option("Agreed", "yes")]},
    ),
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Principle"}, {"type": "raw_text", "text": "Score"}],
            [{"type": "raw_text", "text": "Purposeful"}, {"type": "raw_text", "text": "4.2"}],
        ],
    },
]

EVERY_INPUT = modal(
    "Every input",
    text_input("short", "Short text", min_length=3, max_length=20, placeholder=plain("A few words")),
    text_input("long", "Long text", multiline=True, optional=True, hint=plain("As much as you like")),
    {
        "type": "input",
        "block_id": "menu",
        "label": plain("Menu"),
        "element": MENU | {"action_id": "value"},
    },
    {
        "type": "input",
        "block_id": "people",
        "label": plain("People"),
        "element": {"type": "multi_users_select", "action_id": "value", "initial_users": ["U0TOM000001"]},
    },
    {
        "type": "input",
        "block_id": "channel",
        "label": plain("Channel"),
        "element": {
            "type": "conversations_select",
            "action_id": "value",
            "initial_conversation": HOUSING,
            "filter": {"include": ["public", "private"]},
        },
    },
    {
        "type": "input",
        "block_id": "who",
        "label": plain("Who answers?"),
        "element": {
            "type": "radio_buttons",
            "action_id": "value",
            "options": [option("Anyone", "any"), option("Some", "some")],
        },
    },
    {
        "type": "input",
        "block_id": "boxes",
        "optional": True,
        "label": plain("Boxes"),
        "element": {"type": "checkboxes", "action_id": "value", "options": [option("Agreed", "yes")]},
    },
    {
        "type": "input",
        "block_id": "date",
        "optional": True,
        "label": plain("Date"),
        "element": {"type": "datepicker", "action_id": "value", "initial_date": "2026-11-30"},
    },
    submit=plain("Send"),
    close=plain("Cancel"),
)
