"""Composition objects: texts, options, confirm dialogs.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from typing import Any

from bot.sandbox.wire.blockkit.checks import Check, Report, boolean, listed, one_of, shape, string, typed, url


def plain_text(longest: int) -> Check:
    return typed({"plain_text": _plain(longest)}, "a plain text")


def any_text(longest: int) -> Check:
    mrkdwn = shape({"text": string(longest), "verbatim": boolean}, ["text"])
    return typed({"plain_text": _plain(longest), "mrkdwn": mrkdwn}, "a text")


def _plain(longest: int) -> Check:
    return shape({"text": string(longest, 1), "emoji": boolean}, ["text"])


PLACEHOLDER = plain_text(150)

CONFIRM = shape(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": one_of("primary", "danger"),
    },
    ["title", "text", "confirm", "deny"],
)

_VALUE = string(150)
# Menus show plain text only; radio buttons and checkboxes may have markup.
OPTION = shape({"text": plain_text(75), "value": _VALUE, "description": plain_text(75)}, ["text", "value"])
RICH_OPTION = shape({"text": any_text(75), "value": _VALUE, "description": any_text(75)}, ["text", "value"])
OVERFLOW_OPTION = shape(
    {"text": plain_text(75), "value": _VALUE, "description": plain_text(75), "url": url}, ["text", "value"]
)
OPTION_GROUP = shape({"label": plain_text(75), "options": listed(OPTION, 100)}, ["label", "options"])

CONVERSATION_FILTER = shape(
    {
        "include": listed(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)


def distinct_values(element: dict[str, Any], path: str, report: Report) -> None:
    """An element's options may not share a value, and what is chosen at first must be among them."""
    options = _objects(element.get("options"))
    for group in _objects(element.get("option_groups")):
        options += _objects(group.get("options"))
    values = [option["value"] for option in options if isinstance(option.get("value"), str)]
    if len(values) != len(set(values)):
        report.add("options must have distinct values", path)
    for chosen in _objects([element.get("initial_option")]) + _objects(element.get("initial_options")):
        if chosen not in options:
            report.add("the initial option is none of the options", path)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
