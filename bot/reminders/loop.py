"""Reminders: what waits for somebody comes to them in a direct message, once, at a decent hour.

A sweep finds what is due, and makes of it one message for each person.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.reminders.digest import Digests
from bot.reminders.messages import ReminderMessages
from bot.reminders.plan import Facts, make_plan
from bot.reminders.reveals import Reveals
from bot.slack.errors import SlackProblem
from bot.slack.throttle import Throttle
from bot.slack.users import People
from bot.tasks import EachSoOften
from flows.waiting import Waiting
from storage.database import Database
from storage.errors import StorageError
from storage.waiting import WhatWaits
from storage.workspace import Workspace

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two sweeps, on the bot's clock."""
TICK = 1.0
"""Seconds of real time: how soon a clock that was moved ahead is noticed."""
A_MINUTE = 60
"""Messages; Slack allows several hundred in a workspace, and people who work now come first."""


class ReminderLoop:
    """`clock` gives seconds since the epoch; `is_known`: whether that can be believed just now.
    `digests`: what governance leads are sent each week. `reveals`: what is revealed on its day."""

    def __init__(
        self,
        database: Database,
        messages: ReminderMessages,
        people: People,
        workspace: Workspace,
        clock: Callable[[], float],
        a_minute: int = A_MINUTE,
        digests: Digests | None = None,
        reveals: Reveals | None = None,
        is_known: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._database = database
        self._messages = messages
        self._people = people
        self._workspace = workspace
        self._clock = clock
        self._digests = digests
        self._reveals = reveals
        self._rhythm = EachSoOften(EVERY, clock, is_known)
        self._pace = Throttle(a_minute, 60.0)
        self._closing = asyncio.Event()

    async def run(self) -> None:
        """Sweep every minute, until `close`."""
        while not self._closing.is_set():
            if await self._rhythm.is_due():
                try:
                    await self._do_all()
                except StorageError as error:
                    log.log(error.level, "Reminders wait, because the database cannot be used: %s", error)
                except SlackProblem as problem:
                    log.error("Reminders wait, because Slack does not take them: %s", problem)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), TICK)

    def close(self) -> None:
        """Send what was begun, and nothing new."""
        self._closing.set()

    async def _do_all(self) -> None:
        """Raises StorageError and SlackProblem: the rest would meet the same."""
        parts = [
            # First: who is done is not reminded of what is over by then.
            self._reveals.reveal_due if self._reveals else None,
            self.sweep,
            self._digests.send_due if self._digests else None,
        ]
        for part in filter(None, parts):
            try:
                await part()
            except (StorageError, SlackProblem):
                raise
            except Exception as error:  # else it would keep the others back until the next start
                log.error("Reminders wait, because of an unexpected error", exc_info=error)

    async def sweep(self) -> None:
        """Remind everybody of what is due for them now. Raises StorageError and SlackProblem."""
        await self._messages.settle_doubts()
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
                await self._remind(person, matters)
            except (StorageError, SlackProblem):
                raise
            except Exception as error:  # one assessment that cannot be drawn must not silence all others
                log.error("A reminder failed", exc_info=error)

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

    async def _remind(self, person: str, matters: list[Waiting]) -> None:
        if await self._messages.send(await self._people.one(person), matters):
            await self._look_ahead({waiting.assessment for waiting in matters})

    async def _look_ahead(self, ids: set[str]) -> None:
        """When the next step of these assessments is due. What is due already is left to the next sweep."""
        now = self._now()
        facts = await self._database.read(lambda t: Facts.of(t, self._workspace, ids))
        plan = await make_plan(facts, self._people, now)
        due = {waiting.assessment for matters in plan.due.values() for waiting in matters}
        until = {one: moment for one, moment in plan.until.items() if one not in due}
        await self._database.write(lambda t: WhatWaits(t, self._workspace).nothing_before(until, facts.open))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)
