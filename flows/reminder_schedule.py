"""When somebody is reminded of what. Pure: time, zone, settings and what was sent are arguments.

Steps are days in the person's own time zone, so that all that falls on one day is one message, in the
morning. A step that falls on a weekend waits for Monday; only the day before something is due moves
forward, to Friday.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from flows.days import EAST, OPENS, WEST, overdue_from
from flows.retention_rules import DELIVERY, NOTICE
from flows.settings import ChannelSettings, PersonSettings
from flows.waiting import Matter, Waiting

CLOSES = 17
"""The hour of the person's day after which no reminder comes."""
AFTER = {
    Matter.ANSWER: (3, 7, 14),
    Matter.DECIDE: (2, 5),
    Matter.CHOOSE: (2, 5),
    Matter.CONFIRM: (2, 5),
    Matter.LOOK: (2, 5),
    Matter.SILENT: (6,),
}
"""Days of waiting. Of another look, people are also told on its day: nobody else does it."""
TOO_LATE = {
    Matter.LOOK: timedelta(days=60),
    Matter.SILENT: timedelta(days=60),
    Matter.ERASE: DELIVERY - timedelta(days=3),  # a weekend, and the day on which it was announced
}
_TOO_LATE = timedelta(days=7)
"""A step that could not be sent for so long, because nothing ran, is left out: nobody wants a year of
reminders at once. Another look may be later; so may that a reviewer does not decide, who may have turned
reminders off. That something is erased is told in time, or told anew with another day."""
ALWAYS_TOLD = frozenset((Matter.ERASE,))
"""Who wants no reminders is told of these all the same, once: else it would be gone without a word."""
DAY = timedelta(days=1)
MOST_DAYS = 14
"""How far to look for an opening: longer than any weekend, and an end if quiet hours leave none."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a reminder is for. `told_on` is the day, in their zone, of the last one."""

    zone: tzinfo
    rules: PersonSettings = PersonSettings()  # noqa: RUF009 - frozen
    told_on: date | None = None


Known = Mapping[str, datetime | None]
"""The steps that are written down. A moment: until then the person has put the matter off."""


@dataclass(frozen=True, slots=True)
class Step:
    """`day` is the working day on which it is due; before `early` it is not, wherever somebody lives."""

    name: str
    day: date
    early: datetime


