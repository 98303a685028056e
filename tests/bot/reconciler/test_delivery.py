"""One round to Slack: what fails keeps back only what has to wait for it."""

import time

from bot.reconciler.delivery import Claimed, Delivered, Delivery, DeliveryState
from bot.slack.errors import Refused, TryLater
from storage.claims import Surface
from storage.surface_rows import SurfaceKind
from tests.bot.cards.samples import assessment


class Fails(Delivery):
    """Brings everything but one thing, with which this happens."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def _deliver(self, claimed: Claimed, surface: Surface) -> Delivered:
        if surface.id == "fails":
            raise self.error
        return Delivered(surface, DeliveryState.SHOWN)


def surface(name: str, ts: str | None) -> Surface:
    note = SurfaceKind.NOTE
    return Surface(name, "one", note, name, "C1", "1.0", ts, 1, in_doubt=ts is None, posting_since=None)


async def brought(error: Exception, *surfaces: Surface) -> dict[str, Delivered]:
    claimed = Claimed(assessment("new"), list(surfaces), time.monotonic() + 60)
    rounds = [outcomes async for outcomes in Fails(error).bring(claimed)]
    return {outcome.surface.id: outcome for outcomes in rounds for outcome in outcomes}


async def test_a_fault_of_ours_keeps_back_neither_what_stands_below_nor_what_is_changed() -> None:
    there = [surface("fails", None), surface("below", None), surface("changed", "2.0")]
    for error in (KeyError("a fault of ours"), Refused("chat.postMessage", "invalid_blocks")):
        came = await brought(error, *there)
        assert [came[name].state for name in ("below", "changed")] == [DeliveryState.SHOWN] * 2
        assert came["fails"].state is DeliveryState.IN_DOUBT, "it may have gone out"
        assert came["fails"].put_off
        assert not came["fails"].seconds, "nothing else waits"


async def test_what_slack_will_take_later_is_waited_for_by_what_stands_below() -> None:
    came = await brought(
        TryLater("chat.postMessage", "ratelimited", 7.0, True), surface("fails", None), surface("below", None)
    )
    assert came["fails"].seconds == 7.0
    assert came["below"].state is not DeliveryState.SHOWN
