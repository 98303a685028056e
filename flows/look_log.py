"""What the log keeps where somebody sets another day to look again: the day before, and the one since. By it,
the day goes back when an approval is withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flows.activity import Happened

if TYPE_CHECKING:
    from flows.assessment import Assessment
    from flows.decision import Decision

_BEFORE, _ON = "before", "on"
SET_DAY: Final = "look_again_on"
PUT_OFF: Final = "put_off_look"
GAVE: Final = "gave_look"
OF_LOOK: Final = (SET_DAY, PUT_OFF, GAVE)


class Days(NamedTuple):
    """None: never."""

    before: date | None
    now: date | None


def logged(before: date | None, now: date | None) -> dict[str, str | None]:
    """As the detail of an event."""
    return {_BEFORE: before.isoformat() if before else None, _ON: now.isoformat() if now else None}


def told(detail: Mapping[str, Any]) -> Days | None:
    """None for an event of an earlier version, which says nothing of the day before."""
    if not {_BEFORE, _ON} <= detail.keys():
        return None
    try:
        return Days(_day(detail[_BEFORE]), _day(detail[_ON]))
    except ValueError:  # as a file may say that comes from elsewhere
        return None


class Plan(NamedTuple):
    """When it is looked at again, and by whom if that was said."""

    on: date | None
    looker: str | None


def without(assessment: "Assessment", number: int, history: Iterable[Happened]) -> Plan | None:
    """The plan to which it goes back once the approval of this number is withdrawn, and others still stand.
    None: it stays as it is, because something else has set it since, or because nothing tells what it was.
    `history`: what the log keeps of the kinds in OF_LOOK."""
    approvals = [one for one in assessment.present_decisions if one.verdict.approves]
    left = [one for one in approvals if one.number != number]
    taken_back = next((one for one in approvals if one.number == number), None)
    if taken_back is None or not left:
        return None
    since = sorted((one for one in history if one.at >= left[0].at), key=lambda one: one.at)
    days = [(one, told(one.detail)) for one in since if one.what in (SET_DAY, PUT_OFF)]
    changes = [(one, day) for one, day in days if day]
    if len(changes) < len(days):
        return None  # an earlier version did not keep what it was before
    set_at = {one.at: _set_by(one, changes, assessment.look_again_on) for one in approvals}
    # What came along with a decision, or with one that was withdrawn, is no setting of its own.
    came_along = {one.at for one in assessment.decisions} | {one.withdrawn_at for one in assessment.decisions}
    set_at |= {one.at: day.now for one, day in changes if one.at not in came_along}
    last = max(set_at)
    if last != taken_back.at or set_at[last] != assessment.look_again_on:
        return None
    del set_at[last]
    on = set_at[max(set_at)]
    if on is None or assessment.looker:
        return Plan(on, assessment.looker if on else None)
    return Plan(on, _given_to(since, changes, last))


def _set_by(decision: "Decision", changes: list[tuple[Happened, Days]], now: date | None) -> date | None:
    """The day that stood once this was decided: it is kept with it where that was another one than before,
    and else with whatever changed it next."""
    own = (day.now for one, day in changes if one.at == decision.at)
    later = (day.before for one, day in changes if one.at > decision.at)
    return next(own, next(later, now))


def _given_to(since: list[Happened], changes: list[tuple[Happened, Days]], until: datetime) -> str | None:
    """Whom it had been given to until then, as long as there was a day."""
    given = [one for one in since if one.what == GAVE and one.at < until]
    if not given:
        return None
    ended = any(given[-1].at < one.at < until and day.now is None for one, day in changes)
    return None if ended else str(given[-1].detail.get("to")) or None


def _day(kept: object) -> date | None:
    return None if kept is None else date.fromisoformat(str(kept))
