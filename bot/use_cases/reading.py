"""Reading one assessment, and what happened in it."""

from collections.abc import Collection

from bot.use_cases.base import UseCases, check_in_view, found
from bot.use_cases.requests import Act
from flows.activity import Happened
from flows.assessment import Assessment
from storage.activity import ActivityLog
from storage.transaction import Transaction
from storage.workspace import Workspace


class Reading(UseCases):
    """Raises NotThere for an id that is not of this workspace."""

    async def get(self, workspace: Workspace, assessment_id: str) -> Assessment:
        """For what Balance itself goes on with. Raises NotThere for an id that is not of this workspace."""
        return await self.database.read(
            lambda transaction: found(self._repository(transaction, workspace), assessment_id)
        )

    async def in_view(self, act: Act, assessment_id: str, *, of_others: bool = False) -> Assessment:
        """The same for whoever acts, if they can see it at this moment, and in their ballot what is
        `of_others`. Raises NotThere, NotAllowed, and MustAsk where that is to be found out first."""

        def work(transaction: Transaction) -> Assessment:
            assessment = found(self._repository(transaction, act.workspace), assessment_id)
            check_in_view(transaction, assessment, act, of_others=of_others)
            return assessment

        return await self.database.read(work)

    async def happened(
        self, workspace: Workspace, assessment_id: str, *, without: Collection[str], skip: int, most: int
    ) -> tuple[list[Happened], int]:
        """A page of its activity log, latest first, and how many rows there are in all."""

        def work(transaction: Transaction) -> tuple[list[Happened], int]:
            log = ActivityLog(transaction, workspace)
            return log.happened(assessment_id, without=without, skip=skip, most=most)

        return await self.database.read(work)
