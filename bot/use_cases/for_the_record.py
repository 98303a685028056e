"""Filling in the sheet of facts."""

from collections.abc import Mapping

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows.assessment import Assessment
from flows.for_the_record import group_of, record


class ForTheRecord(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def record(
        self, act: Act, assessment_id: str, group_id: str, seen: int, typed: Mapping[str, str]
    ) -> Outcome:
        """Keep what this person changed in a group of the sheet, of which they saw so many entries. Raises
        ChangedMeanwhile, with the assessment as it stands now. Nobody is told; History is."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            leads = unit.rules_of(assessment.channel).leads
            added = record(assessment, group_of(assessment, group_id), seen, typed, unit.by, leads)
            if added:
                last = len(assessment.entries)
                unit.log(assessment, "recorded", entries=[*range(last - len(added) + 1, last + 1)])

        return await self._change(act, assessment_id, change, may=None)
