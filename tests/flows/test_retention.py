"""When what has ended is erased by the rules: never while it is in use, never before people knew it for 30
days, and later when somebody wants it kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.actor import Actor
from flows.assessment import Assessment
from flows.days import begins_everywhere
from flows.decision import Action
from flows.refusals import NotAllowed, Refusal, Why
from flows.reminder_schedule import Now, Reader, what_now
from flows.retention import (
    Announce,
    Erase,
    Unheard,
    Wait,
    day_of,
    ended_on,
    keep_longer,
    outcome_of,
    what_next,
)
from flows.retention_rules import NOTICE, Outcome, Period, Retention, Unit
from flows.settings import ChannelSettings, PersonSettings
from flows.states import DECIDED, State
from flows.waiting import LEADS, Matter, waits_of
from tests.bot.cards.samples import AMINA, HOUSING, NOW, PRIYA, TOM, assessment, every_state

ALL = Retention(*(Period(90, Unit.DAYS) for _ in Outcome))
DAY = timedelta(days=1)
SEES = {HOUSING: True}
PERIODS = st.builds(Period, st.integers(1, 40), st.sampled_from(Unit))
RULES = st.builds(Retention, *(st.none() | PERIODS for _ in Outcome))
ZONES = st.sampled_from([ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Europe/London"), ZoneInfo("Etc/GMT+12")])


def samples() -> list[Assessment]:
    found = [*every_state()]
    for one in found:
        one.updated_at = one.created_at = NOW
        one.moved_ts = f"{NOW.timestamp():.6f}"
    return found


SAMPLES = samples()
OVER = [one for one in SAMPLES if outcome_of(one)]
ANY = st.sampled_from(SAMPLES)


def declined() -> Assessment:
    return replace(next(one for one in OVER if outcome_of(one) is Outcome.DECLINED))


def actor(person: str, at: datetime = NOW) -> Actor:
    return Actor(person, at, "0", HOUSING, SEES)


@given(ANY, RULES, st.none() | st.dates(date(2020, 1, 1), date(2080, 1, 1)))
def test_what_is_in_use_is_never_erased(one: Assessment, rules: Retention, kept: date | None) -> None:
    day = day_of(replace(one, kept_until=kept), rules)
    ended = one.state in (*DECIDED, State.CLOSED, State.ABANDONED)
    outcome = outcome_of(one)
    assert (outcome is not None) == ended
    if day is None:
        return
    assert ended
    assert outcome is not None
    period = rules.of(outcome)
    assert period is not None
    assert day >= period.after(ended_on(one))
    assert not [w for w in waits_of(one) if w.matter in (Matter.MEET, Matter.CONFIRM, Matter.DECIDE)]
    assert all(day >= w.on + NOTICE for w in waits_of(one) if w.on and w.matter in (Matter.LOOK, Matter.ACT))
    assert kept is None or day >= kept


@given(
    st.sampled_from(OVER),
    RULES,
    st.lists(st.integers(0, 60), min_size=1, max_size=80),
    st.integers(0, 8),
    ZONES,
)
def test_it_goes_only_after_somebody_knew_its_day_for_so_long(
    one: Assessment, rules: Retention, steps: list[int], late: int, zone: ZoneInfo
) -> None:
    """Days go by in leaps, and people are told late or not at all, as reminders are."""
    one = replace(one, erase_on=None, kept_until=None)
    now, told = NOW, None
    for step in steps:
        next = what_next(one, rules, (), told, now)
        match next:
            case Announce(on):
                assert on >= now.astimezone(UTC).date() + NOTICE
                one, told = replace(one, erase_on=on), None
            case Wait(until, called_off):
                if called_off:
                    one, told = replace(one, erase_on=None), None
                assert until is None or begins_everywhere(until) > now
            case Unheard(on):
                assert told is None
                one = replace(one, erase_on=on)
            case Erase():
                assert told is not None
                assert now - told >= NOTICE
                return
        if one.erase_on and told is None:
            [waiting] = [w for w in waits_of(one) if w.matter is Matter.ERASE and w.person == one.owner]
            when = now + late * DAY
            reader = Reader(zone, PersonSettings("off"))
            match what_now(waiting, {}, reader, ChannelSettings(reminders=False), when):
                case Now():
                    told = when
        now += step * DAY


@given(ZONES, st.integers(0, 6))
def test_there_are_hours_to_tell_people_in_whatever_day_it_begins_on(zone: ZoneInfo, weekday: int) -> None:
    one = declined()
    start = datetime(2026, 6, 1, 12, tzinfo=UTC) + weekday * DAY
    next = what_next(one, ALL, (), None, start)
    assert isinstance(next, Announce)
    waiting = min(waits_of(replace(one, erase_on=next.on)), key=lambda w: w.matter is not Matter.ERASE)
    hours = (start + timedelta(hours=number) for number in range(7 * 24))
    assert any(
        isinstance(what_now(waiting, {}, Reader(zone), ChannelSettings(), hour), Now) for hour in hours
    )


def test_its_owner_and_the_leads_are_told() -> None:
    one = replace(declined(), erase_on=date(2027, 3, 4))
    assert {w.person for w in waits_of(one) if w.matter is Matter.ERASE} == {one.owner, LEADS}


def test_a_look_under_way_holds_it_and_counts_once_it_is_decided() -> None:
    one, look = declined(), replace(declined(), id="look")
    day = day_of(one, ALL)
    assert day == ended_on(one) + 90 * DAY
    assert day_of(one, ALL, [assessment("under way")]) is None
    look.decisions = tuple(replace(d, at=d.at + 10 * DAY) for d in look.decisions)
    assert day_of(one, ALL, [look]) == day + 10 * DAY
    gone = next(replace(one) for one in OVER if one.state == State.ABANDONED)
    gone.moved_ts = f"{(NOW + 50 * DAY).timestamp():.6f}"
    assert day_of(one, ALL, [gone]) == day, "one that was abandoned is no look"
    assert day_of(one, ALL, (), NOW + 20 * DAY) == day + 20 * DAY, "the last look, which was erased"


def test_what_is_to_be_done_on_a_day_is_not_gone_by_then() -> None:
    one, by = declined(), NOW.date() + 300 * DAY
    one.actions = (Action("a1", "Tell the tenants", TOM, by, "", AMINA, NOW),)
    assert day_of(one, ALL) == by + NOTICE


def test_a_rule_that_is_taken_back_calls_it_off() -> None:
    one = replace(declined(), erase_on=date(2026, 8, 1))
    assert what_next(one, Retention(), (), None, NOW) == Wait(None, called_off=True)


@pytest.mark.parametrize(
    ("by", "until", "why", "refused"),
    [
        (TOM, date(2030, 1, 1), "Needed", Why.ONLY_THESE_KEEP),
        (AMINA, None, "Needed", Why.KEEP_DAY_MISSING),
        (AMINA, date(2026, 7, 1), "Needed", Why.KEPT_SO_LONG_ALREADY),
        (AMINA, date(2130, 1, 1), "Needed", Why.DAY_TOO_FAR),
        (PRIYA, date(2030, 1, 1), " ", Why.KEEP_WHY_MISSING),
    ],
)
def test_what_is_not_kept_longer(by: str, until: date | None, why: str, refused: Why) -> None:
    one = replace(declined(), erase_on=date(2026, 7, 2))
    with pytest.raises(Refusal) as caught:
        keep_longer(one, until, why, actor(by), [PRIYA])
    assert caught.value.why is refused
    assert isinstance(caught.value, NotAllowed) == (by == TOM)
    assert (one.erase_on, one.kept_until) == (date(2026, 7, 2), None)


def test_to_keep_it_until_today_is_nothing() -> None:
    with pytest.raises(Refusal) as caught:
        keep_longer(declined(), NOW.date(), "Needed", actor(AMINA), [])
    assert caught.value.why is Why.KEEP_DAY_NOT_TO_COME


@given(st.dates(date(2027, 1, 1), date(2100, 1, 1)), st.sampled_from([AMINA, PRIYA]))
def test_kept_longer_it_goes_on_that_day_at_the_soonest_and_can_be_kept_again(until: date, by: str) -> None:
    one = replace(declined(), erase_on=date(2026, 7, 2))
    assert keep_longer(one, until, " Needed ", actor(by), [PRIYA]) == "Needed"
    assert one.erase_on is None
    assert day_of(one, ALL) == until
    keep_longer(one, until + DAY, "Still needed", actor(by), [PRIYA])
    assert day_of(one, ALL) == until + DAY


def test_a_period_ends_on_the_same_day_or_the_last_one_of_its_month() -> None:
    expected: Any = {
        Period(1, Unit.YEARS): date(2025, 2, 28),
        Period(12, Unit.MONTHS): date(2025, 2, 28),
        Period(2, Unit.DAYS): date(2024, 3, 2),
        Period(9_000, Unit.YEARS): date.max,
    }
    for period, day in expected.items():
        assert period.after(date(2024, 2, 29)) == day
