"""Conditions of an approval: saying that one is met, looking at that, and who sees to it by when."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork, about_decision
from flows import condition_acts, condition_log
from flows.assessment import Assessment
from flows.condition import TermsForm
from flows.conditions import Confirmers, InForce, in_force, the_one
from flows.notes import Note
from storage.surface_rows import SurfaceKind

NOBODY_ELSE = Confirmers()


class Conditions(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed. `key` names the condition, `seen`
    is its mark when the person looked at it. `others`: who left the workspace, of those who set conditions;
    who may stand in for them is looked up anew."""

    async def say_met(self, act: Act, assessment_id: str, key: str, seen: str, note: str) -> Outcome:
        """For its owner and the assessment's."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            one = condition_acts.say_met(assessment, key, seen, note, unit.by)
            _tell(assessment, unit, one, "say_met", Note.SAID_MET, _said(note), to=one.set_by)

        return await self._change(act, assessment_id, change, may=None)

    async def confirm(
        self, act: Act, assessment_id: str, key: str, seen: str, *, others: Confirmers = NOBODY_ELSE
    ) -> Outcome:
        """For who set it; where that one has left, or is no reviewer any more, for a governance lead."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            one = condition_acts.confirm(assessment, key, seen, unit.by, _now(others, assessment, unit))
            if one is None:
                return  # a double click
            _tell(assessment, unit, one, "confirm_condition", Note.CONFIRMED_CONDITION)
            unit.surfaces.want(assessment, SurfaceKind.HEADLINE)  # it says how many are met
            _tell_otherwise(assessment, unit)

        return await self._change(act, assessment_id, change, may=None)

    async def send_back(
        self,
        act: Act,
        assessment_id: str,
        key: str,
        seen: str,
        missing: str,
        *,
        others: Confirmers = NOBODY_ELSE,
    ) -> Outcome:
        """Say what is missing. For the same people."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            stand_in = _now(others, assessment, unit)
            one = condition_acts.send_back(assessment, key, seen, missing, unit.by, stand_in)
            terms, said = one.condition.terms, one.condition.said
            sees_to_it = terms.owner if terms else said.by if said else assessment.owner
            what, told = "send_back_condition", Note.SENT_BACK_CONDITION
            _tell(assessment, unit, one, what, told, _said(missing), to=sees_to_it)

        return await self._change(act, assessment_id, change, may=None)

    async def set_terms(
        self,
        act: Act,
        assessment_id: str,
        key: str,
        seen: str,
        form: TermsForm,
        *,
        others: Confirmers = NOBODY_ELSE,
    ) -> Outcome:
        """Say who sees to it, and by when. For the same people."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            stand_in, before = _now(others, assessment, unit), the_one(assessment, key).condition.terms
            one = condition_acts.set_terms(assessment, key, seen, form, unit.by, stand_in)
            if one is not None:
                terms = condition_log.logged(before, one.condition.terms)
                _tell(assessment, unit, one, "condition_terms", Note.CONDITION_TERMS, terms, to=form.owner)
                _tell_otherwise(assessment, unit)

        return await self._change(act, assessment_id, change, may=None)


def _now(others: Confirmers, assessment: Assessment, unit: UnitOfWork) -> Confirmers:
    return replace(others, leads=unit.rules_of(assessment.channel).leads)


def _said(words: str) -> dict[str, str]:
    """What was said with it: it stands on the condition until somebody says the next; in the log it stays."""
    return {"why": words.strip()} if words.strip() else {}


def _tell(
    assessment: Assessment,
    unit: UnitOfWork,
    one: InForce,
    what: str,
    note: Note,
    detail: Mapping[str, Any] = MappingProxyType({}),
    **about: str,
) -> None:
    """The log, the thread and the summary say so. `detail` is for the log alone."""
    keys = [other.key for other in in_force(assessment)]
    unit.log(assessment, what, number=keys.index(one.key) + 1, **detail)
    unit.note(assessment, note, condition=one.key, **about)
    unit.surfaces.want(assessment, SurfaceKind.SUMMARY)


def _tell_otherwise(assessment: Assessment, unit: UnitOfWork) -> None:
    """What its owner was told of the decision says how many are met, and whether sharing has to wait."""
    for decision in assessment.present_decisions:
        unit.surfaces.tell_otherwise(assessment, about_decision(decision.number))
