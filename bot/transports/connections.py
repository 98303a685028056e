"""What a connection may cost before anything on it is known to be Slack's: bytes, time, and a place.

uvicorn 0.54 limits none of these with httptools. Its `limit_concurrency` refuses whoever comes last, which in
a flood of half-sent requests is Slack; here whoever has waited longest makes room.
"""

import asyncio
import logging
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

try:
    import resource
except ImportError:  # Windows, where nobody counts them
    resource = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

BODY_BYTES = 1_000_000
"""Slack sends a tenth of it at most: a form holds 100 blocks and what was typed in them."""
HEAD_BYTES = 16_384
WIRE_BYTES = 2 * BODY_BYTES
"""Of one request, whatever it consists of: more than a body, for chunks have frames."""
WHOLE_SECONDS = 10.0
"""From a connection's start, or its last answer, until a request is there as a whole."""
ANSWER_SECONDS = 30.0
"""Until the answer was written. Slack has given up after three."""
CONNECTIONS = 500
UNFINISHED_BYTES = 64_000_000
"""What has come of all requests that are not whole yet."""
BACKLOG = 128
"""Those that connect at once are taken at once, before any of them is looked at."""


class Crowd(ServerState):
    """The connections of a server. Those without a whole request make room, the longest waiting first."""

    def __init__(self) -> None:
        super().__init__()
        self._unfinished: dict[Connection, int] = {}
        self._bytes = 0
        self._full = False

    def expect(self, connection: "Connection") -> None:
        """It waits for a request, from now on."""
        self.leave(connection)
        self._unfinished[connection] = 0
        self._make_room()

    def received(self, connection: "Connection", size: int) -> int:
        """How much has come of its request; 0 if it waits for none."""
        if connection not in self._unfinished:
            return 0
        self._unfinished[connection] += size
        self._bytes += size
        self._make_room()
        return self._unfinished.get(connection, 0)

    def waits(self, connection: "Connection") -> bool:
        return connection in self._unfinished

    def leave(self, connection: "Connection") -> None:
        """It waits no more: its request is whole, or it is gone."""
        self._bytes -= self._unfinished.pop(connection, 0)
        if len(self.connections) <= _places() // 2 and self._bytes <= UNFINISHED_BYTES // 2:
            self._full = False

    def _make_room(self) -> None:
        while self._unfinished and (len(self.connections) > _places() or self._bytes > UNFINISHED_BYTES):
            if not self._full:
                log.warning(
                    "Too many unfinished requests: %d connections, %d bytes. The longest waiting are closed.",
                    len(self.connections),
                    self._bytes,
                )
                self._full = True
            longest = next(iter(self._unfinished))
            longest.transport.abort()
            self.connections.discard(longest)
            self.leave(longest)


class Connection(HttpToolsProtocol):
    """One connection: whatever it waits for, it does not wait for ever."""

    server_state: Crowd
    _deadline: asyncio.TimerHandle | None = None
    _head_is_whole = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.server_state.leave(self)
        if self._deadline:
            self._deadline.cancel()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        received = self.server_state.received(self, len(data))
        if self.transport.is_closing():
            return
        if not self._head_is_whole and received > HEAD_BYTES:
            self.send_400_response("The head is too large.")
        elif received > WIRE_BYTES:
            self._give_up()

    def on_message_begin(self) -> None:
        if self.cycle and not self.cycle.response_complete:
            raise ValueError("no request before the last one is answered")
        self._head_is_whole = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._head_is_whole:  # else it stands after the body, where nobody reads it
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade():
            raise ValueError("nothing but HTTP")
        super().on_headers_complete()
        self._head_is_whole = True

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if not self.cycle.response_complete:
            self.server_state.leave(self)
            self._end_in(ANSWER_SECONDS, self.transport.abort)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect_request()

    def send_400_response(self, msg: str) -> None:
        log.warning("Refused: what %s sends is no request", self.client[0] if self.client else "unknown")
        super().send_400_response(msg)

    def shutdown(self) -> None:
        """What has not come as a whole is not waited for."""
        if self.server_state.waits(self):
            self.transport.close()
        else:
            super().shutdown()

    def _expect_request(self) -> None:
        self.server_state.expect(self)
        self._end_in(WHOLE_SECONDS, self._give_up)

    def _end_in(self, seconds: float, end: Callable[[], None]) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, end)

    def _give_up(self) -> None:
        log.debug("Closed: no whole request within %g s and %d bytes", WHOLE_SECONDS, WIRE_BYTES)
        self.transport.abort()


def _places() -> int:
    """Half of what the system lets the process open, for the database and Slack need some too."""
    if resource is None:
        return CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if files == resource.RLIM_INFINITY else min(CONNECTIONS, files // 2)
