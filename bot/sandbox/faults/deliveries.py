"""The way to the app with the faults on it: stands before the real transport."""

import asyncio
import contextlib
import random

from bot.sandbox.errors import NotDelivered
from bot.sandbox.faults.board import Board
from bot.sandbox.faults.calls import CallSpec
from bot.sandbox.faults.events import Copied, Delayed, Lost, Reordered
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.parcel import Parcel
from bot.sandbox.faults.sockets import Ghost, Refusal
from bot.sandbox.wire.outbox import Attempt, Kind, Transport
from bot.sandbox.world.clock import within
from bot.sandbox.world.pulse import Hint
from bot.sandbox.world.types import Json


class Deliveries:
    def __init__(self, real: Transport, board: Board) -> None:
        self._real = real
        self._board = board
        self.under_way = 0
        """How much the app has been sent and not yet answered."""

    async def deliver(self, kind: Kind, payload: Json, attempt: Attempt) -> Json:
        if not self._board.active:
            return await self._hand_over(kind, payload, attempt)
        parcel = Parcel.of(kind, payload)
        self._lose(parcel)
        holds = self._holds(parcel)
        if kind is Kind.EVENT or not holds:
            return await self._held(holds, parcel, payload, attempt)
        # The person has been waiting since they clicked, and a late click still arrives after their warning.
        whole = asyncio.ensure_future(self._held(holds, parcel, payload, attempt))
        whole.add_done_callback(_look_at)
        try:
            return await within(self._board.clock, self._board.core.ack_seconds, whole)
        except TimeoutError:
            raise NotDelivered("timeout", injected=True) from None

    async def _held(
        self, holds: list[Fault[Delayed] | Fault[Reordered]], parcel: Parcel, payload: Json, attempt: Attempt
    ) -> Json:
        for fault in holds:
            await self._hold(fault)
        self._copy(parcel, payload, attempt)
        answer = await self._hand_over(parcel.kind, payload, attempt)
        self._lose_ack(parcel)
        return answer

    async def _hand_over(self, kind: Kind, payload: Json, attempt: Attempt) -> Json:
        self.under_way += 1
        try:
            return await self._real.deliver(kind, payload, attempt)
        except NotDelivered as failure:
            raise NotDelivered(failure.reason, injected=self._is_kept_out(failure)) from None
        finally:
            self.under_way -= 1
            self._board.core.world.pulse.send(Hint("delivered"))

    def _is_kept_out(self, failure: NotDelivered) -> bool:
        """Whether the app is not there because a fault lets it open no socket."""
        if failure.reason not in ("no_connection", "connection_closed"):
            return False
        opening = any(fault.name == "refuse_sockets" for fault in self._board.of(CallSpec))
        return opening or any(self._board.of(Refusal))

    # Lost, before or after

    def _lose(self, parcel: Parcel) -> None:
        for ghost in self._board.of(Ghost):
            ghost.spec.turn += 1
            sockets = len(self._board.core.sockets.connections) + 1
            if ghost.spec.turn % sockets == 0 and ghost.strikes():
                self._fail(ghost, parcel)
        self._fail_if_lost(parcel, acked=False)

    def _lose_ack(self, parcel: Parcel) -> None:
        self._fail_if_lost(parcel, acked=True)

    def _fail_if_lost(self, parcel: Parcel, *, acked: bool) -> None:
        for fault in self._board.of(Lost):
            if fault.spec.acked == acked and fault.spec.chosen.fits(parcel) and fault.strikes():
                self._fail(fault, parcel)

    def _fail(self, fault: Fault[Lost] | Fault[Ghost], parcel: Parcel) -> None:
        """At once, not after three seconds: nothing can happen in between that matters, and tests go on."""
        self._record(fault, parcel)
        raise NotDelivered("timeout", injected=True)

    # Late, and out of order

    def _holds(self, parcel: Parcel) -> list[Fault[Delayed] | Fault[Reordered]]:
        holds: list[Fault[Delayed] | Fault[Reordered]] = [
            *self._board.of(Delayed),
            *self._board.of(Reordered),
        ]
        fitting = [fault for fault in holds if fault.spec.chosen.fits(parcel) and fault.strikes()]
        for fault in fitting:
            self._record(fault, parcel)
        return fitting

    async def _hold(self, fault: Fault[Delayed] | Fault[Reordered]) -> None:
        spec = fault.spec
        if isinstance(spec, Delayed):
            await self._board.pause(fault, fault.numbers.uniform(spec.shortest, spec.longest))
            return
        released: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        spec.held.append(released)
        if len(spec.held) >= spec.together:
            _let_go(spec.held, fault.numbers)
        await self._board.pause(fault, spec.longest, released)
        if released in spec.held:
            spec.held.remove(released)

    # Twice

    def _copy(self, parcel: Parcel, payload: Json, attempt: Attempt) -> None:
        for fault in self._board.of(Copied):
            if fault.spec.chosen.fits(parcel) and fault.strikes():
                self._record(fault, parcel)
                for number in range(fault.spec.copies):
                    pause = fault.spec.gap * (number + 1)
                    self._board.core.outbox.background(
                        self._send_copy(fault, pause, parcel.kind, payload, attempt)
                    )

    async def _send_copy(
        self, fault: Fault[Copied], pause: float, kind: Kind, payload: Json, attempt: Attempt
    ) -> None:
        if pause:
            await self._board.pause(fault, pause)
        with contextlib.suppress(NotDelivered):
            await self._hand_over(kind, payload, attempt)

    def _record(
        self,
        fault: Fault[Lost] | Fault[Ghost] | Fault[Delayed] | Fault[Reordered] | Fault[Copied],
        parcel: Parcel,
    ) -> None:
        details = {"id": parcel.id, "channel": parcel.channel, "user": parcel.user}
        self._board.record(fault, parcel.name, details)


def _let_go(held: list[asyncio.Future[None]], numbers: random.Random) -> None:
    """Wake them in an order that is not the one they came in."""
    order = list(held)
    numbers.shuffle(order)
    if order == held:
        order.reverse()
    held.clear()
    for released in order:
        released.set_result(None)


def _look_at(whole: asyncio.Future[Json]) -> None:
    """Nobody may be waiting any more; asyncio complains about errors that nobody has looked at."""
    if not whole.cancelled():
        whole.exception()
