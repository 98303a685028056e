"""When somebody is reminded of what: by example, and by walking through years with every zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reminder_schedule import (
    STOPPED,
    Later,
    Now,
    Reader,
    not_before,
    steps,
    tomorrow,
    week_due,
    what_now,
)
from flows.settings import ChannelSettings, PersonSettings, Reminders
from flows.waiting import Matter, Waiting

LONDON = ZoneInfo("Europe/London")
NOBODY_QUIET = ChannelSettings()
HOUR = timedelta(hours=1)
ZONES = st.sampled_from(
    [LONDON, ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Kiritimati")]
)


def at(day: int, hour: int = 10, minute: int = 0, *, zone: tzinfo = LONDON) -> datetime:
    """A moment in March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=zone)


def answer(since: datetime) -> Waiting:
    return Waiting(Matter.ANSWER, "one", "U1", since.astimezone(UTC))


def action(by: date, made: datetime) -> Waiting:
    return Waiting(Matter.ACT, "one", "U1", made.astimezone(UTC), by, "a1")


def reader(how: Reminders = "on", hour: int = 9, **more: Any) -> Reader:
    return Reader(LONDON, PersonSettings(how, hour), **more)


def play(
    waiting: Waiting,
    start: datetime,
    days: int,
    who: Reader | None = None,
    channel: ChannelSettings = NOBODY_QUIET,
) -> list[datetime]:
    """Let days go by, hour by hour, and write down what is sent: the moments, on the reader's clock."""
    who, known, sent = who or reader(), dict[str, datetime | None](), []
    for hours in range(days * 24):
        now = (start + hours * HOUR).astimezone(UTC)
        what = what_now(waiting, known, who, channel, now)
        if isinstance(what, Now):
            known |= {step.name: None for step in what.steps}
            sent.append(now.astimezone(who.zone))
            who = Reader(who.zone, who.rules, sent[-1].date())
    return sent


def test_the_weekly_message_comes_once_on_its_day_and_else_on_the_next() -> None:
    rules = PersonSettings(weekly_day=2, weekly_hour=11)  # Wednesday
    hours = [at(1) + number * HOUR for number in range(14 * 24)]
    due = {now: week for now in hours if (week := week_due(Reader(LONDON, rules), now))}
    assert min(due) == at(4, 11)
    days = {(now.weekday(), week) for now, week in due.items()}
    assert days == {(2, "2026-10"), (3, "2026-10"), (2, "2026-11"), (3, "2026-11")}
    assert all(11 <= now.hour < 17 for now in due)
    for never in (PersonSettings(weekly_day=None), PersonSettings("off")):
        assert not any(week_due(Reader(LONDON, never), now) for now in hours)


def test_an_unfinished_assessment_after_3_7_and_14_days_then_silence() -> None:
    assert play(answer(at(2)), at(2), 400) == [at(5, 9), at(9, 9), at(16, 9)]


def test_the_last_reminder_knows_that_it_is_the_last_also_when_it_was_put_off() -> None:
    waiting, known = answer(at(2)), dict[str, datetime | None]()
    last = []
    for day in (5, 9, 16):
        what = what_now(waiting, known, reader(), NOBODY_QUIET, at(day).astimezone(UTC))
        assert isinstance(what, Now)
        known |= {step.name: None for step in what.steps}
        last.append(what.is_last)
    assert last == [False, False, True]
    step, until = tomorrow(at(16), reader())
    known[step] = until
    what = what_now(waiting, known, reader(), NOBODY_QUIET, at(17).astimezone(UTC))
    assert isinstance(what, Now)
    assert what.is_last


def test_put_off_before_the_last_step_it_is_not_the_last() -> None:
    waiting, known = answer(at(2)), dict[str, datetime | None]({"0.3": None})
    step, until = tomorrow(at(5), reader())
    known[step] = until
    what = what_now(waiting, known, reader(), NOBODY_QUIET, at(6).astimezone(UTC))
    assert isinstance(what, Now)
    assert not what.is_last


@pytest.mark.parametrize("matter", [Matter.DECIDE, Matter.CHOOSE, Matter.CONFIRM])
def test_a_decision_and_who_makes_it_after_2_and_5_days(matter: Matter) -> None:
    since = at(2).astimezone(UTC)
    assert play(Waiting(matter, "one", "U1", since), at(2), 400) == [at(4, 9), at(9, 9)]


def test_what_falls_on_a_weekend_waits_for_monday() -> None:
    assert play(answer(at(4)), at(4), 6) == [at(9, 9)]


@pytest.mark.parametrize("matter", [Matter.ACT, Matter.MEET])
def test_an_action_and_a_condition_the_day_before_and_when_it_is_overdue(matter: Matter) -> None:
    due = replace(action(date(2026, 3, 12), at(2)), matter=matter)
    assert play(due, at(2), 60) == [at(11, 9), at(13, 9)]


def test_others_are_told_once_that_a_condition_is_overdue() -> None:
    unmet = replace(action(date(2026, 3, 12), at(2)), matter=Matter.UNMET)
    assert play(unmet, at(2), 60) == [at(13, 9)]


def test_the_day_before_a_monday_is_a_friday() -> None:
    assert play(action(date(2026, 3, 9), at(2)), at(2), 10) == [at(6, 9), at(10, 9)]


def test_who_is_given_something_for_tomorrow_is_not_reminded_of_it_today() -> None:
    assert play(action(date(2026, 3, 3), at(2)), at(2), 10) == [at(4, 9)]


def test_another_look_on_its_day_and_after_that_as_a_decision() -> None:
    on = date(2027, 3, 3)  # a Wednesday
    days = [moment.date() for moment in play(_look(on), at(2), 500)]
    assert days == [on, date(2027, 3, 5), date(2027, 3, 8)]


