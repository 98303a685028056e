"""What goes on by itself: once a minute, the rules of the workspace; and whenever something was erased, what
Balance posted of it, until nothing is left to try and its eraser was told."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from bot.cards import erasing as cards
from bot.erasing.clearing import Clearing
from bot.erasing.retention import Sweep
from bot.slack.client import Slack
from bot.slack.errors import NoEntry, SlackProblem, TryLater
from bot.tasks import EachSoOften
from flows.actor import is_person
from storage.clearing import is_told, to_clear
from storage.database import Database
from storage.erasing import Tombstone
from storage.errors import StorageError
from storage.workspace import Workspace

log = logging.getLogger(__name__)

SWEEP_EVERY = 60.0
"""Seconds between two sweeps, on the bot's clock."""
TICK = 1.0
"""Seconds of real time: how soon a clock that was moved ahead is noticed."""
CLEAR_EVERY = 20.0
"""Seconds after which what failed, or another process left, is taken up."""
AT_ONCE = 50


class RetentionLoop:
    """`clock` gives seconds since the epoch; `is_known`: whether that can be believed just now: on
    a clock that was set ahead by a year, what is kept for another one would be gone."""

    def __init__(
        self, sweep: Sweep, clock: Callable[[], float], is_known: Callable[[], Awaitable[bool]]
    ) -> None:
        self._sweep = sweep
        self._rhythm = EachSoOften(SWEEP_EVERY, clock, is_known)

    async def run(self) -> None:
        while True:
            if await self._rhythm.is_due():
                try:
                    await self._sweep.sweep()
                except StorageError as error:
                    log.log(error.level, "What is due to be erased waits: %s", error)
            await asyncio.sleep(TICK)


class ClearingLoop:
    """Deletes in Slack what was erased, one after the other."""

    def __init__(self, database: Database, slack: Slack, clearing: Clearing, workspace: Workspace) -> None:
        self._database = database
        self._slack = slack
        self._clearing = clearing
        self._workspace = workspace
        self._more = asyncio.Event()

    def wake(self) -> None:
        """Something was erased."""
        self._more.set()

    async def run(self) -> None:
        while True:
            self._more.clear()
            try:
                await self.clear_all()
            except StorageError as error:
                log.log(error.level, "What was erased stays in Slack for now: %s", error)
            except SlackProblem as problem:
                log.warning("What was erased stays in Slack for now: %s", problem)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), CLEAR_EVERY)

    async def clear_all(self) -> None:
        """Raises StorageError and SlackProblem; what is left by then is written down."""
        while ids := await self._database.read(lambda t: to_clear(t, self._workspace, AT_ONCE)):
            for id in ids:
                stone = await self._clearing.clear(id)
                if stone and stone.tell:
                    await self._tell(stone, stone.tell)
                elif stone:
                    log.info("%s is erased; deleted in Slack: %d", id, stone.left.deleted)
                if stone and stone.left.stays:
                    number = sum(stone.left.stays_by_why.values())
                    log.warning("Of %s, Slack did not delete %d: see balance erase", id, number)

    async def _tell(self, stone: Tombstone, person: str) -> None:
        """Written down first, so that two processes do not say it twice."""
        if not await self._database.write(lambda t: is_told(t, stone.id, person)):
            return
        if not is_person(person):
            return  # they were forgotten
        try:
            await self._slack.say(
                person, cards.cleared(stone.id, stone.left.deleted, stone.left.stays_by_why)
            )
        except (TryLater, NoEntry):
            await self._database.write(lambda t: is_told(t, stone.id, person, again=True))
            raise
        except SlackProblem as problem:
            log.warning("%s could not be told what was erased: %s", person, problem)
