"""When what has ended is erased by the rules of its workspace, what comes before that, and keeping it longer.

Pure: the rules, the looks that followed, and when people were told are arguments. A day counts once it has
begun everywhere.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flows import action_plan, conditions
from flows.actor import Acting, Actor
from flows.assessment import Assessment
from flows.condition import ConditionState
from flows.conditions import InForce
from flows.days import begun, begun_everywhere, is_too_far
from flows.look_again import LOOKED_AT_AGAIN
from flows.permissions import check_sees_it
from flows.refusals import NotAllowed, NotPossible, Refusal, Why
from flows.retention_rules import DELIVERY, NOTICE, Outcome, Retention
from flows.states import APPROVED, State
from flows.typed import some_words


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is to be done before this day; None: before something changes. `called_off`: that it is to be
    erased was announced, and is not so."""

    until: date | None
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class Announce:
    """The owner and the governance leads are to be told that it is erased on this day."""

    on: date


@dataclass(frozen=True, slots=True)
class Unheard:
    """Its day has come, and nobody could be told of it. It is erased only after somebody was: on this day, if
    they are told now."""

    on: date


@dataclass(frozen=True, slots=True)
class Erase:
    """Its day has come, and people knew it long enough."""


Next = Wait | Announce | Unheard | Erase


def outcome_of(assessment: Assessment) -> Outcome | None:
    """How it ended; None: it has not, or it is a ballot, which goes with the assessment that it is for."""
    if assessment.panel_of:
        return None
    match assessment.state:
        case state if state in APPROVED:
            return Outcome.APPROVED
        case State.DECLINED:
            return Outcome.DECLINED
        case State.ABANDONED:
            return Outcome.ABANDONED
        case State.CLOSED:
            verdict = assessment.verdict
            if verdict is None:
                return Outcome.ABANDONED
            return Outcome.APPROVED if verdict.approves else Outcome.DECLINED
        case _:
            return None


def day_of(
    assessment: Assessment,
    rules: Retention,
    later: Sequence[Assessment] = (),
    last_erased: datetime | None = None,
) -> date | None:
    """The day on which it is erased by these rules. None: it is kept, or still in use. `later` are the looks
    that followed it, one after the other; `last_erased`: when the last look was erased, if it was."""
    outcome = outcome_of(assessment)
    period = rules.of(outcome) if outcome else None
    if period is None or _is_in_use(assessment) or any(outcome_of(one) is None for one in later):
        return None
    looks = [one for one in later if not one.progress.is_abandoned]
    ended = [ended_on(one) for one in (assessment, *looks)]
    last = max([*ended, *([last_erased.astimezone(UTC).date()] if last_erased else [])])
    planned = [_with_notice(day) for day in _plans(assessment)]
    kept = [assessment.kept_until] if assessment.kept_until else []
    return max([period.after(last), *planned, *kept])


def what_next(
    assessment: Assessment,
    rules: Retention,
    later: Sequence[Assessment],
    told: datetime | None,
    now: datetime,
    last_erased: datetime | None = None,
) -> Next:
    """What is to be done about it now. `told`: when the first of its owner and the governance leads was told
    of the day that was announced. `later`, `last_erased`: see `day_of`."""
    day, announced = day_of(assessment, rules, later, last_erased), assessment.erase_on
    today = begun_everywhere(now)
    soonest = today + NOTICE + DELIVERY
    if day is None or day > soonest:
        # What is in use becomes free by being changed, or by a look that is: that one is not known here.
        again = today + NOTICE if later else None
        until = _announced_from(day) if day else again
        return Wait(until, called_off=announced is not None)
    if announced is None or announced < day:
        return Announce(max(day, soonest))
    if announced > today:
        return Wait(announced)
    if told is None:
        return Unheard(soonest)
    known_for = now - told
    return Erase() if known_for >= NOTICE else Wait(today + (NOTICE - known_for) + timedelta(days=1))


def ended_on(assessment: Assessment) -> date:
    """The day, in UTC, on which it was decided, else the one of the last move."""
    decided = assessment.decided
    if decided:
        return decided[1].astimezone(UTC).date()
    moved = float(assessment.moved_ts)
    assert assessment.updated_at is not None, "it is kept in a store"
    return datetime.fromtimestamp(moved, UTC).date() if moved else assessment.updated_at.date()


def check_may_keep(assessment: Assessment, by: Acting, leads: Collection[str]) -> None:
    """Whether they may keep it longer: its owner, and the governance leads. Raises Refusal."""
    check_sees_it(assessment, by)
    if by.person != assessment.owner and by.person not in leads:
        raise NotAllowed(Why.ONLY_THESE_KEEP, people=dict.fromkeys([assessment.owner, *sorted(leads)]))
    if outcome_of(assessment) is None:
        raise Refusal(Why.NOTHING_TO_KEEP_LONGER)


def keep_longer(
    assessment: Assessment, until: date | None, why: str, by: Actor, leads: Collection[str]
) -> str:
    """Keep it until this day at least; returns the reason without the spaces around it. Nobody shortens by
    this what somebody else has said. Raises Refusal."""
    check_may_keep(assessment, by, leads)
    if until is None:
        raise Refusal(Why.KEEP_DAY_MISSING)
    today = begun(by.at)
    known = [day for day in (assessment.erase_on, assessment.kept_until, today) if day]
    if until <= max(known):
        why_not = Why.KEEP_DAY_NOT_TO_COME if max(known) == today else Why.KEPT_SO_LONG_ALREADY
        raise Refusal(why_not, day=max(known))
    if is_too_far(until, today):
        raise Refusal(Why.DAY_TOO_FAR)
    reason = some_words(why, Why.KEEP_WHY_MISSING)
    assessment.kept_until, assessment.erase_on = until, None
    return reason


def erasing_mark(assessment: Assessment) -> str:
    """Of how it ended and until when it is to be kept, for the window that asks whether it is to be erased:
    see `flows/seen.py`."""
    until = assessment.kept_until
    return (outcome_of(assessment) or "") + (f".{until.isoformat()}" if until else "")


def check_may_erase(assessment: Assessment, by: Acting, leads: Collection[str]) -> None:
    """For the governance leads, of what they can see. A ballot goes with the assessment that it is for."""
    check_sees_it(assessment, by)
    if assessment.panel_of:
        raise NotPossible(Why.NOT_IN_A_BALLOT)
    if by.person not in leads:
        raise NotAllowed(Why.ONLY_LEADS_ERASE, people=sorted(leads))


def _is_in_use(assessment: Assessment) -> bool:
    """A condition is to be met, or to be confirmed."""
    return any(_is_open(one) for one in conditions.in_force(assessment))


def _is_open(one: InForce) -> bool:
    """Of a version that kept its text alone, nobody could ever say that it is met."""
    return one.condition.is_recorded and one.condition.state is not ConditionState.CONFIRMED


def _plans(assessment: Assessment) -> Iterator[date]:
    """The days on which somebody is to do something about it: it is not gone by then, nor just after."""
    if assessment.look_again_on and assessment.state in LOOKED_AT_AGAIN:
        yield assessment.look_again_on
    if not assessment.progress.is_abandoned:
        yield from (action.by for action in action_plan.still_open(assessment))


def _with_notice(day: date) -> date:
    return date.max if day > date.max - NOTICE else day + NOTICE


def _announced_from(day: date) -> date:
    return day - NOTICE - DELIVERY
