"""The door for blocks and views: what comes in is checked and completed, or refused as Slack refuses it."""

import copy
import json
import secrets
from typing import Any

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.blockkit.surfaces import message_errors, view_errors
from bot.sandbox.world.types import Json

LARGEST_VIEW = 250_000


def accept_blocks(raw: Any, longest: int | None = None) -> list[Json]:
    """The blocks of a message, complete with ids; raises Slack's error.

    `longest` is how many characters of JSON they may come to.
    """
    blocks = _parsed(raw, "invalid_blocks_format")
    if blocks is None:
        return []
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if errors := message_errors(blocks):
        raise refusal("invalid_blocks", errors)
    if longest is not None and len(json.dumps(blocks, ensure_ascii=False)) > longest:
        raise ApiError("msg_blocks_too_long")
    return _with_ids(blocks)


def accept_view(raw: Any) -> Json:
    """A view, complete with ids; raises `invalid_arguments`, as Slack does for views."""
    view = _parsed(raw, "invalid_arguments")
    if not isinstance(view, dict):
        raise ApiError("invalid_arguments")
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise ApiError("view_too_large")
    if errors := view_errors(view):
        raise refusal("invalid_arguments", errors)
    return view | {"blocks": _with_ids(view["blocks"])}


def refusal(code: str, errors: list[str]) -> ApiError:
    """Slack's refusal, with what is wrong and where."""
    return ApiError(
        code, errors=errors, response_metadata={"messages": [f"[ERROR] {error}" for error in errors]}
    )


def _parsed(raw: Any, error: str) -> Any:
    if not isinstance(raw, str):
        return copy.deepcopy(raw)
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        raise ApiError(error) from None


def _with_ids(blocks: list[Json]) -> list[Json]:
    """Slack makes up the ids that an app leaves out."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        used = block.get("elements", ()) if block["type"] == "actions" else ()
        for element in (*used, block.get("accessory"), block.get("element")):
            if element is not None:
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return blocks
