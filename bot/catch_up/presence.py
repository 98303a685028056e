"""Each bot writes down that it runs, whether it is connected, and when it last heard of Slack: what
`balance status` reads, without asking Slack or the bot."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from math import ceil

from bot.catch_up.heartbeat import Connection
from bot.tasks import Tasks
from storage.database import Database
from storage.errors import StorageError
from storage.processes import Process, forget_dead, remove, write

log = logging.getLogger(__name__)

BEAT_SECONDS = 15.0
"""Written without waiting for the disk: after a power cut nobody needs to know that it was there."""
LOOK_SECONDS = 1.0


class Presence:
    """`heard` gives when Slack last sent something, None before it did. Moments are this machine's: whoever
    looks after it compares them with the machine's log."""

    def __init__(
        self, database: Database, team: str, tasks: Tasks, heard: Callable[[], datetime | None]
    ) -> None:
        self._database = database
        self._tasks = tasks
        self._heard = heard
        self._team = team
        self._beating: asyncio.Task[None] | None = None
        self._connection: str | None = None
        self.process: Process | None = None

    def start(self, mode: str, connection: Connection) -> None:
        """Called before the transport connects, so that a bot that cannot is seen as well."""
        began = _now()
        self.process = Process(
            id=secrets.token_hex(8),
            team=self._team,
            pid=os.getpid(),
            host=socket.gethostname(),
            mode=mode,
            version=version("balance-bot"),
            started_at=began,
            lost_at=began,
        )

        async def beat_forever() -> None:
            await self._write(forget=True)
            while True:
                await self.beat(connection)
                await self._rest(connection)

        self._beating = self._tasks.spawn_lasting(beat_forever, "presence")

    async def stop(self) -> None:
        """A clean stop leaves nothing."""
        if self._beating is None or self.process is None:
            return
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)
        id = self.process.id
        with contextlib.suppress(StorageError):
            await self._database.write_lightly(lambda transaction: remove(transaction, id))

    async def beat(self, connection: Connection) -> None:
        """One look at the connection, written down."""
        self.see(await connection())
        await self._write()

    async def _rest(self, connection: Connection) -> None:
        """Until the next beat, or until it is connected otherwise: who has just started a bot asks at once
        whether it is."""
        for _ in range(ceil(BEAT_SECONDS / LOOK_SECONDS)):
            await asyncio.sleep(LOOK_SECONDS)
            if await connection() != self._connection:
                return

    def see(self, connection: str | None) -> None:
        """What the connection is called now; another name after each break."""
        assert self.process is not None
        if connection is None and self.process.lost_at is None:
            self.process = replace(self.process, connected_since=None, lost_at=_now())
        elif connection is not None and connection != self._connection:
            self.process = replace(self.process, connected_since=_now(), lost_at=None)
        self._connection = connection

    async def _write(self, *, forget: bool = False) -> None:
        assert self.process is not None
        process = self.process = replace(self.process, heard_at=self._heard())
        try:
            if forget:
                await self._database.write_lightly(forget_dead)
            await self._database.write_lightly(lambda transaction: write(transaction, process))
        except StorageError as error:
            log.log(error.level, "It cannot be written down that this process runs: %s", error)


def _now() -> datetime:
    return datetime.now(UTC)
