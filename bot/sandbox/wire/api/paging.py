"""Cursors: opaque to the app, a place in a list to us."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.world import Message
from bot.sandbox.world.types import Json

T = TypeVar("T")


def page(args: Args, items: Sequence[T], default_limit: int, most: int) -> tuple[list[T], Json]:
    """The items that were asked for, `most` at once, and the response_metadata that leads on from them."""
    limit = args.whole("limit", default_limit)
    if not 1 <= limit <= most:
        raise ApiError("invalid_limit")
    start = _place(args.text("cursor"))
    end = start + limit
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": cursor}}


def page_by_ts(
    args: Args, messages: Sequence[Message], default_limit: int, most: int, *, root: Message | None = None
) -> tuple[list[Message], Json]:
    """The same of messages, newest first, or of the replies to `root`, oldest first and after it. They may be
    deleted between two pages: so a cursor is the `ts` at which the next one begins, and none is left out."""
    limit = args.whole("limit", default_limit)
    if not 1 <= limit <= most:
        raise ApiError("invalid_limit")
    rest = [root, *messages] if root else list(messages)
    if (ts := _ts_in(args.text("cursor"))) is not None:
        rest = [one for one in messages if (float(one.ts) >= ts if root else float(one.ts) <= ts)]
    found, after = rest[:limit], rest[limit:]
    cursor = base64.b64encode(f"next_ts:{after[0].ts}".encode()).decode() if after else ""
    return found, {"response_metadata": {"next_cursor": cursor}}


def _ts_in(cursor: str | None) -> float | None:
    if cursor is None:
        return None
    try:
        return float(base64.b64decode(cursor, validate=True).decode().removeprefix("next_ts:"))
    except (binascii.Error, ValueError):
        raise ApiError("invalid_cursor") from None


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise ApiError("invalid_cursor") from None
