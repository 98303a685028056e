"""Which refusals follow from a fault, so that they are not held against the app."""

from bot.sandbox.faults.board import Board
from bot.sandbox.faults.names import RESPONSE_URL
from bot.sandbox.faults.workspace import Standing
from bot.sandbox.wire.gate import channel_named
from bot.sandbox.wire.limits import LOOKS_BACK, SlowLane
from bot.sandbox.wire.log import ApiCall

_GONE = {"message_not_found", "thread_not_found"}


class Blame:
    def __init__(self, board: Board) -> None:
        self._board = board

    def explain(self, call: ApiCall) -> str | None:
        """The name of the fault that this refusal follows from."""
        if call.error in _GONE and self._named_a_deleted_message(call):
            return "delete_message"
        if call.error == "ratelimited" and call.method in LOOKS_BACK and any(self._board.of(SlowLane)):
            return "slow_lane"
        for fault in self._board.of(Standing):
            standing = fault.spec
            # A response_url does not name its channel: any that is in this state will do.
            channel = channel_named(call.args, standing.channel)
            person = call.args.get("user", call.args.get("user_id"))
            if (
                call.error in standing.refusals
                and standing.channel in (None, channel)
                and standing.user in (None, person)
            ):
                return fault.name
        return None

    def _named_a_deleted_message(self, call: ApiCall) -> bool:
        if call.method == RESPONSE_URL:
            return bool(self._board.deleted)
        channel = call.args.get("channel")
        stamps = (call.args.get(name) for name in ("ts", "message_ts", "timestamp"))
        return any((channel, ts) in self._board.deleted for ts in stamps)
