"""Faults of Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Unpack

from bot.sandbox.faults.board import Board
from bot.sandbox.faults.calls import Answer, CallSpec
from bot.sandbox.faults.fault import Extent, Fault
from bot.sandbox.wire.sockets import Connection

# "You'll receive a warning about 10 seconds before the disconnect."
WARNING_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A new WebSocket is turned away."""

    uses_up_ticket: bool


@dataclass(slots=True)
class Ghost:
    """A socket whose app is gone without Slack's knowing; `turn` counts who is next."""

    turn: int = 0


class SocketFaults:
    def __init__(self, board: Board) -> None:
        self._board = board

    async def disconnect(
        self, reason: Literal["warning", "refresh_requested", "link_disabled"] = "warning"
    ) -> None:
        """Tell each socket that it will end, and ten seconds later end those that are still open."""
        sockets = self._board.core.sockets
        told = tuple(sockets.connections)
        self._strike("disconnect", f"Told: {reason}", {"reason": reason})
        await sockets.warn(reason)
        self._board.background(self._close_later(told))

    async def _close_later(self, told: Sequence[Connection]) -> None:
        await self._board.clock.sleep(WARNING_SECONDS)
        for connection in told:
            await self._board.core.sockets.close(connection)

    async def cut(self) -> None:
        """Break each open socket at once, without a closing frame."""
        core = self._board.core
        open_now = tuple(core.sockets.connections)
        self._strike("cut_sockets", "The line breaks", {"sockets": len(open_now)})
        for connection in open_now:
            caller = connection.socket.client
            self._board.cut(caller)
        await core.world.pulse.until(
            lambda: not any(connection in core.sockets.connections for connection in open_now), timeout=5
        )

    def refuse(
        self,
        at: Literal["open", "websocket"] = "open",
        *,
        uses_up_ticket: bool = False,
        **extent: Unpack[Extent],
    ) -> Fault[CallSpec] | Fault[Refusal]:
        """No new socket: `apps.connections.open` fails, or its url is turned away with a 503.

        With `uses_up_ticket` the url that was turned away is good for nothing afterwards either.
        """
        if at == "open":
            failed = Answer(200, {"ok": False, "error": "internal_error"})
            spec = CallSpec(failed, "apps.connections.open", None, after=False)
            return self._board.add("refuse_sockets", "No new line is to be had", spec, extent)
        return self._board.add("refuse_sockets", "Each new line fails", Refusal(uses_up_ticket), extent)

    def ghost(self, **extent: Unpack[Extent]) -> Fault[Ghost]:
        """Beside the app's sockets there is one more, of an app that died: what goes there is never acked."""
        return self._board.add("ghost_socket", "A line where nobody listens takes its turn", Ghost(), extent)

    def _strike(self, name: str, words: str, details: dict[str, object]) -> None:
        """A fault that is over as soon as it has happened."""
        fault = self._board.add(name, words, None, {"times": 1})
        if fault.strikes():
            self._board.record(fault, "sockets", details)
