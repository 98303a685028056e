"""Message metadata: an event type and a flat payload that apps hang on a message.

https://docs.slack.dev/messaging/message-metadata
"""

import json
from typing import Any

from bot.sandbox.errors import ApiError
from bot.sandbox.world.types import Json

LARGEST = 8_000


def accept_metadata(raw: Any) -> Json | None:
    """The checked metadata, {} to take it away, or None if none was given."""
    metadata = _parsed(raw)
    if not metadata:
        return metadata
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(metadata)) > LARGEST:
        raise ApiError("metadata_too_large")
    return {"event_type": event_type, "event_payload": payload}


def _parsed(raw: Any) -> Json | None:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw) if raw else None
        except ValueError:
            raise ApiError("invalid_metadata_format") from None
    if raw is None or isinstance(raw, dict):
        return raw
    raise ApiError("invalid_metadata_format")
