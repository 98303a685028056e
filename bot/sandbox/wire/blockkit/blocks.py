"""Blocks, and what each may hold.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.wire.blockkit.checks import (
    Check,
    Report,
    boolean,
    listed,
    one_of,
    shape,
    string,
    typed,
)
from bot.sandbox.wire.blockkit.elements import IN_ACTIONS, IN_INPUT, IN_SECTION, among
from bot.sandbox.wire.blockkit.objects import any_text, plain_text

_ID: Mapping[str, Check] = {"block_id": string(255)}


def _section(value: Any, path: str, report: Report) -> None:
    fields = {
        "text": any_text(3000),
        "fields": listed(any_text(2000), 10),
        "accessory": typed(among(IN_SECTION), "the accessory of a section"),
        "expand": boolean,
    }
    shape({**_ID, **fields})(value, path, report)
    if "text" not in value and "fields" not in value:
        report.add("missing required field: text or fields", path)


def _actions(value: Any, path: str, report: Report) -> None:
    elements = listed(typed(among(IN_ACTIONS), "an actions block"), 25)
    shape({**_ID, "elements": elements}, ["elements"])(value, path, report)
    _distinct_action_ids(value.get("elements"), f"{path}/elements", report)


def _distinct_action_ids(elements: Any, path: str, report: Report) -> None:
    """Within one block; across blocks Slack lets an action_id come again.

    https://github.com/knacklabs/gantry/pull/458, https://github.com/haruotsu/slack-review-notify/pull/99
    """
    seen: set[str] = set()
    for index, element in enumerate(elements if isinstance(elements, list) else []):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str) and action_id in seen:
            report.add(f"`action_id` `{action_id}` already exists", f"{path}/{index}/action_id")
        elif isinstance(action_id, str):
            seen.add(action_id)


def _input(value: Any, path: str, report: Report) -> None:
    fields = {
        "label": plain_text(2000),
        "element": typed(among(IN_INPUT), "an input block"),
        "hint": plain_text(2000),
        "optional": boolean,
        "dispatch_action": boolean,
    }
    shape({**_ID, **fields}, ["label", "element"])(value, path, report)


def _context(value: Any, path: str, report: Report) -> None:
    shape({**_ID, "elements": listed(any_text(3000), 10)}, ["elements"])(value, path, report)


_CELL = typed({"raw_text": shape({"text": string(3000)}, ["text"])}, "a table cell")
_COLUMN = shape({"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _table(value: Any, path: str, report: Report) -> None:
    fields = {"rows": listed(listed(_CELL, 20), 100), "column_settings": listed(_COLUMN, 20)}
    shape({**_ID, **fields}, ["rows"])(value, path, report)
    rows = value.get("rows")
    widths = {len(row) for row in rows if isinstance(row, list)} if isinstance(rows, list) else set()
    if len(widths) > 1:
        report.add("all rows must have the same number of cells", f"{path}/rows")


_BLOCKS: Mapping[str, Check] = {
    "section": _section,
    "actions": _actions,
    "input": _input,
    "context": _context,
    "divider": shape(_ID),
    "header": shape({**_ID, "text": plain_text(150)}, ["text"]),
    "table": _table,
}


def check_blocks(blocks: list[Any], most: int, path: str, report: Report) -> None:
    """All blocks of one surface, each by itself and all together."""
    here = {name: check for name, check in _BLOCKS.items() if report.surface == "message" or name != "table"}
    listed(typed(here, f"a {report.surface}"), most, 0)(blocks, path, report)
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if kinds.count("table") > 1:
        report.add("only one table is allowed", path)
    _distinct_block_ids(blocks, path, report)


def _distinct_block_ids(blocks: list[Any], path: str, report: Report) -> None:
    for index, block in enumerate(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if not isinstance(block_id, str):
            continue
        if block_id in report.block_ids:
            report.add(f"`block_id` `{block_id}` already exists", f"{path}/{index}/block_id")
        report.block_ids.add(block_id)
