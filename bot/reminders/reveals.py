"""On the day that was set for it, what people answered alone is revealed with whoever is done: in the morning
of its owner's day."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.slack.errors import SlackProblem
from bot.slack.users import People
from bot.use_cases.revealing import Revealing
from flows.panel import reveal_moment
from flows.refusals import Refusal
from storage.errors import StorageError
from storage.panels import Due
from storage.workspace import Workspace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reveals:
    """What is not revealed on its day, because too few are done, is looked at again each morning."""

    revealing: Revealing
    people: People
    workspace: Workspace

    async def reveal_due(self) -> None:
        """Raises StorageError."""
        for due in await self.revealing.due(self.workspace):
            try:
                await self._look_at(due)
            except SlackProblem as problem:
                log.info("When %s is revealed is not known yet: %s", due.assessment, problem)

    async def _look_at(self, due: Due) -> None:
        zone, now = (await self.people.one(due.owner)).zone, self.revealing.now()
        moment = reveal_moment(due.until, zone)
        if due.at is None and moment > now:
            await self.revealing.reveal_at(due.assessment, moment)
            return
        try:
            await self.revealing.reveal_on_its_day(self.workspace, due)
        except Refusal as refusal:
            log.error("On its day %s was not revealed: %s", due.assessment, refusal.why)
        except (StorageError, SlackProblem):
            raise
        except Exception as error:  # one panel keeps no other from being revealed
            log.error("On its day %s was not revealed", due.assessment, exc_info=error)
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        await self.revealing.reveal_at(due.assessment, reveal_moment(tomorrow, zone))
