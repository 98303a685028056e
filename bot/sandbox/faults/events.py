"""Faults on the way to the app: of events, and by name of interactions and commands."""

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Unpack

from bot.sandbox.faults.board import Board
from bot.sandbox.faults.fault import Extent, Fault
from bot.sandbox.faults.names import NEWS, span
from bot.sandbox.faults.parcel import Parcel
from bot.sandbox.wire.outbox import Kind


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which deliveries a fault is for."""

    what: str | None
    channel: str | None
    user: str | None

    def fits(self, parcel: Parcel) -> bool:
        named = parcel.kind is Kind.EVENT if self.what is None else fnmatchcase(parcel.name, self.what)
        return (
            named
            and (self.channel is None or parcel.channel == self.channel)
            and (self.user is None or parcel.user == self.user)
        )


@dataclass(frozen=True, slots=True)
class Lost:
    """It does not reach the app; or it does, and `acked` says that only the acknowledgement is lost."""

    chosen: Chosen
    acked: bool


@dataclass(frozen=True, slots=True)
class Copied:
    chosen: Chosen
    copies: int
    gap: float


@dataclass(frozen=True, slots=True)
class Delayed:
    chosen: Chosen
    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Reordered:
    """Holds so many, then lets them go in another order."""

    chosen: Chosen
    together: int
    longest: float
    held: list[asyncio.Future[None]] = field(default_factory=list)


class EventFaults:
    """`what` is an event's type, an interaction's (`block_actions`) or a command (`/remind`).

    It may hold a star. Without it a fault is for all events, and only for events.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    def lose_ack(
        self,
        what: str | None = None,
        *,
        channel: str | None = None,
        user: str | None = None,
        **extent: Unpack[Extent],
    ) -> Fault[Lost]:
        """The app gets it and acts, but Slack hears no acknowledgement, and sends an event again."""
        spec = Lost(Chosen(what, channel, user), acked=True)
        return self._board.add("lose_ack", f"{self._news(spec.chosen)}: the receipt is lost", spec, extent)

    def lose(
        self,
        what: str | None = None,
        *,
        channel: str | None = None,
        user: str | None = None,
        **extent: Unpack[Extent],
    ) -> Fault[Lost]:
        """It never reaches the app. An event is sent again, which counts as one more time."""
        spec = Lost(Chosen(what, channel, user), acked=False)
        return self._board.add("lose", f"{self._news(spec.chosen)}: lost on the way", spec, extent)

    def duplicate(
        self,
        what: str | None = None,
        *,
        copies: int = 1,
        gap: float = 0.0,
        channel: str | None = None,
        user: str | None = None,
        **extent: Unpack[Extent],
    ) -> Fault[Copied]:
        """It comes again, with the same event_id, at the same time or `gap` seconds after each other."""
        spec = Copied(Chosen(what, channel, user), copies, gap)
        return self._board.add(
            "duplicate", f"{self._news(spec.chosen)}: sent {copies + 1} times", spec, extent
        )

    def delay(
        self,
        seconds: float,
        up_to: float | None = None,
        *,
        what: str | None = None,
        channel: str | None = None,
        user: str | None = None,
        **extent: Unpack[Extent],
    ) -> Fault[Delayed]:
        """It comes later, by the sandbox's clock. What a person waits for still has only three seconds."""
        longest = seconds if up_to is None else up_to
        spec = Delayed(Chosen(what, channel, user), seconds, longest)
        return self._board.add(
            "delay", f"{self._news(spec.chosen)}: {span(seconds, up_to)} late", spec, extent
        )

    def reorder(
        self,
        what: str | None = None,
        *,
        together: int = 2,
        longest: float = 3.0,
        channel: str | None = None,
        user: str | None = None,
        **extent: Unpack[Extent],
    ) -> Fault[Reordered]:
        """So many are held and let go in another order; none is held longer than `longest` seconds."""
        spec = Reordered(Chosen(what, channel, user), together, longest)
        return self._board.add(
            "reorder", f"{self._news(spec.chosen)}: {together} at a time out of order", spec, extent
        )

    def _news(self, chosen: Chosen) -> str:
        what = NEWS.get(chosen.what, chosen.what) if chosen.what else "All news"
        where = f" in {self._board.named(chosen.channel)}" if chosen.channel else ""
        return what + where + (f" from {self._board.named(chosen.user)}" if chosen.user else "")
