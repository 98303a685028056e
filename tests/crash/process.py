"""A real bot process that can be killed: forked from a server that has everything imported, so that
hundreds of starts take seconds."""

import asyncio
import logging
import multiprocessing
import os
import signal
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, text

from bot.reminders.loop import EVERY
from bot.sandbox import Sandbox
from tests.crash.seams import Point, Seams, Track

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.crash.warm"])


class KillableBot:
    """The bot on one sandbox, database and question file, started and killed again and again.

    `url` is its database; without one it is a SQLite file in `folder`. `looks_every`: seconds between two
    looks at what a day brings.
    """

    def __init__(
        self,
        slack: Sandbox,
        folder: Path,
        framework: Path,
        url: str | None = None,
        looks_every: float = EVERY,
    ) -> None:
        self._slack = slack
        self._folder = folder
        self.url = url or f"sqlite:///{folder / 'balance.db'}"
        self._environment = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "BALANCE_DATABASE_URL": self.url,
            "BALANCE_FRAMEWORK": str(framework),
        }
        self._looks_every = looks_every
        self.track = Track(folder)
        self._engine = create_engine(self.url, poolclass=NullPool)
        self._process: BaseProcess | None = None

    @property
    def database(self) -> Path:
        return self._folder / "balance.db"

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def start(self, kill_at: Point | None = None) -> None:
        arguments = (self._environment, self.track, kill_at, self._looks_every)
        self._process = FORKS.Process(target=_run, args=arguments, daemon=True)
        self._process.start()
        await self._slack.wait_connected()

    def rows(self, query: str) -> list[Any]:
        """What the store answers to this query now, whichever kind it is."""
        with self._engine.connect() as connection:
            return list(connection.execute(text(query)))

    def change(self, statement: str) -> None:
        """Change something in the store, behind the back of whoever runs."""
        with self._engine.begin() as connection:
            connection.execute(text(statement))

    async def falls(self, seconds: float) -> None:
        """Wait until the process has killed itself at the seam that it was started with."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, seconds)
        assert not self.alive, f"it was not killed within {seconds:g} s"

    async def ended(self) -> None:
        """Wait until the process has killed itself, and Slack has noticed it."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join)
        await self._gone()

    async def kill(self) -> None:
        assert self._process is not None
        if self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGKILL)
        await self.ended()

    async def _gone(self) -> None:
        self._process = None
        await self._slack.until(lambda: not self._slack.sockets.connected)


def _run(environment: dict[str, str], track: Track, kill_at: Point | None, looks_every: float) -> None:
    """In the forked process: the product as `balance run` starts it, with its seams wrapped."""
    from bot.config import Settings
    from bot.reminders import loop
    from bot.transports import event_loop, socket_mode

    os.environ.update(environment)
    logging.basicConfig(level=logging.CRITICAL)
    Seams(track, kill_at).install()
    hurry()
    loop.EVERY = looks_every
    event_loop.run(socket_mode.run(Settings.from_environment()))


def hurry() -> None:
    """Have the bot of this process go by the pace of these tests, which do an afternoon's work in seconds."""
    from bot.slack import rate_limits
    from bot.use_cases import in_time
    from flows import standing

    in_time.GOOD_TO = in_time.SECOND_TAP = 0.0  # nearly everything is clicked and typed within the second
    standing.REST = timedelta(milliseconds=200)  # what is behind is waited for
    rate_limits.PACES.clear()  # these sandboxes have no limits of their own
