"""The interactive parts of blocks: what they hold at first, and what a person's choice makes of them."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.errors import CannotAct
from bot.sandbox.world.types import Json
from bot.sandbox.world.workspace import World

_VALUE_FIELD = {
    "plain_text_input": "value",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
}
_STATELESS = {"button", "overflow"}


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each element that a person can use, with the block that it stands in."""
    for block in blocks:
        candidates = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in candidates:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def initial_values(blocks: list[Json]) -> Json:
    """The state of a view or message before anyone touched it."""
    values: Json = {}
    for block, element in interactive(blocks):
        if element["type"] not in _STATELESS:
            values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return values


def _initial(element: Json) -> Json:
    field = _VALUE_FIELD[element["type"]]
    given = element.get(field.replace("selected_", "initial_") if field != "value" else "initial_value")
    if given is None and field.endswith("s"):
        given = []
    return {"type": element["type"], field: given}


def chosen(world: World, element: Json, value: Any) -> Json:
    """The state of an element once a person has put `value` in: a text, label, name or id."""
    kind = element["type"]
    field = _VALUE_FIELD.get(kind)
    if field is None:
        raise CannotAct(f"A {kind} holds no value.")
    if value is None:
        return {"type": kind, field: [] if field.endswith("s") else None}
    if field.endswith("s"):
        values = [value] if isinstance(value, str) else list(value)
        return {"type": kind, field: [_one(world, element, item) for item in values]}
    return {"type": kind, field: _one(world, element, value)}


def is_empty(state: Json) -> bool:
    """Whether an element holds nothing, so that a required input refuses it."""
    content = state.get(_VALUE_FIELD[state["type"]])
    return content is None or content == [] or (isinstance(content, str) and not content.strip())


def content_of(state: Json) -> Any:
    return state.get(_VALUE_FIELD[state["type"]])


def _one(world: World, element: Json, value: Any) -> Any:
    kind: str = element["type"]
    if kind.endswith("users_select"):
        return _user(world, str(value))
    if kind == "conversations_select":
        return _channel(world, str(value))
    if kind in ("static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"):
        return _option(element, str(value))
    return str(value)


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def _option(element: Json, wanted: str) -> Json:
    for option in options_of(element):
        if wanted in (option.get("value"), option["text"]["text"]):
            return {name: option[name] for name in ("text", "value", "url", "description") if name in option}
    offered = ", ".join(option["text"]["text"] for option in options_of(element))
    raise CannotAct(f"There is no choice “{wanted}”. There are: {offered}.")


def _user(world: World, wanted: str) -> str:
    for profile in (*world.people.values(), world.bot):
        if wanted in (profile.id, profile.name):
            return profile.id
    raise CannotAct(f"There is nobody called “{wanted}”.")


def _channel(world: World, wanted: str) -> str:
    for channel in world.channels.values():
        if wanted in (channel.id, channel.name, f"#{channel.name}"):
            return channel.id
    raise CannotAct(f"There is no channel “{wanted}”.")


def merge_states(values: Json, given: object) -> None:
    """Take over what the page says was filled in, as far as such inputs are there."""
    if not isinstance(given, dict):
        return
    for block_id, states in values.items():
        for action_id, state in states.items():
            new = given.get(block_id, {}).get(action_id)
            if isinstance(new, dict) and new.get("type") == state["type"]:
                states[action_id] = {
                    "type": state["type"],
                    **{name: new.get(name, state[name]) for name in state},
                }
