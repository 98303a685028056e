"""The particulars of an assessment, from its title to who answers, changed by its owner."""

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows import particulars_log
from flows.assessment import Assessment
from flows.notes import Note
from flows.particulars import Particulars
from storage.surface_rows import SurfaceKind


class Describing(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def describe(
        self, act: Act, assessment_id: str, wanted: Particulars, *, seen: str | None = None
    ) -> Outcome:
        """Only the owner can, until it is submitted. The thread is told what is other now. `seen` is the mark
        of what stood in the form."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            describe(assessment, unit, wanted, seen)

        return await self._change(act, assessment_id, change, may=None)


def describe(
    assessment: Assessment, unit: UnitOfWork, wanted: Particulars, seen: str | None
) -> tuple[str, ...]:
    """Have it described like this; the fields that are other now."""
    before = Particulars.of(assessment)
    changed = assessment.describe(wanted, unit.by, unit.rules_of(assessment.channel), seen=seen)
    if changed:
        unit.surfaces.want(assessment, SurfaceKind.HEADLINE)
        unit.note(assessment, Note.DESCRIBED, changed=changed)
        unit.log(assessment, particulars_log.DESCRIBED, **particulars_log.logged(changed, before))
    return changed
