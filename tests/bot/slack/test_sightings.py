"""Who was seen where: believed as long as all is heard, and never after they left."""

from dataclasses import dataclass, field

import pytest

from bot.slack.sightings import AT_LEAST_EVERY, KEPT, LAST_KNOWN, Sightings

TOM, BOARD = "U0TOM", "C0BOARD"


@dataclass
class Ear:
    time: float = 1_000.0
    sightings: Sightings = field(init=False)

    def __post_init__(self) -> None:
        self.sightings = Sightings(lambda: self.time)
        self.sightings.heard(True)
        self.sightings.saw(TOM, BOARD, "100.9")

    def listen(self, seconds: float) -> None:
        """All is heard for so long."""
        until = self.time + seconds
        while self.time < until:
            self.time = min(until, self.time + 10)
            self.sightings.heard(True)

    @property
    def shows(self) -> bool:
        return self.sightings.show(TOM, BOARD)


@pytest.fixture
def ear() -> Ear:
    return Ear()


def test_it_holds_as_long_as_all_is_heard(ear: Ear) -> None:
    ear.listen(KEPT)
    assert ear.shows
    ear.listen(1)
    assert not ear.shows, "a departure that was never told must not count for ever"


def test_it_is_of_this_person_in_this_channel(ear: Ear) -> None:
    assert not ear.sightings.show("U0OTHER", BOARD)
    assert not ear.sightings.show(TOM, "C0OTHER")


def test_after_a_break_nothing_is_believed(ear: Ear) -> None:
    ear.sightings.heard(False)
    assert not ear.shows
    ear.sightings.saw(TOM, BOARD, "101.0")
    assert ear.shows


def test_if_nobody_says_that_all_is_heard_nothing_is_believed(ear: Ear) -> None:
    ear.time += AT_LEAST_EVERY
    assert ear.shows
    ear.time += 1
    assert not ear.shows
    fresh = Sightings(lambda: ear.time)
    fresh.saw(TOM, BOARD, "100.9")
    assert not fresh.show(TOM, BOARD)


def test_after_the_clock_was_set_back_nothing_is_believed(ear: Ear) -> None:
    ear.time -= 1
    assert not ear.shows


def test_who_left_is_not_there_until_they_are_back(ear: Ear) -> None:
    ear.sightings.left(TOM, BOARD, "200.5")
    assert not ear.shows
    ear.sightings.saw(TOM, BOARD, "199.0")
    assert not ear.shows, "a click from before comes in late"
    ear.sightings.saw(TOM, BOARD, "200.9")
    assert not ear.shows, "within one second the order is not known"
    ear.sightings.saw(TOM, BOARD, "201.0")
    assert ear.shows


def test_what_was_done_nobody_knows_when_shows_nothing_of_who_has_left(ear: Ear) -> None:
    ear.sightings.forget()
    ear.sightings.saw(TOM, BOARD, "0")
    assert ear.shows
    ear.sightings.left(TOM, BOARD, "200.5")
    ear.sightings.saw(TOM, BOARD, "0")
    assert not ear.shows, "it may have been before"
    ear.sightings.saw(TOM, BOARD, "201.0")
    ear.sightings.forget()
    ear.sightings.saw(TOM, BOARD, "0")
    assert ear.shows, "they are back"


def test_a_moment_that_is_none_shows_nothing(ear: Ear) -> None:
    ear.sightings.forget()
    ear.sightings.saw(TOM, BOARD, "9" * 400 + ".0")
    assert not ear.shows


def test_where_somebody_was_last_is_known_for_a_day_also_when_the_bot_is_gone(ear: Ear) -> None:
    ear.sightings.forget()
    ear.listen(KEPT + 1)
    assert not ear.shows
    assert ear.sightings.showed_last(TOM, BOARD)
    ear.listen(LAST_KNOWN)
    assert not ear.sightings.showed_last(TOM, BOARD)


def test_where_somebody_was_last_is_not_known_once_they_left_or_something_was_not_heard(ear: Ear) -> None:
    ear.sightings.left(TOM, BOARD, "200.5")
    assert not ear.sightings.showed_last(TOM, BOARD)
    ear.sightings.saw(TOM, BOARD, "201.0")
    assert ear.sightings.showed_last(TOM, BOARD)
    ear.sightings.heard(False)
    assert not ear.sightings.showed_last(TOM, BOARD)
