"""What goes out to the app, which has three seconds to acknowledge. Only events are tried again."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from bot.sandbox.errors import NotDelivered
from bot.sandbox.wire.log import Log
from bot.sandbox.world.clock import Clock
from bot.sandbox.world.pulse import Hint, Pulse
from bot.sandbox.world.types import Json


class Kind(StrEnum):
    EVENT = "events_api"
    INTERACTIVE = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Which try this is, and why the one before it failed."""

    number: int = 0
    reason: str = ""


class Transport(Protocol):
    """A way to the app: Socket Mode, or signed HTTP."""

    async def deliver(self, kind: Kind, payload: Json, attempt: Attempt) -> Json:
        """The app's answer, empty if it only acknowledged; raises NotDelivered."""
        ...


class Outbox:
    def __init__(
        self, transport: Transport, clock: Clock, log: Log, pulse: Pulse, retry_delays: Sequence[float]
    ) -> None:
        self.transport = transport
        self._pulse = pulse
        self._clock = clock
        self._log = log
        self._retry_delays = retry_delays
        self._tasks: set[asyncio.Task[None]] = set()

    def event(self, body: Json) -> None:
        """Deliver an event in the background, with Slack's retries."""
        self.background(self._with_retries(body))

    async def ask(self, kind: Kind, payload: Json) -> Json:
        """Deliver an interaction or command, once; raises NotDelivered."""
        return await self.transport.deliver(kind, payload, Attempt())

    async def _with_retries(self, body: Json) -> None:
        attempt, injected = Attempt(), False
        for delay in (*self._retry_delays, None):
            try:
                await self.transport.deliver(Kind.EVENT, body, attempt)
                return
            except NotDelivered as failure:
                attempt = Attempt(attempt.number + 1, failure.reason)
                injected |= failure.injected
            if delay is not None:
                await self._clock.sleep(delay)
        if not injected:
            event = body["event"]
            self._log.problem(
                f"event {event['type']} {body['event_id']} was never acknowledged ({attempt.reason})"
            )

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._pulse.send(Hint("delivered"))

    @property
    def busy(self) -> bool:
        """Whether an event still waits for its acknowledgement."""
        return bool(self._tasks)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
