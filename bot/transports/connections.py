"""What a connection may cost before anything on it is known to be Slack's: bytes and time. crowd.py: a place.

uvicorn 0.54 limits none of these with httptools.
"""

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from bot.transports.crowd import Crowd

log = logging.getLogger(__name__)

BODY_BYTES = 1_000_000
"""Slack sends a tenth of it at most: a form holds 100 blocks and what was typed in them."""
HEAD_BYTES = 16_384
WIRE_BYTES = 2 * BODY_BYTES
"""Of one request, whatever it consists of: more than a body, for chunks have frames."""
PARTS, BYTES_FOR_ONE_MORE = 200, 500
"""In how many parts a body may come, and for how many bytes one more. Python is called for each: 2 MB in
chunks of one byte would keep everybody else waiting for 0.2 s. What a proxy sends brings 1,400 bytes or more
at a time."""
WHOLE_SECONDS = 10.0
"""From a connection's start, or a request's, until it is there as a whole."""
KEPT_SECONDS = 180
"""Longer than a proxy keeps its side (nginx a minute, Caddy two): else a click may meet a connection that
is just being closed, and a proxy sends no POST twice."""
ANSWER_SECONDS = 30.0
"""Until the answer was written. Slack has given up after three."""
SIGNED = "signed"
"""Set in the state of a request that has Slack's signature."""


class Connection(HttpToolsProtocol):
    """One connection: whatever it waits for, it does not wait for ever."""

    server_state: Crowd
    was_signed = False
    _is_idle = False
    """It had its answer, and nothing has come since."""
    _deadline: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _head_is_whole = False
    _parts = _body_bytes = 0

    @property
    def was_answered(self) -> bool:
        # Or only the rest is read of a request that is refused already (ending.py).
        cycle = self.cycle
        return self._is_idle or bool(cycle and cycle.response_started and not cycle.response_complete)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.server_state.leave(self)
        if self._deadline:
            self._deadline.cancel()

    def data_received(self, data: bytes) -> None:
        if self._is_idle:  # and now a request begins
            self._is_idle = False
            self._end_in(WHOLE_SECONDS, self._give_up)
        super().data_received(data)
        received = self.server_state.received(self, len(data))
        if self.transport.is_closing():
            return
        if not self._head_is_whole and received > HEAD_BYTES:
            self._refuse_head()
        elif received > WIRE_BYTES:
            self._give_up()

    def on_message_begin(self) -> None:
        if self.cycle and not self.cycle.response_complete:
            raise ValueError("no request before the last one is answered")
        self._head_bytes = 0
        self._head_is_whole = False
        self._parts = self._body_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._head_is_whole:  # it stands after the body, where nobody reads it
            self._count_part(b"")
        else:
            self._count(name, value)
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade():
            raise ValueError("nothing but HTTP")
        super().on_headers_complete()
        self._head_is_whole = True

    def on_body(self, body: bytes) -> None:
        self._count_part(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if not self.cycle.response_complete:
            self.server_state.leave(self)
            self._end_in(ANSWER_SECONDS, self.transport.abort)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._is_idle = True
        self.was_signed = self.was_signed or SIGNED in self.scope["state"]
        if not self.transport.is_closing():
            self._expect_request()

    def send_400_response(self, msg: str) -> None:
        if self.cycle and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()  # it has its answer, and only the rest was read
        elif self._head_bytes > HEAD_BYTES:
            self._refuse_head()
        else:
            self._refuse(400, "what %s sends is no request")

    def shutdown(self) -> None:
        """What has not come as a whole is not waited for."""
        if self.server_state.waits(self):
            self.transport.close()
        else:
            super().shutdown()

    def make_room(self) -> None:
        """An idle one is told so in good order: then its other side does not use it for the next request."""
        if self.was_answered:
            self.transport.close()
        else:
            self.transport.abort()

    def _count(self, *parts: bytes) -> None:
        """However many reads a head comes in."""
        self._head_bytes += sum(len(part) + 2 for part in parts)  # a colon, a space, the end of a line
        if self._head_bytes > HEAD_BYTES:
            raise ValueError("the head is too large")

    def _count_part(self, part: bytes) -> None:
        self._parts += 1
        self._body_bytes += len(part)
        if self._parts > PARTS + self._body_bytes // BYTES_FOR_ONE_MORE:
            raise ValueError("the body comes in too many parts")

    def _refuse_head(self) -> None:
        self._refuse(431, "a request from %s whose head is too large")

    def _refuse(self, status: int, words: str) -> None:
        log.warning(f"Refused: {words}", sender(self.client))
        said = HTTPStatus(status).phrase.encode()
        self.transport.write(
            STATUS_LINE[status]
            + b"content-type: text/plain; charset=utf-8\r\n"
            + b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(said), said)
        )
        self.transport.close()

    def _expect_request(self) -> None:
        self.server_state.expect(self)
        self._end_in(KEPT_SECONDS if self._is_idle else WHOLE_SECONDS, self._give_up)

    def _end_in(self, seconds: float, end: Callable[[], None]) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, end)

    def _give_up(self) -> None:
        log.debug("Closed: no whole request within %g s and %d bytes", WHOLE_SECONDS, WIRE_BYTES)
        self.transport.abort()


def sender(client: tuple[str, int] | None) -> str:
    """Where a request comes from, for the log. A proxy may pass on what it was told, so it is written as the
    ASCII that an address is, and no longer than one can be."""
    return ascii(client[0])[1:-1][:45] if client else "unknown"
