"""The plainest app there is: one socket that hears everything."""

import asyncio

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.bot.sandbox.kit import Json


class Ear:
    """A bare socket that acknowledges only what it is told to."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self.frames: list[Json] = []
        self.acknowledges = True
        self._came = asyncio.Condition()

    async def connect(self, session: aiohttp.ClientSession) -> None:
        client = AsyncWebClient(base_url=self._slack.api_url)
        opened = await client.apps_connections_open(app_token=self._slack.app_token)
        self.socket = await session.ws_connect(opened["url"])
        self.frames.append(await self.socket.receive_json())
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self.socket:
            frame = message.json()
            async with self._came:
                self.frames.append(frame)
                self._came.notify_all()
            if self.acknowledges and "envelope_id" in frame:
                await self.socket.send_json({"envelope_id": frame["envelope_id"]})

    async def hears(self, count: int) -> None:
        """Wait until so many events have come."""
        async with asyncio.timeout(20), self._came:
            await self._came.wait_for(lambda: len(self.events) >= count)

    @property
    def events(self) -> list[Json]:
        return [frame for frame in self.frames if frame["type"] == "events_api"]

    async def close(self) -> None:
        await self.socket.close()
        await self._listening
