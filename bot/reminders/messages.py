"""One reminder: written down before it is sent, and looked for where it is not known whether it went out.

Whichever process writes it down first sends it. Then it is looked at once more whether the matter still
waits.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.cards.card import Card
from bot.cards.reminder import MOST, Entry, reminder
from bot.cards.text import permalink
from bot.reminders.plan import Facts
from bot.slack.client import Posted, Slack
from bot.slack.errors import InDoubt, NoEntry, SlackProblem, TryLater
from bot.slack.users import People, Person
from bot.slack.visibility import Seen
from flows.assessment import Assessment
from flows.reminder_schedule import ALWAYS_TOLD, Now
from flows.waiting import Waiting
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.reminders import DROPPED, SENT, Doubt, ReminderStore
from storage.repository import Repository
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.told import was_sent
from storage.transaction import Transaction
from storage.workspace import Workspace

log = logging.getLogger(__name__)

DOUBT = timedelta(minutes=2)
"""After this, another process is surely no longer at it: a call to Slack ends in 10 s."""
LEFT = {"user_disabled", "account_inactive"}


@dataclass(frozen=True, slots=True)
class ClaimedReminder:
    """One message that this process alone may send."""

    token: str
    due: dict[Waiting, Now]


@dataclass(frozen=True, slots=True)
class ReminderMessages:
    """`clock` gives seconds since the epoch; `url` is the workspace's address, for links."""

    database: Database
    frameworks: FrameworkStore
    slack: Slack
    people: People
    seen_by: Callable[[str], Awaitable[Seen]]
    workspace: Workspace
    url: str
    clock: Callable[[], float]

    async def send(self, person: Person, matters: list[Waiting]) -> bool:
        """Tell somebody of what is due of these. False if there is nothing to tell: another process was
        first, it is settled, or Slack does not say what this person may see. Raises StorageError and
        SlackProblem."""
        seen = await self.seen_by(person.id)
        if not seen.complete:
            log.info("A reminder waits, because Slack did not say where %s is", person.id)
            return False
        token = secrets.token_hex(8)
        claimed = await self.database.write(partial(self._claim, person, matters, token))
        if claimed is None:
            return False
        still, entries = await self.database.read(partial(self._entries, person, claimed))
        if settled := claimed.due.keys() - set(still):
            keys = [waiting.key for waiting in settled]
            await self.database.write(lambda t: ReminderStore(t, self.workspace).drop(token, keys))
        if entries:
            shown = [entry for entry in entries if seen.shows(entry.assessment, person.id)]
            # Who is not told which one it is was not told that it is to be erased.
            unseen = (entry.waiting for entry in entries if entry not in shown)
            untold = [waiting.key for waiting in unseen if waiting.matter in ALWAYS_TOLD]
            if untold:
                await self.database.write(lambda t: ReminderStore(t, self.workspace).drop(token, untold))
            card = reminder(shown, len(still) - len(entries), len(entries) - len(shown))
            await self._send(person, card, token, [entry.whole for entry in shown])
        return True

    def _claim(
        self, person: Person, matters: list[Waiting], token: str, transaction: Transaction
    ) -> ClaimedReminder | None:
        """Write down what goes out now. None: nothing does; another process was first, or it is settled."""
        now, told = self._now(), ReminderStore(transaction, self.workspace)
        facts = Facts.of(transaction, self.workspace, {waiting.assessment for waiting in matters})
        reader = facts.reader(person)
        due: dict[Waiting, Now] = {}
        for waiting in matters:
            one = facts.still_waits(waiting)
            what = facts.what_now(one, waiting, reader, now) if one else None
            if isinstance(what, Now):
                due[waiting] = what
        steps = [(waiting, step.name) for waiting, what in due.items() for step in what.steps]
        mine = told.begin(steps, token, now)
        if not mine:
            told.confirm(token, DROPPED)
            return None
        return ClaimedReminder(token, {waiting: what for waiting, what in due.items() if waiting.key in mine})

    def _entries(
        self, person: Person, claimed: ClaimedReminder, transaction: Transaction
    ) -> tuple[list[Waiting], list[Entry]]:
        """What still waits, now that nobody else will send it, the longest first; and what the message says
        of the first of these."""
        ids = {waiting.assessment for waiting in claimed.due}
        facts = Facts.of(transaction, self.workspace, ids)
        store = self.frameworks
        repository = Repository(transaction, self.workspace, store.load, store.parts, store.sheets)
        today = self._now().astimezone(person.zone).date()
        still = sorted(
            (waiting for waiting in claimed.due if facts.still_waits(waiting)),
            key=lambda waiting: (waiting.since, waiting.key),
        )
        entries = []
        for waiting in still[:MOST]:
            if assessment := _told_of(repository, waiting):
                link, is_last = self._link(transaction, assessment), claimed.due[waiting].is_last
                entries.append(Entry(waiting, assessment, today, link, is_last, facts.leads))
        return still, entries

    def _link(self, transaction: Transaction, assessment: Assessment) -> str | None:
        """To the summary if there is one, else to the card."""
        where, thread = Surfaces(transaction), assessment.thread_ts
        kinds = (SurfaceKind.SUMMARY, SurfaceKind.CARD)
        ts = next((ts for kind in kinds if (ts := where.ts_of(assessment.id, kind))), thread)
        return permalink(self.url, assessment.channel, ts, thread) if ts else None

    async def _send(self, person: Person, card: Card, token: str, names: list[str]) -> None:
        """`names`: the ids of the assessments that it names."""
        try:
            posted = await self.slack.post(person.id, card, token=token)
        except (TryLater, NoEntry) as problem:
            log.info("A reminder waits: %s", problem)
            await self._release(token)
            if isinstance(problem, NoEntry):
                raise
        except InDoubt as problem:
            log.info("Whether a reminder has gone out is not known yet: %s", problem)
        except SlackProblem as problem:
            if problem.code in LEFT:
                self.people.left(person.id)
                await self._release(token)
            else:
                log.warning("%s cannot be reminded: %s", person.id, problem)
                await self._confirm(token, DROPPED)
        else:
            await self._confirm(token, SENT, posted, names)

    # --- what was begun and not confirmed

    async def settle_doubts(self) -> None:
        before = self._now() - DOUBT
        doubts = await self.database.read(lambda t: ReminderStore(t, self.workspace).in_doubt(before))
        for doubt in doubts:
            await self._settle(doubt)

    async def _settle(self, doubt: Doubt) -> None:
        if doubt.channel is None:
            # The first message to this person: there is no telling where it would stand. A second one
            # would be worse than one that got lost; App Home lists the matter all the same.
            await self._confirm(doubt.token, SENT)
            return
        try:
            found = await self.slack.find(doubt.channel, doubt.token, doubt.since.timestamp(), None)
        except (TryLater, InDoubt, NoEntry) as problem:
            log.info("A reminder in doubt could not be looked for: %s", problem)
        except SlackProblem as problem:
            log.warning("A reminder in doubt is left out: %s", problem)
            await self._confirm(doubt.token, SENT)
        else:
            await (self._confirm(doubt.token, SENT, found) if found else self._release(doubt.token))

    async def _confirm(
        self, token: str, state: str, posted: Posted | None = None, names: Sequence[str] = ()
    ) -> None:
        def work(transaction: Transaction) -> None:
            store = ReminderStore(transaction, self.workspace)
            if posted is None:
                store.confirm(token, state)
                return
            store.confirm(token, state, posted.channel, posted.ts)
            was_sent(transaction, names, posted.channel, posted.ts)

        await self.database.write(work)

    async def _release(self, token: str) -> None:
        await self.database.write(lambda t: ReminderStore(t, self.workspace).release(token, self._now()))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)


def _told_of(repository: Repository, waiting: Waiting) -> Assessment | None:
    """What the reader is told about. That somebody left who answers alone is told of what they answer: their
    ballot is for nobody else's eyes."""
    found = repository.get(waiting.assessment)
    if found and found.panel_of and found.owner != waiting.person:
        return repository.get(found.panel_of)
    return found
