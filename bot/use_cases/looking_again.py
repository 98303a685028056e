"""Another look at what was approved: on which day, and the new assessment in which it is taken."""

from datetime import date

from bot.use_cases.base import Opening, Outcome
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows import look_again
from flows.assessment import Assessment
from flows.notes import Note
from flows.reminder_schedule import EAST
from storage.surface_rows import SurfaceKind


class LookingAgain(Opening):
    """Opens assessments that hold the old answers of another beside their own."""

    async def set_day(self, act: Act, assessment_id: str, on: date | None) -> Outcome:
        """Change the day to look again; None: never. For the owner and the reviewers."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            before, day = assessment.look_again_on, on.isoformat() if on else None
            look_again.set_day(assessment, on, unit.by)
            if on == before:
                return
            unit.log(assessment, "look_again_on", on=day)
            unit.note(assessment, Note.LOOK_DAY, day=day)
            unit.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, may=None)

    async def start(self, act: Act, assessment_id: str) -> Outcome:
        """Open a new assessment, in which each answer of this one is confirmed or changed. For the owner,
        who owns the new one too, and the reviewers. The outcome is this one, with the new one in `next`."""

        def change(old: Assessment, unit: UnitOfWork) -> None:
            # The reminder comes in the morning of the reader's day, which may not have begun in UTC.
            today, rules = unit.now.astimezone(EAST).date(), unit.rules_of(old.channel)
            new = look_again.begin(old, self.new_id(), self.framework, rules, unit.by, today)
            self._add(unit.repository, new, unit.now, unit.act.person, previous=old.id)
            unit.surfaces.open(new)
            unit.log(old, "look_again", next=new.id)
            unit.note(old, Note.BEGAN_LOOK)
            unit.surfaces.want(old, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, may=None)
