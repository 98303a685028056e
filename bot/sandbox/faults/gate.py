"""The gate with the faults at it: calls and sockets of the app pass here."""

from collections.abc import Callable

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.websockets import WebSocket

from bot.sandbox.faults.board import Board
from bot.sandbox.faults.calls import Answer, CallSpec, Wait
from bot.sandbox.faults.sockets import Refusal
from bot.sandbox.wire.gate import Incoming


class FaultyGate:
    def __init__(self, board: Board) -> None:
        self._board = board

    async def call(self, call: Incoming, answer: Callable[[], Response]) -> Response:
        """Latencies add up; then the first fault that strikes decides."""
        if not self._board.active:
            return answer()
        await self._wait(call, after=False)
        if (instead := self._instead(call, after=False)) is not None:
            return instead
        answered = answer()
        await self._wait(call, after=True)
        return self._instead(call, after=True) or answered

    async def _wait(self, call: Incoming, *, after: bool) -> None:
        for fault in self._board.of(CallSpec):
            effect = fault.spec.effect
            if isinstance(effect, Wait) and fault.spec.fits(call, after=after) and fault.strikes():
                self._board.record(fault, call.method, call.args)
                await self._board.pause(fault, fault.numbers.uniform(effect.shortest, effect.longest))

    def _instead(self, call: Incoming, *, after: bool) -> Response | None:
        """What comes back in place of Slack's answer, if a fault strikes."""
        for fault in self._board.of(CallSpec):
            effect = fault.spec.effect
            if isinstance(effect, Wait) or not fault.spec.fits(call, after=after) or not fault.strikes():
                continue
            self._board.record(fault, call.method, call.args)
            if isinstance(effect, Answer):
                return _response(effect)
            self._board.cut(call.caller)
            # Nobody receives this: the connection it would go over is gone.
            return Response()
        return None

    async def admits(self, socket: WebSocket) -> bool:
        for fault in self._board.of(Refusal):
            if fault.strikes():
                self._board.record(fault, "websocket", {})
                if fault.spec.uses_up_ticket:
                    self._board.core.sockets.spend(socket.query_params.get("ticket", ""))
                await socket.send_denial_response(Response(status_code=503))
                return False
        return True


def _response(answer: Answer) -> Response:
    if isinstance(answer.body, str):
        return HTMLResponse(answer.body, answer.status, answer.headers)
    return JSONResponse(answer.body, answer.status, answer.headers)
