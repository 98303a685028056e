"""What would be over one of Slack's limits is held back, in a line that is kept in order."""

import pytest

from bot.slack.rate_limits import IN_A_CHANNEL, PACES, Limits
from tests.conftest import Hands


@pytest.fixture
def limits(hands: Hands) -> Limits:
    return Limits(hands)


def spend(limits: Limits, method: str, calls: int, channel: str = "") -> None:
    for number in range(calls):
        assert limits.wait(method, channel, f"first {number}") == 0


def test_a_short_burst_passes_and_then_one_call_after_the_other(limits: Limits, hands: Hands) -> None:
    spend(limits, "chat.update", PACES["chat.update"].burst)
    seconds = limits.wait("chat.update", "", "next")
    assert seconds == pytest.approx(60 / PACES["chat.update"].a_minute)
    hands.now += seconds
    assert limits.wait("chat.update", "", "next") == 0


def test_who_comes_first_goes_first_and_nobody_is_told_the_same_moment(limits: Limits, hands: Hands) -> None:
    spend(limits, "chat.update", PACES["chat.update"].burst)
    promised = {name: limits.wait("chat.update", "", name) for name in ("a", "b", "c")}
    assert promised["a"] < promised["b"] < promised["c"]
    hands.now += promised["a"]
    assert limits.wait("chat.update", "", "c") > 0
    assert limits.wait("chat.update", "", "b") > 0
    assert limits.wait("chat.update", "", "a") == 0


def test_asking_again_before_time_keeps_the_place(limits: Limits, hands: Hands) -> None:
    spend(limits, "chat.update", PACES["chat.update"].burst)
    first = limits.wait("chat.update", "", "a")
    limits.wait("chat.update", "", "b")
    hands.now += 0.5
    assert limits.wait("chat.update", "", "a") == pytest.approx(first - 0.5)


def test_a_whole_line_is_served_at_the_pace_and_in_order(limits: Limits, hands: Hands) -> None:
    spend(limits, "chat.update", PACES["chat.update"].burst)
    began, served = hands.now, []
    due = {name: hands.now + limits.wait("chat.update", "", name) for name in map(str, range(100))}
    while due:
        name = min(due, key=lambda name: due[name])
        hands.now = due[name]
        if seconds := limits.wait("chat.update", "", name):
            due[name] = hands.now + seconds
        else:
            served.append(name)
            del due[name]
    assert served == [str(number) for number in range(100)]
    assert hands.now - began == pytest.approx(100 * 60 / PACES["chat.update"].a_minute, rel=0.02)


def test_the_place_of_somebody_who_never_comes_back_is_given_away(limits: Limits, hands: Hands) -> None:
    spend(limits, "chat.update", PACES["chat.update"].burst)
    limits.wait("chat.update", "", "gone")
    hands.now += 60
    calls = [limits.wait("chat.update", "", f"other {number}") for number in range(30)]
    assert calls == [0] * 30


def test_what_nobody_waits_for_leaves_room_for_what_somebody_does(limits: Limits) -> None:
    pace = PACES["chat.update"]
    for number in range(pace.burst - pace.kept):
        assert limits.wait("chat.update", "", f"headline {number}", patient=True) == 0
    assert limits.wait("chat.update", "", "one more headline", patient=True) > 0
    assert limits.wait("chat.update", "", "a card") == 0


def test_a_full_channel_holds_back_no_other(limits: Limits) -> None:
    spend(limits, "chat.postMessage", IN_A_CHANNEL.burst, "C1")
    assert limits.wait("chat.postMessage", "C1", "next") == pytest.approx(1.0)
    assert limits.wait("chat.postMessage", "C2", "next") == 0


def test_posts_of_a_whole_workspace_have_a_limit_too(limits: Limits) -> None:
    for number in range(PACES["chat.postMessage"].burst):
        assert limits.wait("chat.postMessage", f"C{number}", "a card") == 0
    assert limits.wait("chat.postMessage", "C-new", "a card") > 0


def test_after_a_429_calls_begin_one_by_one_again(limits: Limits, hands: Hands) -> None:
    limits.refused("chat.update", "", 10)
    assert limits.wait("chat.update", "", "a") == pytest.approx(10)
    hands.now += 10
    assert limits.wait("chat.update", "", "a") == 0
    assert limits.wait("chat.update", "", "b") > 0


def test_a_429_of_one_channel_holds_back_no_other(limits: Limits) -> None:
    limits.refused("chat.postMessage", "C1", 10)
    assert limits.wait("chat.postMessage", "C1", "a card") > 0
    assert limits.wait("chat.postMessage", "C2", "a card") == 0


def test_a_form_is_never_held_back(limits: Limits) -> None:
    """Its trigger dies after 3 s: waiting would be the same as not trying."""
    assert all(limits.wait("views.open", "", str(number)) == 0 for number in range(1_000))


def test_there_is_room_until_the_burst_is_spent_and_asking_takes_none_of_it(
    limits: Limits, hands: Hands
) -> None:
    for _ in range(10 * IN_A_CHANNEL.burst):
        assert limits.has_room("chat.postMessage", "C1")
    spend(limits, "chat.postMessage", IN_A_CHANNEL.burst, "C1")
    assert not limits.has_room("chat.postMessage", "C1")
    assert limits.has_room("chat.postMessage", "C2")
    hands.now += 60 / IN_A_CHANNEL.a_minute
    assert limits.has_room("chat.postMessage", "C1")


def test_there_is_no_room_ahead_of_somebody_who_waits(limits: Limits, hands: Hands) -> None:
    spend(limits, "chat.postMessage", IN_A_CHANNEL.burst, "C1")
    hands.now += limits.wait("chat.postMessage", "C1", "waiting")
    assert not limits.has_room("chat.postMessage", "C1")
    assert limits.wait("chat.postMessage", "C1", "waiting") == 0
