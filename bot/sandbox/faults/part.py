"""What each group of faults stands on."""

from bot.sandbox.faults.board import Board


class Part:
    def __init__(self, board: Board) -> None:
        self._board = board
