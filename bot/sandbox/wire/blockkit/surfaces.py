"""Where blocks stand: messages, modals and App Home, each with its own limits.

https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/reference/views
"""

from typing import Any

from bot.sandbox.wire.blockkit.blocks import check_blocks
from bot.sandbox.wire.blockkit.checks import Check, Report, boolean, shape, string
from bot.sandbox.wire.blockkit.objects import plain_text
from bot.sandbox.world.types import Json

_MOST_IN_MESSAGE = 50
_MOST_IN_VIEW = 100

_SHARED: dict[str, Check] = {
    "callback_id": string(255, 0),
    "private_metadata": string(3000, 0),
}
_MODAL: dict[str, Check] = {
    **_SHARED,
    "title": plain_text(24),
    "submit": plain_text(24),
    "close": plain_text(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}


def message_errors(blocks: list[Any]) -> list[str]:
    """What Slack would not take of a message's blocks."""
    report = Report("message")
    check_blocks(blocks, _MOST_IN_MESSAGE, "/blocks", report)
    return report.errors


def view_errors(view: Json) -> list[str]:
    """What Slack would not take of a modal or Home."""
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return ["must be `modal` or `home` [json-pointer:/view/type]"]
    report = Report(kind)
    fields, required = (_MODAL, ["title", "blocks"]) if kind == "modal" else (_SHARED, ["blocks"])
    shape({**fields, "blocks": _blocks}, required)(view, "/view", report)
    blocks = view.get("blocks")
    if kind == "modal" and isinstance(blocks, list) and "submit" not in view and _has_input(blocks):
        report.add("missing required field: submit, as there are input blocks", "/view")
    return report.errors


def _blocks(value: Any, path: str, report: Report) -> None:
    if isinstance(value, list):
        check_blocks(value, _MOST_IN_VIEW, path, report)
    else:
        report.add("must be an array", path)


def _has_input(blocks: list[Any]) -> bool:
    return any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
