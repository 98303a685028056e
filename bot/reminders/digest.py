"""Once a week, on the day and at the hour that they chose, governance leads are told what needs them.

What there is to tell is asked first. Then it is written down, and sent by the process that wrote it down.
Whether one that was in doubt has gone out is not looked for, but where something that it names was erased: a
second would be worse than one that is lost, and App Home says the same at any time.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.cards.concerns import digest
from bot.slack.client import Posted, Slack
from bot.slack.errors import NoEntry, SlackProblem, TryLater
from bot.slack.users import People
from flows.listing import Concerned
from flows.reminder_schedule import Reader, week_due
from flows.settings import PersonSettings
from storage.database import Database
from storage.digests import DigestStore
from storage.errors import StorageError
from storage.settings import SettingsStore
from storage.told import was_sent
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
            except (NoEntry, StorageError):
                raise
            except SlackProblem as problem:
                log.info("The weekly message to %s: %s", lead, problem)
            except Exception as error:  # what cannot be drawn for one is no matter of the others
                log.error("The weekly message to %s failed", lead, exc_info=error)

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
        token, names = secrets.token_hex(8), _named(concerns or ())
        card = digest(concerns, self.url, now.astimezone(person.zone)) if concerns else None
        begin = partial(self._begin, lead, week, now, token, names)
        if not await self.database.write(begin):
            return  # another process was faster
        if card is None:
            return  # written down all the same: this week there is nothing to tell
        try:
            posted = await self.slack.post(lead, card, token=token)
        except (TryLater, NoEntry):
            await self.database.write(lambda t: DigestStore(t, self.workspace).release(lead, week))
            raise
        await self.database.write(partial(self._sent, lead, week, names, posted))

    def _begin(
        self, lead: str, week: str, now: datetime, token: str, names: list[str], transaction: Transaction
    ) -> bool:
        return DigestStore(transaction, self.workspace).begin(lead, week, now, token, names)

    def _sent(self, lead: str, week: str, names: list[str], posted: Posted, transaction: Transaction) -> None:
        DigestStore(transaction, self.workspace).sent(lead, week, posted.channel, posted.ts)
        was_sent(transaction, names, posted.channel, posted.ts)


def _named(concerns: Sequence[Concerned]) -> list[str]:
    """The assessments that it may name: where not all have room, it names fewer."""
    return sorted({listed.id for one in concerns for listed in one.first})
