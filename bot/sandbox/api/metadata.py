"""Message metadata: an event type and a flat payload that apps hang on a message.

https://docs.slack.dev/messaging/message-metadata
"""

import json

from bot.sandbox.api.args import Args
from bot.sandbox.errors import ApiError
from bot.sandbox.types import Json

LARGEST = 8_000


def accept_metadata(args: Args) -> Json | None:
    """The checked metadata, {} to take it away, or None if none was given."""
    metadata = args.mapping("metadata", "invalid_metadata_format")
    if not metadata:
        return metadata
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(metadata)) > LARGEST:
        raise ApiError("metadata_too_large")
    return {"event_type": event_type, "event_payload": payload}
