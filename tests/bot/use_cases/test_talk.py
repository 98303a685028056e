"""What a process knows of where people have talked."""

import pytest

from bot.use_cases.talk import Talk

CARD = "2000.000005"


@pytest.mark.parametrize(("ts", "below"), [("1999.999999", False), (CARD, False), ("2000.000006", True)])
def test_only_what_was_said_after_the_card_stands_below_it(ts: str, below: bool) -> None:
    talk = Talk()
    talk.heard("C1", "1000.1", ts)
    assert talk.is_below("C1", "1000.1", CARD) is below


def test_what_comes_late_does_not_hide_what_came_after_it() -> None:
    talk = Talk()
    for ts in ("2001.000001", "1999.000001"):
        talk.heard("C1", "1000.1", ts)
    assert talk.is_below("C1", "1000.1", CARD)


def test_nothing_is_below_where_nothing_was_heard_or_where_nothing_stands() -> None:
    talk = Talk()
    talk.heard("C1", "1000.1", "2001.000001")
    assert not talk.is_below("C1", "1000.2", CARD)
    assert not talk.is_below("C2", "1000.1", CARD)
    assert not talk.is_below("C1", None, CARD)
    assert not talk.is_below("C1", "1000.1", None)


def test_where_nothing_can_be_posted_now_the_card_stays_where_it_is() -> None:
    talk = Talk(has_room=lambda channel: channel != "C1")
    for channel in ("C1", "C2"):
        talk.heard(channel, "1000.1", "2001.000001")
    assert not talk.is_below("C1", "1000.1", CARD)
    assert talk.is_below("C2", "1000.1", CARD)


def test_what_was_heard_in_a_channel_is_known_by_its_other_id() -> None:
    talk = Talk()
    talk.heard("C1", "1000.1", "2001.000001")
    talk.heard("C9", "1000.1", "1999.000001")
    talk.heard("C2", "1000.1", "1999.000001")
    talk.moved("C1", "C9")
    assert talk.is_below("C9", "1000.1", CARD)
    assert not talk.is_below("C1", "1000.1", CARD)
    assert not talk.is_below("C2", "1000.1", CARD)
