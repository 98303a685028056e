"""Once a week, on the day and at the hour that they chose, governance leads are told what needs them.

What there is to tell is asked first. Then it is written down, and sent by the process that wrote it down.
Whether one that was in doubt has gone out is not looked for: a second would be worse than one that is lost,
and App Home says the same at any time.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.cards.concerns import digest
from bot.slack.client import Slack
from bot.slack.errors import NoEntry, SlackProblem, TryLater
from bot.slack.users import People
from flows.listing import Concerned
from flows.reminder_schedule import Reader, week_due
from flows.settings import PersonSettings
from storage.database import Database
from storage.digests import DigestStore
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.workspace import Workspace

log = logging.getLogger(__name__)

Concerns = Callable[[str], Awaitable[tuple[Sequence[Concerned] | None, bool]]]
"""What somebody looks after (None: they are no lead), and whether Slack said which channels they are in."""


@dataclass(frozen=True, slots=True)
class Digests:
    """`clock` gives seconds since the epoch; `url` is the workspace's address, for links."""

    database: Database
    slack: Slack
    people: People
    concerns: Concerns
    workspace: Workspace
    url: str
    clock: Callable[[], float]

    async def send_due(self) -> None:
        """Raises StorageError, and NoEntry where Slack lets nobody in."""
        for lead, rules in (await self.database.read(self._leads)).items():
            try:
                await self._send_to(lead, rules)
            except NoEntry:
                raise
            except SlackProblem as problem:
                log.info("The weekly message to %s: %s", lead, problem)

    def _leads(self, transaction: Transaction) -> Mapping[str, PersonSettings]:
        store = SettingsStore(transaction, self.workspace)
        leads = store.workspace().leads
        return dict.fromkeys(leads, PersonSettings()) | (store.people(leads) if leads else {})

    async def _send_to(self, lead: str, rules: PersonSettings) -> None:
        now = datetime.fromtimestamp(self.clock(), UTC)
        person = await self.people.one(lead)
        week = week_due(Reader(person.zone, rules), now)
        if week is None or not person.can_be_told:
            return
        if await self.database.read(lambda t: DigestStore(t, self.workspace).was_begun(lead, week)):
            return
        # Asked before it is written down: until all is known, a crash or a silent Slack loses nothing.
        concerns, complete = await self.concerns(lead)
        if not complete:
            log.info("A weekly message waits, because Slack did not say where %s is", lead)
            return
        if not await self.database.write(lambda t: DigestStore(t, self.workspace).begin(lead, week, now)):
            return  # another process was faster
        if not concerns:
            return  # written down all the same: this week there is nothing to tell
        try:
            await self.slack.say(lead, digest(concerns, self.url, now.astimezone(person.zone)))
        except (TryLater, NoEntry):
            await self.database.write(lambda t: DigestStore(t, self.workspace).release(lead, week))
            raise