@dataclass(frozen=True, slots=True)
class Now:
    """Remind now. `steps` are those that this settles; after the last reminder of a matter there is silence,
    unless the person puts it off."""

    steps: tuple[Step, ...]
    is_last: bool


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing is due before this moment."""

    at: datetime


STOPPED = "stop"
_PUT_OFF, _AGAIN = "tomorrow.", "again."


def what_now(
    waiting: Waiting, known: Known, reader: Reader, channel: ChannelSettings, now: datetime
) -> Now | Later | None:
    """Whether to remind of this now, or when; None: not at all. `known` are the steps written down."""
    if STOPPED in known:
        return None
    today = now.astimezone(reader.zone).date()
    ahead = [step for step in steps(waiting, known, reader.zone) if step.name not in known]
    due = [step for step in ahead if step.day <= today and today - step.day <= _patience(waiting)]
    coming = [step.day for step in ahead if step.day > today]
    held_until = max((until for until in known.values() if until), default=None)
    if held_until and held_until.astimezone(reader.zone).date() > today:
        due = []
        coming = [day for day in coming if day >= held_until.astimezone(reader.zone).date()]
    wanted = reader.rules.reminders != "off" and channel.reminders
    if due and (wanted or waiting.matter in ALWAYS_TOLD):
        when = _opening(now, reader, channel)
        if when is not None:
            return Now(tuple(due), is_last=not coming) if when <= now else Later(when)
    if not coming:
        return None
    first = _opening(_at(min(coming), 0, reader.zone), reader, channel)
    return Later(first) if first else None


def not_before(waiting: Waiting, known: Known, now: datetime) -> datetime | None:
    """Before this nothing is due, wherever the person lives: so that nobody is asked about for nothing.
    None: never."""
    if STOPPED in known:
        return None
    anywhere = steps(waiting, known, EAST)
    if waiting.matter in (Matter.ACT, Matter.MEET):  # only here the zone decides which steps there are
        anywhere += steps(waiting, known, WEST)
    too_late = now - _patience(waiting) - 4 * DAY
    ahead = [step.early for step in anywhere if step.name not in known and step.early > too_late]
    return min(ahead, default=None)


def steps(waiting: Waiting, known: Known, zone: tzinfo) -> list[Step]:
    """All steps of a matter, in order of their days; names are the same in every zone. What was put off until
    a day before it began to wait anew was settled then."""
    found = [*_steps(waiting, zone)]
    for name, until in known.items():
        if until and until > waiting.since:
            again = _AGAIN + name.removeprefix(_PUT_OFF)
            found.append(Step(again, until.astimezone(zone).date(), until - DAY))
    return sorted(found, key=lambda step: step.day)


def tomorrow(now: datetime, reader: Reader) -> tuple[str, datetime]:
    """The next working day: the name under which it is written down, and its moment."""
    day = _on_or_after(now.astimezone(reader.zone).date() + DAY)
    return f"{_PUT_OFF}{day:%Y%m%d}", _at(day, OPENS, reader.zone)


def week_due(reader: Reader, now: datetime) -> str | None:
    """The week of which a governance lead is to get the message now, if they are; None: none is due. One that
    could not be sent on its day comes on the next, unless that is at a weekend."""
    if reader.rules.weekly_day is None or reader.rules.reminders == "off":
        return None
    here = now.astimezone(reader.zone)
    day = here.date() - (here.weekday() - reader.rules.weekly_day) % 7 * DAY
    begins = _at(day, reader.rules.weekly_hour, reader.zone)
    is_open = here.hour in _hours_from(reader.rules.weekly_hour) and not _is_weekend(here)
    return f"{day:%G-%V}" if is_open and now < begins + 2 * DAY else None


def _steps(waiting: Waiting, zone: tzinfo) -> list[Step]:
    began = waiting.since.astimezone(zone).date()
    match waiting.matter:
        case Matter.ANSWER | Matter.DECIDE | Matter.CHOOSE | Matter.CONFIRM | Matter.SILENT:
            # Counted from the local day, so that it may come up to a day before so many times 24 hours.
            return [
                Step(
                    f"{waiting.round}.{n}",
                    _on_or_after(began + n * DAY),
                    waiting.since + (n - 1) * DAY,
                )
                for n in AFTER[waiting.matter]
            ]
        case Matter.ACT | Matter.MEET:
            assert waiting.on is not None
            day = _on_or_before(waiting.on - DAY)
            before = Step(f"before.{waiting.on:%Y%m%d}", day, _at(day, 0, EAST))
            overdue = _overdue(waiting.on)
            # Who has just been given something to do by tomorrow need not be reminded of it today.
            return [before, overdue] if before.day > began else [overdue]
        case Matter.UNMET:
            assert waiting.on is not None
            return [_overdue(waiting.on)]
        case Matter.LOOK:
            assert waiting.on is not None
            first = f"on.{waiting.on:%Y%m%d}"
            later = [_from(f"{first}.{n}", waiting.on + n * DAY) for n in AFTER[Matter.LOOK]]
            return [_from(first, waiting.on), *later]
        case Matter.ERASE:
            assert waiting.on is not None
            # On the day after: however many are announced within one, they are one message.
            return [_from(erasure_step(waiting.on), waiting.on - NOTICE - DELIVERY + DAY)]
        case Matter.LEFT:
            return [_from("told", began)]


def erasure_step(on: date) -> str:
    """Under which it is written down that somebody was told that something is erased on this day."""
    return f"on.{on:%Y%m%d}"


def _overdue(on: date) -> Step:
    return _from(f"overdue.{on:%Y%m%d}", overdue_from(on))


def _from(name: str, day: date) -> Step:
    return Step(name, _on_or_after(day), _at(day, 0, EAST))


def _patience(waiting: Waiting) -> timedelta:
    return TOO_LATE.get(waiting.matter, _TOO_LATE)


def _opening(after: datetime, reader: Reader, channel: ChannelSettings) -> datetime | None:
    """The first moment from `after` on at which this person may be reminded."""
    local = after.astimezone(reader.zone)
    for number in range(MOST_DAYS):
        day = local.date() + number * DAY
        if _is_weekend(day) or (reader.rules.reminders == "daily" and reader.told_on == day):
            continue
        for hour in _hours(reader):
            starts = _at(day, hour, reader.zone)
            ends = starts + timedelta(hours=1)
            if ends > after and not _is_quiet(channel, hour):
                return max(after, starts)
    return None


def _is_quiet(channel: ChannelSettings, hour: int) -> bool:
    start, end = channel.quiet_from, channel.quiet_to
    if start is None or end is None:
        return False
    return start <= hour < end if start < end else hour >= start or hour < end


def _hours(reader: Reader) -> range:
    if reader.rules.reminders == "daily":
        return _hours_from(reader.rules.digest_hour)
    return range(OPENS, CLOSES)


def _hours_from(hour: int) -> range:
    """The hours of a day in which something that is due at this one may be sent: a little more than the one
    itself, because nothing may have run just then."""
    return range(hour, min(24, max(CLOSES, hour + 2)))


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def _is_weekend(day: date) -> bool:
    return day.weekday() > 4


def _on_or_after(day: date) -> date:
    return day + (7 - day.weekday()) * DAY if _is_weekend(day) else day


def _on_or_before(day: date) -> date:
    return day - max(0, day.weekday() - 4) * DAY
