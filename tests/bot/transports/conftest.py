"""The bot over HTTP, and Slack that delivers to it."""

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bot.config import Settings
from bot.sandbox import AppManifest, Sandbox
from bot.transports.http import serve
from tests.ports import HOST, free_port
from tests.scenarios.conftest import ACK_SECONDS, TRIGGER_SECONDS

ROOT = Path(__file__).parents[3]


@dataclass
class Server:
    """The bot behind an address, and Slack that delivers to it."""

    slack: Sandbox
    settings: Settings
    port: int
    skew: float = 0.0
    """Seconds by which the bot's clock is ahead of Slack's."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def start(self) -> None:
        ready = asyncio.Event()
        serving = serve(self.settings, HOST, self.port, self.stop, ready, lambda: time.time() + self.skew)
        self.task = asyncio.create_task(serving)
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({waiting, self.task}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        waiting.cancel()
        if self.task.done():
            await self.task

    async def end(self) -> None:
        self.stop.set()
        if self.task:
            await self.task

    async def send(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/slack/events", data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    def signed(self, body: bytes, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers that Slack would send with this body."""
        timestamp = str(int(time.time() if at is None else at))
        key = (secret or self.slack.signing_secret).encode()
        digest = hmac.new(key, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest}",
        }


@pytest.fixture
def skew() -> float:
    return 0.0


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'balance.db'}"


@pytest.fixture
async def server(database_url: str, skew: float, quick_people: None) -> AsyncIterator[Server]:
    port = free_port()
    manifest = AppManifest.read(ROOT / "manifest.yml")
    address = f"http://{HOST}:{port}/slack/events"
    async with Sandbox(
        manifest=manifest,
        deliver_http_to=address,
        ack_seconds=ACK_SECONDS,
        trigger_seconds=TRIGGER_SECONDS,
    ) as slack:
        settings = Settings.model_validate(
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_SIGNING_SECRET": slack.signing_secret,
                "SLACK_API_URL": slack.api_url,
                "BALANCE_DATABASE_URL": database_url,
            }
        )
        running = Server(slack, settings, port, skew)
        await running.start()
        yield running
        await running.end()


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of it: no traceback, from nobody."""
    assert not [record for record in caplog.records if record.exc_info]
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
