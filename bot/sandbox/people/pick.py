"""Finding on a card what a person means to click."""

from bot.sandbox.errors import CannotAct
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.types import Json


def pick(
    blocks: list[Json],
    types: set[str] | None,
    action_id: str | None,
    label: str | None,
    block_id: str | None,
) -> tuple[Json, Json]:
    """The one element with this action_id or label, and its block; of two alike the person must say which."""
    found = [
        (block, element)
        for block, element in interactive(blocks)
        if (types is None or element["type"] in types)
        and (action_id is None or element["action_id"] == action_id)
        and (label is None or label_of(block, element) == label)
        and (block_id is None or block["block_id"] == block_id)
    ]
    if len(found) == 1:
        return found[0]
    wanted = label or action_id or block_id or "anything"
    offered = ", ".join(
        f"{label_of(block, element)} [{element['action_id']}]" for block, element in interactive(blocks)
    )
    if not found:
        raise CannotAct(f"There is no “{wanted}” here. There is: {offered or 'nothing to click'}.")
    raise CannotAct(f"“{wanted}” is here {len(found)} times; name its block_id too. There is: {offered}.")


def label_of(block: Json, element: Json) -> str:
    """What the person reads on or above an element."""
    if block["type"] == "input":
        return str(block["label"]["text"])
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text", element["action_id"]))


def confirmed(element: Json, confirm: bool | None) -> bool:
    """Whether an act goes ahead, given the dialog that the element may show first."""
    dialog = element.get("confirm")
    if dialog is None:
        return True
    if confirm is None:
        raise CannotAct(f"This asks first: “{dialog['title']['text']}”. Say confirm=True or confirm=False.")
    return confirm
