"""Elements: what stands inside blocks and can be used.

https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.sandbox.wire.blockkit.checks import Check, Report, boolean, listed, one_of, shape, string, whole
from bot.sandbox.wire.blockkit.checks import url as url_check
from bot.sandbox.wire.blockkit.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_OPTION,
    distinct_values,
    plain_text,
)

ACTION_ID = string(255)
_ID = string(20)
_USER_ID = re.compile(r"[UW][A-Z0-9]+")
_BASE: Mapping[str, Check] = {"action_id": ACTION_ID, "focus_on_load": boolean}
_MENU = {**_BASE, "placeholder": PLACEHOLDER, "confirm": CONFIRM}
_MANY = {**_MENU, "max_selected_items": whole(1, 100)}

_button = shape(
    {
        "action_id": ACTION_ID,
        "text": plain_text(75),
        "url": url_check,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
    ["text"],
)
_overflow = shape(
    {"action_id": ACTION_ID, "options": listed(OVERFLOW_OPTION, 5), "confirm": CONFIRM}, ["options"]
)


def _date(value: Any, path: str, report: Report) -> None:
    """A day as `YYYY-MM-DD`, and there must be such a day."""
    string(10, 10)(value, path, report)
    try:
        date.fromisoformat(str(value))
    except ValueError:
        report.add("must be a valid date", path)


def _with_options(initial: Mapping[str, Check], most: int) -> Check:
    """Radio buttons and checkboxes: a short list, all of it in sight."""
    options = {"options": listed(RICH_OPTION, most), **initial}
    outline = shape({**_BASE, "confirm": CONFIRM, **options}, ["options"])

    def check(value: Any, path: str, report: Report) -> None:
        outline(value, path, report)
        distinct_values(value, path, report)

    return check


def _static_menu(fields: Mapping[str, Check]) -> Check:
    """A menu with options, or with groups of them: one or the other."""
    outline = shape({**fields, "options": listed(OPTION, 100), "option_groups": listed(OPTION_GROUP, 100)})

    def check(value: Any, path: str, report: Report) -> None:
        outline(value, path, report)
        if ("options" in value) == ("option_groups" in value):
            report.add("must have either options or option_groups", path)
        distinct_values(value, path, report)

    return check


def _many(menu: Check, initial: str) -> Check:
    """A menu to choose several in: no more at first than may be chosen."""

    def check(value: Any, path: str, report: Report) -> None:
        menu(value, path, report)
        chosen, most = value.get(initial), value.get("max_selected_items")
        if isinstance(chosen, list) and isinstance(most, int) and len(chosen) > most:
            report.add(f"no more than {most} items allowed, but there are {len(chosen)}", f"{path}/{initial}")

    return check


def _text_input(value: Any, path: str, report: Report) -> None:
    shape(
        {
            **_BASE,
            "placeholder": PLACEHOLDER,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        }
    )(value, path, report)
    shortest, longest = value.get("min_length", 0), value.get("max_length", 3000)
    if not isinstance(shortest, int) or not isinstance(longest, int):
        return
    if shortest > longest:
        report.add("min_length must be less than or equal to max_length", path)
    if isinstance(initial := value.get("initial_value"), str) and len(initial) > longest:
        report.add(f"initial_value is longer than max_length ({longest})", path)


def _user(value: Any, path: str, report: Report) -> None:
    """`initial_user` is the id of a valid user, and `initial_users` are several:
    https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element#users_multi_select and
    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#users_select. That is all
    that is documented: how Slack words its refusal, and that it looks at more than the form, is not."""
    _ID(value, path, report)
    if isinstance(value, str) and not _USER_ID.fullmatch(value):
        report.add("must be a valid user id", path)


ELEMENTS: Mapping[str, Check] = {
    "button": _button,
    "overflow": _overflow,
    "radio_buttons": _with_options({"initial_option": RICH_OPTION}, 10),
    "checkboxes": _with_options({"initial_options": listed(RICH_OPTION, 10)}, 10),
    "static_select": _static_menu({**_MENU, "initial_option": OPTION}),
    "multi_static_select": _many(
        _static_menu({**_MANY, "initial_options": listed(OPTION, 100)}), "initial_options"
    ),
    "users_select": shape({**_MENU, "initial_user": _user}),
    "multi_users_select": _many(shape({**_MANY, "initial_users": listed(_user, 100, 0)}), "initial_users"),
    "conversations_select": shape({**_MENU, "filter": CONVERSATION_FILTER, "initial_conversation": _ID}),
    "datepicker": shape({**_MENU, "initial_date": _date}),
    "plain_text_input": _text_input,
}

_MENUS = {name for name in ELEMENTS if name.endswith("_select") and not name.startswith("multi_")}
_MULTI_MENUS = {name for name in ELEMENTS if name.startswith("multi_")}
_CHOICES = {"radio_buttons", "checkboxes", "datepicker"}

# Which element may stand in which block; the compatibility table of the elements' reference.
IN_ACTIONS = {"button", "overflow"} | _MENUS | _CHOICES
IN_SECTION = {"button", "overflow"} | _MENUS | _MULTI_MENUS | _CHOICES
IN_INPUT = {"plain_text_input"} | _MENUS | _MULTI_MENUS | _CHOICES


def among(names: set[str]) -> Mapping[str, Check]:
    return {name: ELEMENTS[name] for name in names}
