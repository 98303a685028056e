"""Slack's clock, read off its answers: ours is believed as far as they do not contradict it."""

import logging
from email.utils import formatdate

import pytest

from bot.slack.clock import SlackClock

EPOCH = 1_760_000_000.0


class Both:
    """Slack's clock, and one of ours that is ahead of it by `skew`; they go on together."""

    def __init__(self, skew: float) -> None:
        self.slacks = EPOCH + 0.3
        self.skew = skew
        self.clock = SlackClock(lambda: self.slacks + self.skew, steady=lambda: self.slacks, logs=True)

    def pass_time(self, seconds: float) -> None:
        self.slacks += seconds

    def answer(self, took: float = 0.2) -> None:
        """Slack answers, with a header that leaves out the parts of a second."""
        asked = self.clock.moment()
        self.slacks += took / 2
        date = formatdate(self.slacks, usegmt=True)
        self.slacks += took / 2
        self.clock.dated(asked, date)

    def post(self, *, counting: bool = False) -> None:
        asked = self.clock.moment()
        self.slacks += 0.1
        ts = f"{int(self.slacks)}.000007" if counting else f"{self.slacks:.6f}"
        self.slacks += 0.1
        self.clock.posted(asked, ts)

    @property
    def wrong(self) -> float:
        """By how much Slack's time is misread."""
        return self.clock() - self.slacks


@pytest.mark.parametrize("skew", [-0.2, 0.0, 0.2])
def test_clocks_that_agree_are_left_alone(skew: float) -> None:
    both = Both(skew)
    for _ in range(20):
        both.answer()
        both.pass_time(0.37)
    assert both.clock.ahead == pytest.approx(0, abs=0.2)
    assert not both.clock.differs


@pytest.mark.parametrize("skew", [-86_400, -600, -45, -5, 5, 45, 120, 600, 86_400])
def test_one_answer_tells_slacks_time_to_a_second(skew: float) -> None:
    both = Both(skew)
    both.answer()
    assert abs(both.wrong) <= 1.2, "a second, and the way there and back"
    both.pass_time(3_000)
    assert abs(both.wrong) <= 1.2


@pytest.mark.parametrize("skew", [-600, 600])
def test_a_post_tells_it_to_the_way_there_and_back(skew: float) -> None:
    both = Both(skew)
    both.answer()
    both.post()
    assert abs(both.wrong) <= 0.2


@pytest.mark.parametrize("skew", [-600, 0, 600])
def test_where_stamps_count_within_the_second_it_is_still_told_to_a_second(skew: float) -> None:
    both = Both(skew)
    for _ in range(30):
        both.post(counting=True)
        assert abs(both.wrong) <= 1.2
        both.pass_time(0.23)


@pytest.mark.parametrize("step", [-3_600, -60, 60, 3_600])
def test_a_clock_that_is_set_while_we_run_is_noticed_with_the_next_answer(step: float) -> None:
    both = Both(0)
    both.answer()
    both.skew += step
    both.answer()
    assert abs(both.wrong) <= 1.2


def test_an_answer_that_takes_long_takes_nothing_away() -> None:
    both = Both(600)
    both.answer()
    both.post()
    both.answer(took=10)
    assert abs(both.wrong) <= 0.2


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 99 Oct 2025 08:53:20 GMT", "9" * 400])
def test_a_date_that_is_none_is_left_alone(date: str) -> None:
    both = Both(0)
    both.clock.dated(both.clock.moment(), date)
    both.clock.posted(both.clock.moment(), date)
    both.clock.posted(both.clock.moment(), None)
    assert both.clock.ahead == 0


def test_the_log_says_once_that_clocks_differ_and_once_that_they_agree(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    both = Both(120)
    for _ in range(5):
        both.answer()
    both.skew = 0
    for _ in range(5):
        both.answer()
    assert [record.getMessage() for record in caplog.records] == [
        "This machine's clock is 119 s ahead of Slack's. Balance goes by Slack's.",
        "This machine's clock agrees with Slack's.",
    ]


@pytest.mark.parametrize(("skew", "differs"), [(-4.0, False), (4.0, False), (-7.0, True), (7.0, True)])
def test_more_than_five_seconds_are_told(skew: float, differs: bool) -> None:
    both = Both(skew)
    both.answer()
    assert both.clock.differs is differs
