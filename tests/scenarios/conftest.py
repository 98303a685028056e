"""A sandbox and the real bot in one process, talking over the real wire (HTTP and WebSocket)."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.sandbox import AppManifest, Sandbox
from bot.transports import socket_mode

ROOT = Path(__file__).parents[2]
ACK_SECONDS, TRIGGER_SECONDS = 10.0, 60.0
"""Slack waits 3 s for either. That the bot asks nothing of Slack before it acknowledges is held in
tests/crash; here nothing hangs on how fast the machine is."""


def settings_for(slack: Sandbox, database: Path, **more: str) -> Settings:
    return Settings.model_validate(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "BALANCE_DATABASE_URL": f"sqlite:///{database}",
            **more,
        }
    )


@dataclass
class Bot:
    """The bot of a scenario; it can be stopped and started again on the same database."""

    slack: Sandbox
    settings: Settings
    skew: float = 0.0
    """Seconds by which its clock is ahead of Slack's."""
    _task: asyncio.Task[None] | None = None
    _stop: asyncio.Event | None = None

    async def start(self) -> None:
        self._stop, ready = asyncio.Event(), asyncio.Event()
        clock, steady = lambda: self.slack.now() + self.skew, self.slack.now
        running = socket_mode.run(self.settings, self._stop, ready, clock, steady)
        self._task = asyncio.create_task(running)
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        waiting.cancel()
        if self._task.done():
            await self._task
        await self.slack.wait_connected()

    async def stop(self) -> None:
        if self._task and self._stop:
            self._stop.set()
            await self._task
            self._task = None


@pytest.fixture(autouse=True)
def _at_their_pace(quick_people: None) -> None:
    """Nobody waits in a scenario."""


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Sandbox]:
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(
        manifest=manifest, enforce_limits=True, ack_seconds=ACK_SECONDS, trigger_seconds=TRIGGER_SECONDS
    ) as sandbox:
        yield sandbox


@pytest_asyncio.fixture
async def bot(slack: Sandbox, database: Path, migrated_file: Path) -> AsyncIterator[Bot]:
    """It finds its tables: making them takes as long as a scenario."""
    shutil.copy(migrated_file, database)
    running = Bot(slack, settings_for(slack, database))
    await running.start()
    yield running
    with contextlib.suppress(Exception):
        await running.stop()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "balance.db"
