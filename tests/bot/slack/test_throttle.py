"""A pace: the first calls go at once, and in any minute there are never more than agreed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.throttle import Throttle


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@given(st.lists(st.floats(0, 50), max_size=60))
async def test_there_are_never_more_than_agreed(pauses: list[float]) -> None:
    time, calls = Time(), list[float]()
    pace = Throttle(5, 60.0, lambda: time.now, time.sleep)
    for pause in pauses:
        time.now += pause
        await pace.wait()
        calls.append(time.now)
    for early, late in zip(calls, calls[5:], strict=False):
        assert late - early >= 60.0 - 1e-6


async def test_the_first_ones_go_at_once() -> None:
    time = Time()
    pace = Throttle(5, 60.0, lambda: time.now, time.sleep)
    for _ in range(5):
        await pace.wait()
    assert time.now == 0
    await pace.wait()
    assert time.now == 60
