"""Once a day, the ends of all chains go into one digest: a whole record that vanished is missed by it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date, datetime

from storage.chain_days import keep_day
from storage.database import Database
from storage.errors import StorageError
from storage.workspace import Workspace

log = logging.getLogger(__name__)

TICK = 60.0
"""Seconds between two looks at the clock."""


class DailyDigest:
    """`now` gives the time in UTC, by which a day begins, unless `is_known` says that it is in doubt."""

    def __init__(
        self,
        database: Database,
        workspace: Workspace,
        now: Callable[[], datetime],
        is_known: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._now = now
        self._is_known = is_known
        self._kept: date | None = None

    async def run(self) -> None:
        while True:
            try:
                if self._is_known is None or await self._is_known():
                    await self.keep()
            except StorageError as error:
                log.log(error.level, "The day of the record waits: %s", error)
            await asyncio.sleep(TICK)

    async def keep(self) -> None:
        """Keep today's digest, unless it is kept. Raises StorageError."""
        today = self._now().date()
        if today != self._kept:
            await self._database.write(lambda t: keep_day(t, self._workspace, today))
            self._kept = today