def test_another_look_that_was_put_off_is_told_of_on_the_new_days() -> None:
    on = date(2027, 3, 3)
    known = dict.fromkeys(step.name for step in steps(_look(on), {}, LONDON))
    later = date(2027, 4, 7)
    assert not {step.name for step in steps(_look(later), known, LONDON)} & known.keys()


def _look(on: date) -> Waiting:
    return Waiting(Matter.LOOK, "one", "U1", datetime(on.year, on.month, on.day, tzinfo=UTC), on)


def test_a_daily_digest_at_an_hour_of_theirs() -> None:
    assert play(answer(at(2)), at(2), 30, reader("daily", 7)) == [at(5, 7), at(9, 7), at(16, 7)]
    assert play(answer(at(2)), at(2), 30, reader("daily", 22))[0] == at(5, 22)


def test_whoever_had_a_digest_today_gets_the_next_one_tomorrow() -> None:
    now = at(5, 9).astimezone(UTC)
    what = what_now(answer(at(2)), {}, reader("daily", 8, told_on=date(2026, 3, 5)), NOBODY_QUIET, now)
    assert what == Later(at(6, 8).astimezone(UTC))


@pytest.mark.parametrize(
    ("who", "channel"), [(reader("off"), NOBODY_QUIET), (reader(), ChannelSettings(reminders=False))]
)
def test_switched_off_by_a_person_or_for_a_channel(who: Reader, channel: ChannelSettings) -> None:
    assert play(answer(at(2)), at(2), 30, who, channel) == []


@pytest.mark.parametrize(("start", "end", "first"), [(8, 11, 11), (22, 10, 10), (12, 14, 9)])
def test_quiet_hours_of_a_channel(start: int, end: int, first: int) -> None:
    channel = ChannelSettings(quiet_from=start, quiet_to=end)
    assert play(answer(at(2)), at(2), 4, channel=channel) == [at(5, first)]


def test_quiet_hours_all_day_leave_nothing() -> None:
    channel = ChannelSettings(quiet_from=9, quiet_to=17)
    assert play(answer(at(2)), at(2), 30, channel=channel) == []


def test_after_a_long_silence_only_what_is_fresh_is_sent_and_only_once() -> None:
    now = at(11).astimezone(UTC)
    what = what_now(answer(at(2)), {}, reader(), NOBODY_QUIET, now)
    assert isinstance(what, Now)
    assert [step.name.partition(".")[2] for step in what.steps] == ["3", "7"]
    assert play(answer(at(2)), at(2) + timedelta(days=60), 30) == []


def test_put_off_until_the_next_working_day() -> None:
    friday = at(6, 15).astimezone(UTC)
    name, until = tomorrow(friday, reader())
    assert until == at(9, 9)
    known: dict[str, datetime | None] = {step.name: None for step in steps(answer(at(2)), {}, LONDON)[:1]}
    known[name] = until
    held = what_now(answer(at(2)), known, reader(), NOBODY_QUIET, friday)
    assert held == Later(at(9, 9).astimezone(UTC))
    what = what_now(answer(at(2)), known, reader(), NOBODY_QUIET, at(9, 9).astimezone(UTC))
    assert isinstance(what, Now)
    assert {step.name for step in what.steps} == {"again.20260309", answer(at(2)).round + ".7"}


def test_what_was_put_off_and_done_is_forgotten_when_it_waits_anew() -> None:
    """Put off, sent back, and on Thursday submitted again: two days pass, as after any submission."""
    name, until = tomorrow(at(2).astimezone(UTC), reader())
    anew = Waiting(Matter.DECIDE, "one", "U1", at(5, 10).astimezone(UTC))
    what = what_now(anew, {name: until}, reader(), NOBODY_QUIET, at(5, 11).astimezone(UTC))
    assert what == Later(at(9, 9).astimezone(UTC))


def test_stopped_is_stopped() -> None:
    known = {STOPPED: None}
    assert what_now(answer(at(2)), known, reader(), NOBODY_QUIET, at(5).astimezone(UTC)) is None
    assert not_before(answer(at(2)), known, at(5).astimezone(UTC)) is None


MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + m * HOUR / 60)
DATES = st.dates(date(2026, 1, 1), date(2026, 12, 31))
WAITING = st.one_of(st.builds(answer, MOMENTS), st.builds(action, DATES, MOMENTS))


@given(WAITING, ZONES, st.sampled_from(["on", "daily"]), st.integers(0, 23))
def test_only_on_working_days_in_their_own_hours_and_never_before_it_is_looked_at(
    waiting: Waiting, zone: tzinfo, how: Reminders, hour: int
) -> None:
    """Jump from one moment to the next as the sweep does: no step is passed over, none comes at night."""
    who, known = Reader(zone, PersonSettings(how, hour)), dict[str, datetime | None]()
    now, sent = waiting.since, list[str]()
    for _ in range(40):
        first = not_before(waiting, known, now)
        what = what_now(waiting, known, who, NOBODY_QUIET, now)
        if isinstance(what, Now):
            assert first is not None
            assert first <= now
            local = now.astimezone(zone)
            assert local.weekday() < 5
            assert 9 <= local.hour < 17 if how == "on" else local.hour >= hour
            known |= {step.name: None for step in what.steps}
            sent += [step.name for step in what.steps]
            who = Reader(zone, who.rules, local.date())
        elif isinstance(what, Later):
            assert what.at > now
            assert first is not None
            assert first <= what.at
            now = what.at
        else:
            break
    else:
        pytest.fail("it never comes to an end")
    assert len(sent) == len(set(sent))
    still = [step for step in steps(waiting, {}, zone) if step.day > waiting.since.astimezone(zone).date()]
    assert {step.name for step in still} <= set(sent)
