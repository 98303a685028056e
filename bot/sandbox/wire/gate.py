"""Where whatever the app sends comes in. Without faults the gate stands open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.responses import Response
from starlette.websockets import WebSocket

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One call of the Web API, or one use of a response_url (method `response_url`)."""

    method: str
    args: Mapping[str, Any]
    caller: Address | None
    """The other end of its connection."""


def channel_named(args: Mapping[str, Any], default: str | None = None) -> Any:
    """The channel that a call is about: `channel` in most methods, `channel_id` where a file is shared."""
    return args.get("channel", args.get("channel_id", default))


class Gate(Protocol):
    """What every call and every new socket passes."""

    async def call(self, call: Incoming, answer: Callable[[], Response]) -> Response:
        """What goes back; `answer` does the call and may never be asked."""
        ...

    async def admits(self, socket: WebSocket) -> bool:
        """Whether this socket may open; if not, it has been turned away."""
        ...
