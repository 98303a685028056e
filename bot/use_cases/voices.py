"""Bringing in what people from outside answered."""

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows.assessment import Assessment
from flows.notes import Note
from flows.voices import VoiceGroup, Voices, bring_in, check_may_bring
from storage.surface_rows import SurfaceKind


class OutsideVoices(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def bring_in(self, act: Act, assessment_id: str, brought: Voices) -> Outcome:
        """For the owner. The thread is told how many there are, and nothing of what they said."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            put_on_record(assessment, unit, brought)

        return await self._change(act, assessment_id, change, may=check_may_bring)


def put_on_record(assessment: Assessment, unit: UnitOfWork, brought: Voices) -> VoiceGroup:
    """Whoever does it may; nobody is named where the act has no person. Raises Refusal."""
    group = bring_in(assessment, brought, unit.act.person, unit.now)
    unit.log(assessment, "bring_in_voices", number=group.number)
    unit.note(assessment, Note.BROUGHT_VOICES, group=group.number)
    if assessment.submissions:
        unit.surfaces.want(assessment, SurfaceKind.SUMMARY)
    return group
