"""Where an assessment stands in Slack: found by its place, brought elsewhere, and wanted anew."""

from dataclasses import dataclass
from functools import partial

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows.assessment import Assessment
from storage import channel_ids
from storage.assessment_rows import lock
from storage.channel_ids import Headline
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace

_WITH_LINKS = (SurfaceKind.HEADLINE, SurfaceKind.CARD, SurfaceKind.SUMMARY)
"""What leads to other messages, by the channel's id."""


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
            was_well, reviewers = assessment.trouble is None, assessment.reviewers
            replaced_by = unit.who_replaced_reviewers(assessment)
            moves = assessment.move_to(channel, unit.rules_of(channel), unit.by, replaced_by=replaced_by)
            unit.surfaces.relocate(assessment, tell_there=was_well)
            unit.log(assessment, "moved", channel=channel)
            unit.show_moves(assessment, moves)
            if assessment.reviewers != reviewers:
                unit.tell_who_decides(assessment, by_move=True)

        return await self._change(act, assessment_id, change)

    async def headlines(self, workspace: Workspace, thread_ts: str) -> list[Headline]:
        """Where threads of this moment begin, in whichever channel."""
        return await self.database.read(lambda t: channel_ids.headlines(t, workspace, thread_ts))

    async def channel_became(self, workspace: Workspace, old: str, new: str) -> list[str]:
        """A channel goes on under another id: everything that is known by the old one follows. The
        assessments that stand in it; told twice, there are none the second time."""

        def work(transaction: Transaction) -> list[str]:
            repository, at = self._repository(transaction, workspace), self.now()
            concerned = channel_ids.concerned(transaction, workspace, old)
            assessments = [repository.get(assessment_id, lock=True) for assessment_id in concerned]
            channel_ids.follow(transaction, workspace, old, new)
            surfaces, found = Surfaces(transaction), []
            for assessment in filter(None, assessments):
                stands_there = assessment.channel == old
                if assessment.trouble and stands_there:
                    surfaces.notices_are_over(assessment.id)
                assessment.channel_became(old, new)
                if not stands_there:  # only evidence of it does
                    repository.save(assessment, at)
                    continue
                found.append(assessment.id)
                for kind in _WITH_LINKS if not assessment.is_over else ():
                    if surfaces.has(assessment, kind):
                        surfaces.want(assessment, kind)
                repository.save(assessment, at)
            return found

        return await self.database.write(work)

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
