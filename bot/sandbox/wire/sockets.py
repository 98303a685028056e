"""Socket Mode: the WebSockets that the app opened, and envelopes over them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import json
import secrets
import uuid
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.errors import NotDelivered
from bot.sandbox.wire.log import Log
from bot.sandbox.wire.outbox import Attempt, Kind
from bot.sandbox.world import APP_ID, World
from bot.sandbox.world.clock import Clock, within
from bot.sandbox.world.types import Json

MOST_CONNECTIONS = 10
_GONE = (RuntimeError, WebSocketDisconnect)
"""What Starlette says where the other side has closed it."""


@dataclass(eq=False, slots=True)
class Connection:
    """One open WebSocket and the envelopes on it that wait for an acknowledgement."""

    socket: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    retiring: bool = False

    def acknowledge(self, answer: Json) -> None:
        waiting = self.waiting.get(answer.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    def lost(self) -> None:
        for waiting in self.waiting.values():
            if not waiting.done():
                waiting.set_exception(NotDelivered("connection_closed"))


class Sockets:
    """All connections of the app; each envelope goes to one of them."""

    def __init__(self, world: World, clock: Clock, log: Log, ack_seconds: float) -> None:
        self._world = world
        self._clock = clock
        self._log = log
        self._ack_seconds = ack_seconds
        self._tickets: set[str] = set()
        self.connections: list[Connection] = []

    @property
    def connected(self) -> bool:
        return any(not connection.retiring for connection in self.connections)

    def new_ticket(self) -> str:
        """A ticket for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    def spend(self, ticket: str) -> bool:
        """Whether the ticket was good. From now on it is not."""
        good = ticket in self._tickets
        self._tickets.discard(ticket)
        return good

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection from its opening to its end."""
        if not self.spend(socket.query_params.get("ticket", "")):
            await socket.close(code=1008, reason="invalid ticket")
            return
        await socket.accept()
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return
        connection = Connection(socket)
        self.connections.append(connection)
        try:
            await socket.send_json(self._hello())
            self._world.changed("connections")
            while True:
                await self._receive(connection)
        except WebSocketDisconnect:
            pass
        finally:
            self.connections.remove(connection)
            connection.lost()
            self._world.changed("connections")

    async def _receive(self, connection: Connection) -> None:
        text = await connection.socket.receive_text()
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if isinstance(answer, dict):
            connection.acknowledge(answer)
        else:
            self._log.problem(
                f"the app sent something over its socket that is no acknowledgement: {text[:80]}"
            )

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": _debug_info(),
            "connection_info": {"app_id": APP_ID},
        }

    async def deliver(self, kind: Kind, payload: Json, attempt: Attempt) -> Json:
        connection = self._next_connection()
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind.value,
            "payload": payload,
            "accepts_response_payload": kind is not Kind.EVENT,
        }
        if kind is Kind.EVENT:
            envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = waiting
        try:
            await connection.socket.send_json(envelope)
            return await within(self._clock, self._ack_seconds, waiting)
        except TimeoutError:
            raise NotDelivered("timeout") from None
        except _GONE:
            raise NotDelivered("connection_closed") from None
        finally:
            del connection.waiting[envelope["envelope_id"]]

    def _next_connection(self) -> Connection:
        for connection in self.connections:
            if not connection.retiring:
                # To the back of the queue, so that all connections take their turn.
                self.connections.remove(connection)
                self.connections.append(connection)
                return connection
        raise NotDelivered("no_connection")

    async def warn(self, reason: str = "warning") -> None:
        """Tell every connection that it will end: `warning`, `refresh_requested` or `link_disabled`.

        After a warning Slack still uses the connection for some ten seconds; after the others not.
        """
        for connection in tuple(self.connections):
            connection.retiring = reason != "warning"
            with contextlib.suppress(*_GONE):  # the app went at this very moment
                await connection.socket.send_json(_disconnect(reason))

    async def drop(self) -> None:
        """Close every connection without a word."""
        for connection in tuple(self.connections):
            await self.close(connection)

    async def close(self, connection: Connection) -> None:
        """Close one connection, if it is still open."""
        with contextlib.suppress(*_GONE):
            await connection.socket.close(code=1001)


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": _debug_info()}


def _debug_info() -> Json:
    return {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
