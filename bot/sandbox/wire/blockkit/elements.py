"""Elements: what stands inside blocks and can be used.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.wire.blockkit.checks import Check, Report, boolean, listed, one_of, shape, string, whole
from bot.sandbox.wire.blockkit.checks import url as url_check
from bot.sandbox.wire.blockkit.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_OPTION,
    distinct_values,
    plain_text,
)

ACTION_ID = string(255)
_USER = string(20)
_DATE = string(10, 10)
_TIME = string(5, 5)
_BASE: Mapping[str, Check] = {"action_id": ACTION_ID, "focus_on_load": boolean}
_MENU = {**_BASE, "placeholder": PLACEHOLDER, "confirm": CONFIRM}
_MANY = {**_MENU, "max_selected_items": whole(1, 100)}
_CONVERSATIONS = {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}

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
_image = shape({"image_url": url_check, "alt_text": string(2000)}, ["image_url", "alt_text"])
_overflow = shape(
    {"action_id": ACTION_ID, "options": listed(OVERFLOW_OPTION, 5), "confirm": CONFIRM}, ["options"]
)


def _with_options(fields: Mapping[str, Check], most: int) -> Check:
    """Radio buttons and checkboxes: a short list, all of it in sight."""
    option_fields = {
        "options": listed(RICH_OPTION, most),
        "initial_option": RICH_OPTION,
        "initial_options": listed(RICH_OPTION, most),
    }
    outline = shape({**fields, "confirm": CONFIRM, **option_fields}, ["options"])

    def check(value: Any, path: str, report: Report) -> None:
        outline(value, path, report)
        distinct_values(value, path, report)

    return check


def _static_menu(fields: Mapping[str, Check]) -> Check:
    """A menu with options, or with groups of them: one or the other."""
    options = {"options": listed(OPTION, 100), "option_groups": listed(OPTION_GROUP, 100)}
    outline = shape({**fields, **options, "initial_option": OPTION, "initial_options": listed(OPTION, 100)})

    def check(value: Any, path: str, report: Report) -> None:
        outline(value, path, report)
        if ("options" in value) == ("option_groups" in value):
            report.add("must have either options or option_groups", path)
        distinct_values(value, path, report)

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
            "dispatch_action_config": DISPATCH_CONFIG,
        }
    )(value, path, report)
    shortest, longest = value.get("min_length", 0), value.get("max_length", 3000)
    if not isinstance(shortest, int) or not isinstance(longest, int):
        return
    if shortest > longest:
        report.add("min_length must be less than or equal to max_length", path)
    if isinstance(initial := value.get("initial_value"), str) and len(initial) > longest:
        report.add(f"initial_value is longer than max_length ({longest})", path)


def _line_input(fields: Mapping[str, Check]) -> Check:
    """Inputs of one line: e-mail address, url."""
    shared = {**_BASE, "placeholder": PLACEHOLDER, "dispatch_action_config": DISPATCH_CONFIG}
    return shape({**shared, "initial_value": string(3000, 0), **fields})


ELEMENTS: Mapping[str, Check] = {
    "button": _button,
    "image": _image,
    "overflow": _overflow,
    "radio_buttons": _with_options(_BASE, 10),
    "checkboxes": _with_options(_BASE, 10),
    "static_select": _static_menu(_MENU),
    "multi_static_select": _static_menu(_MANY),
    "users_select": shape({**_MENU, "initial_user": _USER}),
    "multi_users_select": shape({**_MANY, "initial_users": listed(_USER, 100, 0)}),
    "conversations_select": shape(
        {**_MENU, **_CONVERSATIONS, "initial_conversation": _USER, "response_url_enabled": boolean}
    ),
    "multi_conversations_select": shape(
        {**_MANY, **_CONVERSATIONS, "initial_conversations": listed(_USER, 100, 0)}
    ),
    "channels_select": shape({**_MENU, "initial_channel": _USER, "response_url_enabled": boolean}),
    "multi_channels_select": shape({**_MANY, "initial_channels": listed(_USER, 100, 0)}),
    "datepicker": shape({**_MENU, "initial_date": _DATE}),
    "timepicker": shape({**_MENU, "initial_time": _TIME, "timezone": string(64)}),
    "datetimepicker": shape({**_BASE, "confirm": CONFIRM, "initial_date_time": whole(0, 9_999_999_999)}),
    "plain_text_input": _text_input,
    "email_text_input": _line_input({}),
    "url_text_input": _line_input({}),
    "number_input": _line_input(
        {"is_decimal_allowed": boolean, "min_value": string(64), "max_value": string(64)}
    ),
}

_MENUS = {name for name in ELEMENTS if name.endswith("_select") and not name.startswith("multi_")}
_MULTI_MENUS = {name for name in ELEMENTS if name.startswith("multi_")}
_CHOICES = {"radio_buttons", "checkboxes", "datepicker", "timepicker"}
_TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}

# Which element may stand in which block; the compatibility table of the elements' reference.
IN_ACTIONS = {"button", "overflow", "datetimepicker"} | _MENUS | _CHOICES
IN_SECTION = {"button", "overflow", "image"} | _MENUS | _MULTI_MENUS | _CHOICES
IN_INPUT = {"datetimepicker"} | _MENUS | _MULTI_MENUS | _CHOICES | _TYPED
IN_CONTEXT = {"image"}


def among(names: set[str]) -> Mapping[str, Check]:
    return {name: ELEMENTS[name] for name in names}
