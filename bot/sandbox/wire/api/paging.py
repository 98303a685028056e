"""Cursors: opaque to the app, a place in a list to us."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
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


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise ApiError("invalid_cursor") from None
