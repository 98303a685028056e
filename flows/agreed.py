"""What was agreed with a decision, and what became of it: another look opens with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from flows import action_plan
from flows.assessment import Assessment
from flows.condition import Condition
from flows.decision import Action

MOST_TOLD = 5
"""So many the thread is told of; a window has all of them."""


class Became(StrEnum):
    """What became of something that was agreed."""

    DONE = "done"
    NOT_DONE = "not_done"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A condition or an action, as people wrote it. `on` is the day on which it was done, else that by which
    it was to be; None: not recorded. `who` was to do it; empty: not recorded."""

    words: str
    is_condition: bool
    became: Became
    who: str = ""
    on: date | None = None

    def packed(self) -> dict[str, Any]:
        return {**asdict(self), "on": self.on.isoformat() if self.on else None}

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Self:
        on = packed["on"]
        fields = {"became": Became(packed["became"]), "on": date.fromisoformat(on) if on else None}
        return cls(**{**packed, **fields})


def agreed(assessment: Assessment) -> list[Agreed]:
    """The conditions of the approvals that stand, then the actions, those still open first."""
    approvals = (one for one in assessment.present_decisions if one.verdict.approves)
    conditions = [_condition(one) for approval in approvals for one in approval.conditions]
    actions = [*action_plan.still_open(assessment), *action_plan.done(assessment)]
    return [*conditions, *map(_action, actions)]


def _condition(condition: Condition) -> Agreed:
    if done := condition.confirmed:
        who = condition.said.by if condition.said else ""
        return Agreed(condition.text, is_condition=True, became=Became.DONE, who=who, on=done.at.date())
    if not condition.is_recorded:
        return Agreed(condition.text, is_condition=True, became=Became.NOT_RECORDED)
    who, on = (condition.terms.owner, condition.terms.by) if condition.terms else ("", None)
    return Agreed(condition.text, is_condition=True, became=Became.NOT_DONE, who=who, on=on)


def _action(action: Action) -> Agreed:
    if action.done_at is None:
        return Agreed(action.what, is_condition=False, became=Became.NOT_DONE, who=action.who, on=action.by)
    done_on = action.done_at.date()
    return Agreed(action.what, is_condition=False, became=Became.DONE, who=action.done_by or "", on=done_on)
