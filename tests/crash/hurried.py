"""The bot of the property test: the killable one, in a world where waiting takes a fraction of the time."""

import asyncio
import logging
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.sandbox import Sandbox
from tests.crash.process import _FORKS as FORKS
from tests.crash.process import KillableBot

RETRIES = (0.0, 0.5, 2.0)
"""When the sandbox sends an event again: Slack does so at once, after 1 and after 5 minutes."""


class HurriedBot(KillableBot):
    """Waits of the bot that are made for Slack's minutes are shortened as its retries are."""

    def __init__(self, slack: Sandbox, folder: Path, framework: Path) -> None:
        super().__init__(slack, folder, framework)
        self._log = folder / "log"

    @property
    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    async def start(self, kill_at: int = 0) -> None:
        self._process = FORKS.Process(target=_run, args=(self._environment, str(self._log)), daemon=True)
        self._process.start()
        await self._slack.wait_connected(20)

    async def end(self) -> None:
        """A stop as by systemd."""
        assert self._process is not None
        if self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGTERM)
        await asyncio.to_thread(self._process.join)
        await self._gone()


def _run(environment: dict[str, str], log: str) -> None:
    from bot import desk, listening, runner, surfaces
    from bot.config import Settings

    os.environ.update(environment)
    logging.basicConfig(filename=log, level=logging.INFO, force=True)
    surfaces.SWEEP_SECONDS = 1.0
    desk.HEADLINE_WAITS = timedelta(seconds=0.3)
    listening.BEAT_SECONDS = 0.1
    listening.SHORT = timedelta(seconds=0.3)
    listening.RETRIES = timedelta(seconds=4)
    handler = runner._Handler
    handler_init = handler.__init__

    def init(self: runner._Handler, *arguments: Any) -> None:
        handler_init(self, *arguments)
        self.client.ping_interval = 0.3  # how soon a broken socket is noticed: else 10 s

    setattr(handler, "__init__", init)  # noqa: B010 - mypy takes no other assignment to a method
    asyncio.run(runner.run(Settings.from_environment()))
