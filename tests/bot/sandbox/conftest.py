"""A sandbox, a real Web API client and a real Bolt app over Socket Mode, for each test anew."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import AppManifest, Sandbox
from tests.bot.sandbox.kit import MANIFEST, Bot


@pytest.fixture
def manifest() -> AppManifest:
    return MANIFEST


@pytest.fixture
async def slack(manifest: AppManifest) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=manifest) as sandbox:
        yield sandbox


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


@pytest.fixture
async def bot(slack: Sandbox, client: AsyncWebClient) -> AsyncIterator[Bot]:
    """Not connected yet, so that a test can add its own listeners first."""
    bot = Bot(slack, client)
    yield bot
    await bot.close()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
