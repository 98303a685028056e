"""Where an assessment stands in Slack: found by its place, brought elsewhere, and wanted anew."""

from dataclasses import dataclass
from functools import partial

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows.assessment import Assessment
from storage.assessment_rows import lock
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Links:
    """The messages of an assessment that are linked to; None: there is none yet."""

    card_ts: str | None
    summary_ts: str | None


class Relocating(UseCases):
    """What is asked and done by the place of a message."""

    async def in_thread(self, workspace: Workspace, channel: str, thread_ts: str) -> Assessment | None:
        return await self.database.read(
            lambda transaction: self._repository(transaction, workspace).in_thread(channel, thread_ts)
        )

    async def links(self, assessment: Assessment) -> Links:
        """Where the parts of an assessment stand now."""

        def work(transaction: Transaction) -> Links:
            surfaces = Surfaces(transaction)
            where = partial(surfaces.ts_of, assessment.id)
            return Links(where(SurfaceKind.CARD), where(SurfaceKind.SUMMARY))

        return await self.database.read(work)

    async def move_to(self, act: Act, assessment_id: str, channel: str) -> Outcome:
        """Go on in another channel (or in a new thread of the same one). Only the owner can."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            was_well = assessment.trouble is None
            assessment.move_to(channel, unit.rules_of(channel), unit.by)
            unit.surfaces.relocate(assessment, tell_there=was_well)
            unit.log(assessment, "moved", channel=channel)

        return await self._change(act, assessment_id, change)

    async def redraw_clicked(self, workspace: Workspace, assessment_id: str, message_ts: str) -> bool:
        """Somebody clicked a card that was out of date. If it stands where the current one should, it is
        wanted anew; True if it is a stray one."""

        def work(transaction: Transaction) -> bool:
            if self._repository(transaction, workspace).get(assessment_id, lock=True) is None:
                return False
            return not Surfaces(transaction).want_in(assessment_id, message_ts)

        return await self.database.write(work)

    async def draw_again(self, workspace: Workspace, channel: str, thread_ts: str) -> str | None:
        """The card of this thread is wanted anew: the assessment that it belongs to, if any."""

        def work(transaction: Transaction) -> str | None:
            assessment = self._repository(transaction, workspace).in_thread(channel, thread_ts)
            if assessment is None:
                return None
            lock(transaction, assessment.id)
            Surfaces(transaction).want(assessment, SurfaceKind.CARD)
            return assessment.id

        return await self.database.write(work)

    async def message_gone(self, workspace: Workspace, channel: str, ts: str) -> str | None:
        """A message was deleted: the assessment whose living card it was, if any."""
        return await self.database.write(
            lambda transaction: Surfaces(transaction).message_gone(workspace, channel, ts)
        )
