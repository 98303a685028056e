"""What people do about reminders: put one off, stop it, or give the assessment to somebody else."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.use_cases.base import Outcome, UseCases, found
from bot.use_cases.requests import Act, NotThere
from bot.use_cases.unit_of_work import UnitOfWork
from flows.assessment import Assessment
from flows.notes import Note
from flows.reminder_schedule import STOPPED, Reader, tomorrow
from flows.waiting import Matter
from storage.deduplication import SeenEvents
from storage.reminders import ReminderStore
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from storage.transaction import Transaction


class Reminders(UseCases):
    """Each of these may be done twice: the second time changes nothing."""

    async def put_off(self, act: Act, assessment_id: str, key: str, reader: Reader) -> datetime:
        """Remind this person of this matter on the next working day. Returns the moment."""
        step, until = tomorrow(self.now(), reader)
        await self._remember(act, assessment_id, key, step, until)
        return until

    async def stop(self, act: Act, assessment_id: str, key: str) -> None:
        """Never remind this person of this matter again."""
        await self._remember(act, assessment_id, key, STOPPED, None)

    async def switch(self, act: Act, *, on: bool) -> bool:
        """All of this person's off, or on again: as they were, if they are not off. False: these words were
        taken before, and what was set since stays."""

        def work(transaction: Transaction) -> bool:
            if not SeenEvents(transaction, act.workspace).first_time(act.key, self.now()):
                return False
            store = SettingsStore(transaction, act.workspace)
            mine = store.person(act.person)
            if on != (mine.reminders != "off"):
                store.keep_person(act.person, replace(mine, reminders="on" if on else "off"))
            return True

        return await self.database.write(work)

    async def hand_over(
        self, act: Act, assessment_id: str, to: str, *, left: Collection[str] = ()
    ) -> Outcome:
        """Give it to another owner. By its owner; if that one is among those who `left` the workspace, by
        anyone who may answer."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            before = assessment.owner
            assessment.hand_over(to, unit.by, unit.rules_of(assessment.channel), left=left)
            if to == before:
                return
            unit.surfaces.want(assessment, SurfaceKind.HEADLINE)
            unit.note(assessment, Note.HANDED_OVER, to=to, before=before)
            unit.log(assessment, "handed_over", to=to)

        return await self._change(act, assessment_id, change, may=None)

    async def _remember(
        self, act: Act, assessment_id: str, key: str, step: str, until: datetime | None
    ) -> None:
        if key.partition(".")[0] not in set(Matter):
            raise NotThere

        def work(transaction: Transaction) -> None:
            found(self._repository(transaction, act.workspace), assessment_id, lock=True)
            ReminderStore(transaction, act.workspace).put_off(
                act.person, key, assessment_id, step, self.now(), until
            )

        await self.database.write(work)
