"""Everything that can be made to go wrong, in one place: `slack.faults`."""

from typing import Any

from bot.sandbox.faults.blame import Blame
from bot.sandbox.faults.board import Board
from bot.sandbox.faults.calls import CallFaults
from bot.sandbox.faults.deliveries import Deliveries
from bot.sandbox.faults.events import EventFaults
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.gate import FaultyGate
from bot.sandbox.faults.sockets import SocketFaults
from bot.sandbox.faults.workspace import WorkspaceFaults


class Faults:
    """Each method of a part puts a fault in force and returns it; it ends by itself as its extent says.

    Faults add up. Those of one kind are asked in the order they were made, and the first that strikes
    decides; latencies and delays all count. `slack.log.injected` records each strike.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self.calls = CallFaults(board)
        self.events = EventFaults(board)
        self.sockets = SocketFaults(board)
        self.workspace = WorkspaceFaults(board)
        self.gate = FaultyGate(board)
        """For the server: what comes from the app passes here."""
        self._deliveries = Deliveries(board.core.outbox.transport, board)
        board.core.outbox.transport = self._deliveries
        board.core.log.explain = Blame(board).explain

    @property
    def active(self) -> list[Fault[Any]]:
        """The faults that are in force, oldest first."""
        return self._board.active

    @property
    def under_way(self) -> int:
        """How much the app has been sent and not yet answered."""
        return self._deliveries.under_way

    @property
    def seed(self) -> int:
        """What all chances and random spans are drawn from; set it before the faults that it is for."""
        return self._board.seed

    @seed.setter
    def seed(self, seed: int) -> None:
        self._board.reseed(seed)

    def clear(self) -> None:
        """End them all. What they held goes on; what they changed in the workspace is changed back."""
        self._board.clear()

    async def close(self) -> None:
        """Let go of all that waits, because the sandbox stops."""
        await self._board.close()
