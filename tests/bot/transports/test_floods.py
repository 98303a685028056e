"""Strangers flood the bot over HTTP, from a process of their own, with more connections than it has places:
whatever they do, what Slack sends meanwhile is taken, all of it."""

import asyncio
import contextlib
import json
import logging
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.transports import crowd
from tests.bot.transports.conftest import Server
from tests.bot.transports.flood import Kind

PLACES, STRANGERS = 60, 150
CLICKS = 15
PATIENCE = aiohttp.ClientTimeout(total=120)

BODY = json.dumps({"type": "url_verification", "challenge": "abc123"}).encode()


@contextlib.asynccontextmanager
async def flooded(kind: Kind, server: Server) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.transports.flood", kind.name, str(server.port), str(STRANGERS)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        assert await process.stdout.readline(), "the flood ended"
        yield
    finally:
        process.kill()
        await process.wait()


async def click(server: Server, session: aiohttp.ClientSession) -> int | str:
    try:
        sent = session.post(f"{server.url}/slack/events", data=BODY, headers=server.signed(BODY))
        async with sent as answer:
            await answer.read()
            return answer.status
    except aiohttp.ClientError as error:
        return repr(error)


async def on_new_connections(server: Server) -> list[int | str]:
    taken = []
    for _ in range(CLICKS):
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            taken.append(await click(server, session))
    return taken


async def on_one_that_is_kept(server: Server) -> list[int | str]:
    """With pauses between, as a proxy keeps one for the next request."""
    taken = []
    connector = aiohttp.TCPConnector(limit=1, keepalive_timeout=120)
    async with aiohttp.ClientSession(connector=connector, timeout=PATIENCE) as session:
        for _ in range(CLICKS):
            taken.append(await click(server, session))
            await asyncio.sleep(0.05)
    return taken


@pytest.mark.parametrize("kind", Kind, ids=[kind.name.lower() for kind in Kind])
async def test_what_slack_sends_in_a_flood_is_taken(
    kind: Kind, server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "CONNECTIONS", PLACES)
    caplog.set_level(logging.ERROR, "bot.transports")  # a line for each refusal
    async with flooded(kind, server):
        ways = await asyncio.gather(
            on_new_connections(server), on_new_connections(server), on_one_that_is_kept(server)
        )
    assert [status for way in ways for status in way] == [200] * (CLICKS * len(ways))
