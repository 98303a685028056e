"""What is on its way to the app, as faults look at it."""

from dataclasses import dataclass
from typing import Any, Self

from bot.sandbox.wire.outbox import Kind
from bot.sandbox.world.types import Json


@dataclass(frozen=True, slots=True)
class Parcel:
    kind: Kind
    name: str
    """An event's or interaction's type, or the command."""
    channel: str | None
    user: str | None
    id: str

    @classmethod
    def of(cls, kind: Kind, payload: Json) -> Self:
        match kind:
            case Kind.EVENT:
                event = payload["event"]
                channel = event.get("channel") or event.get("item", {}).get("channel")
                return cls(kind, event["type"], _id(channel), _id(event.get("user")), payload["event_id"])
            case Kind.INTERACTIVE:
                channel, user = payload.get("channel"), payload.get("user")
                return cls(kind, payload["type"], _id(channel), _id(user), payload.get("trigger_id", ""))
            case Kind.COMMAND:
                return cls(
                    kind,
                    payload["command"],
                    payload["channel_id"],
                    payload["user_id"],
                    payload["trigger_id"],
                )


def _id(value: Any) -> str | None:
    """Slack names a channel or person by id, or carries the whole of it."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None
