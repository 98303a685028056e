"""Timestamps in the shapes that Slack gives them."""

from bot.sandbox.world.clock import ManualClock
from bot.sandbox.world.ids import Stamps


async def test_stamps_tell_the_time_and_are_unique() -> None:
    clock = ManualClock(1_760_000_000.25)
    stamps = Stamps(clock)
    assert [stamps.next(), stamps.next()] == ["1760000000.250000", "1760000000.250001"]
    await clock.advance(0.5)
    assert stamps.next() == "1760000000.750000"


async def test_counting_stamps_tell_the_second_and_clicks_the_moment() -> None:
    clock = ManualClock(1_760_000_000.25)
    stamps = Stamps(clock, counting=True)
    assert [stamps.next(), stamps.next()] == ["1760000000.000000", "1760000000.000001"]
    assert stamps.moment() == "1760000000.250000"
    await clock.advance(0.9)
    assert stamps.next() == "1760000001.000000"
