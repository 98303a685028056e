"""Reminders: what waits for somebody comes to them in a direct message, once, at a decent hour.

A sweep finds what is due, and makes of it one message for each person. That it is about to go out is
written down first, by whichever process comes first; then it is looked at once more whether it still
waits, and sent. What was begun and not confirmed is looked for by its metadata, as every post is.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.cards.card import Card
from bot.cards.reminder import MOST, Entry, reminder
from bot.pace import Pace
from bot.people import People, Person
from bot.reminder_plan import Facts, make_plan
from bot.reminding_rules import Now, Step
from bot.slack import Slack
from bot.slack_problems import InDoubt, NoEntry, SlackProblem, TryLater
from bot.text import permalink
from flows.assessment import Assessment
from flows.waiting import Waiting
from storage.database import Database
from storage.errors import StorageError
from storage.frameworks import FrameworkStore
from storage.reminders import DROPPED, SENT, Doubt, Reminders
from storage.repository import Repository, Workspace
from storage.surface_rows import Kind
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.waiting import WhatWaits

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two sweeps, on the bot's clock."""
TICK = 1.0
"""Seconds of real time: how soon a clock that was moved ahead is noticed."""
A_MINUTE = 60
"""Messages; Slack allows several hundred in a workspace, and people who work now come first."""
DOUBT = timedelta(minutes=2)
"""After this, another process is surely no longer at it: a call to Slack ends in 10 s."""
LEFT = {"user_disabled", "account_inactive"}


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message that this process alone may send."""

    token: str
    steps: dict[Waiting, Step]


class ReminderLoop:
    """`clock` gives seconds since the epoch; `url` is the workspace's address, for links."""

    def __init__(
        self,
        database: Database,
        frameworks: FrameworkStore,
        slack: Slack,
        people: People,
        workspace: Workspace,
        url: str,
        clock: Callable[[], float],
        a_minute: int = A_MINUTE,
    ) -> None:
        self._database = database
        self._frameworks = frameworks
        self._slack = slack
        self._people = people
        self._workspace = workspace
        self._url = url
        self._clock = clock
        self._pace = Pace(a_minute, 60.0)
        self._closing = asyncio.Event()

    async def run(self) -> None:
        """Sweep every minute, until `close`."""
        swept: float | None = None
        while not self._closing.is_set():
            if swept is None or not 0 <= self._clock() - swept < EVERY:
                swept = self._clock()
                try:
                    await self.sweep()
                except StorageError as error:
                    log.error("Reminders wait, because the database cannot be used: %s", error)
                except SlackProblem as problem:
                    log.error("Reminders wait, because Slack does not take them: %s", problem)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), TICK)

    def close(self) -> None:
        """Send what was begun, and nothing new."""
        self._closing.set()

    async def sweep(self) -> None:
        """Remind everybody of what is due for them now. Raises StorageError and SlackProblem."""
        await self._settle_doubts()
        due: dict[str, list[Waiting]] = {}
        # Until the moment at which it began: what people work on meanwhile is looked at the next time, or a
        # sweep in a full room would never end.
        now = self._now()
        while (found := await self._look(now)) is not None:
            for person, matters in found.items():
                due.setdefault(person, []).extend(matters)
            await asyncio.sleep(0)  # who clicks meanwhile is not kept waiting
        for person, matters in due.items():
            await self._pace.wait()
            if self._closing.is_set():
                return
            try:
                await self._remind(await self._people.one(person), matters)
            except (StorageError, SlackProblem):
                raise
            except Exception as error:  # one assessment that cannot be drawn must not silence all others
                log.error("A reminder failed", exc_info=error)

    # --- finding out

    async def _look(self, now: datetime) -> dict[str, list[Waiting]] | None:
        """What is due of some assessments; None when there are no more of which something may be."""
        facts = await self._database.read(lambda t: Facts.due(t, self._workspace, now))
        if not facts.open:
            return None
        plan = await make_plan(facts, self._people, now)
        await self._database.write(
            lambda t: WhatWaits(t, self._workspace).nothing_before(plan.until, facts.open)
        )
        return plan.due

    # --- one message

    async def _remind(self, person: Person, matters: list[Waiting]) -> None:
        token = secrets.token_hex(8)
        claimed = await self._database.write(partial(self._claim, person, matters, token))
        if claimed is None:
            return
        still, entries = await self._database.read(partial(self._entries, person, claimed))
        if settled := claimed.steps.keys() - set(still):
            keys = [waiting.key for waiting in settled]
            await self._database.write(lambda t: Reminders(t, self._workspace).drop(token, keys))
        if entries:
            await self._send(person, reminder(entries, len(still) - len(entries)), token)
        await self._look_ahead({waiting.assessment for waiting in matters})

    def _claim(
        self, person: Person, matters: list[Waiting], token: str, transaction: Transaction
    ) -> Claimed | None:
        """Write down what goes out now. None: nothing does; another process was first, or it is settled."""
        now, told = self._now(), Reminders(transaction, self._workspace)
        facts = Facts.of(transaction, self._workspace, {waiting.assessment for waiting in matters})
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
        return Claimed(token, {waiting: what.step for waiting, what in due.items() if waiting.key in mine})

    def _entries(
        self, person: Person, claimed: Claimed, transaction: Transaction
    ) -> tuple[list[Waiting], list[Entry]]:
        """What still waits, now that nobody else will send it, the longest first; and what the message says
        of the first of these."""
        ids = {waiting.assessment for waiting in claimed.steps}
        facts = Facts.of(transaction, self._workspace, ids)
        store = self._frameworks
        repository = Repository(transaction, self._workspace, store.load, store.parts)
        today = self._now().astimezone(person.zone).date()
        still = sorted(
            (waiting for waiting in claimed.steps if facts.still_waits(waiting)),
            key=lambda waiting: (waiting.since, waiting.key),
        )
        entries = []
        for waiting in still[:MOST]:
            if assessment := repository.get(waiting.assessment):
                link, is_last = self._link(transaction, assessment), claimed.steps[waiting].is_last
                entries.append(Entry(waiting, assessment, today, link, is_last))
        return still, entries

    def _link(self, transaction: Transaction, assessment: Assessment) -> str | None:
        ts = Surfaces(transaction).ts_of(assessment.id, Kind.SUMMARY) or assessment.thread_ts
        return permalink(self._url, assessment.channel, ts) if ts else None

    async def _send(self, person: Person, card: Card, token: str) -> None:
        try:
            posted = await self._slack.post(person.id, card, token=token)
        except (TryLater, NoEntry) as problem:
            log.info("A reminder waits: %s", problem)
            await self._release(token)
            if isinstance(problem, NoEntry):
                raise
        except InDoubt as problem:
            log.info("Whether a reminder has gone out is not known yet: %s", problem)
        except SlackProblem as problem:
            if problem.code in LEFT:
                self._people.left(person.id)
                await self._release(token)
            else:
                log.warning("%s cannot be reminded: %s", person.id, problem)
                await self._confirm(token, DROPPED)
        else:
            await self._confirm(token, SENT, posted.channel)

    async def _look_ahead(self, ids: set[str]) -> None:
        """When the next step of these assessments is due. What is due already is left to the next sweep."""
        now = self._now()
        facts = await self._database.read(lambda t: Facts.of(t, self._workspace, ids))
        plan = await make_plan(facts, self._people, now)
        due = {waiting.assessment for matters in plan.due.values() for waiting in matters}
        until = {one: moment for one, moment in plan.until.items() if one not in due}
        await self._database.write(lambda t: WhatWaits(t, self._workspace).nothing_before(until, facts.open))

    # --- what was begun and not confirmed

    async def _settle_doubts(self) -> None:
        before = self._now() - DOUBT
        doubts = await self._database.read(lambda t: Reminders(t, self._workspace).in_doubt(before))
        for doubt in doubts:
            await self._settle(doubt)

    async def _settle(self, doubt: Doubt) -> None:
        if doubt.channel is None:
            # The first message to this person: there is no telling where it would stand. A second one
            # would be worse than one that got lost; App Home lists the matter all the same.
            await self._confirm(doubt.token, SENT)
            return
        try:
            found = await self._slack.find(doubt.channel, doubt.token, doubt.since.timestamp(), None)
        except (TryLater, InDoubt, NoEntry) as problem:
            log.info("A reminder in doubt could not be looked for: %s", problem)
        except SlackProblem as problem:
            log.warning("A reminder in doubt is left out: %s", problem)
            await self._confirm(doubt.token, SENT)
        else:
            await (self._confirm(doubt.token, SENT) if found else self._release(doubt.token))

    async def _confirm(self, token: str, state: str, channel: str | None = None) -> None:
        await self._database.write(lambda t: Reminders(t, self._workspace).confirm(token, state, channel))

    async def _release(self, token: str) -> None:
        await self._database.write(lambda t: Reminders(t, self._workspace).release(token, self._now()))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)
