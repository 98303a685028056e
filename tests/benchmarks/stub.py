"""The least that can stand in for Slack in a benchmark: quick, with a set latency, and counting.

The sandbox is strict and does a lot for each call; here the bot is to be measured, not the sandbox.
"""

import asyncio
import itertools
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]


@dataclass
class Stub:
    """`cards` holds the latest card of each thread: its ts, its blocks, and when it arrived."""

    latency: float = 0.150
    calls: Counter[str] = field(default_factory=Counter)
    cards: dict[str, tuple[str, list[Json], float]] = field(default_factory=dict)
    headlines: list[str] = field(default_factory=list)
    summaries: set[str] = field(default_factory=set)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _ts: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _threads: dict[str, str] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    url: str = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/hooks/{channel}/{ts}", self._hook)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body: Json = await request.json() if request.content_type == "application/json" else {}
        if method != "auth.test":
            self.calls[method] += 1
            await asyncio.sleep(self.latency)
        return web.json_response({"ok": True, **await self._answer(method, body)})

    async def _answer(self, method: str, body: Json) -> Json:
        if method == "auth.test":
            return {"team_id": "T1", "team": "Bench", "user_id": "UBOT", "bot_id": "BBOT", "url": "http://x/"}
        if method == "chat.postMessage":
            ts = f"{time.time():.0f}.{next(self._ts):06d}"
            thread = body.get("thread_ts")
            await self._seen(thread, ts, body)
            if not thread:
                self.headlines.append(ts)
            return {"ts": ts, "channel": body["channel"], "message": {"ts": ts, "thread_ts": thread}}
        if method == "chat.update":
            await self._seen(self._threads.get(body["ts"]), body["ts"], body)
            return {"ts": body["ts"], "channel": body["channel"]}
        return {"view": {"id": "V1"}}

    async def _hook(self, request: web.Request) -> web.Response:
        body = await request.json()
        await asyncio.sleep(self.latency)
        self.calls["response_url"] += 1
        ts = request.match_info["ts"]
        if body.get("replace_original"):
            await self._seen(self._threads.get(ts), ts, body)
        return web.Response(text="ok")

    async def _seen(self, thread: str | None, ts: str, body: Json) -> None:
        if thread is None:
            return
        self._threads[ts] = thread
        async with self.news:
            if str(body.get("text", "")).startswith("Summary"):
                self.summaries.add(thread)
            elif any(block["type"] == "actions" for block in body.get("blocks", [])):
                self.cards[thread] = (ts, body["blocks"], time.perf_counter())
            self.news.notify_all()


def button(blocks: list[Json], action_id: str) -> Json | None:
    """The button with this action_id, if the card has it."""
    for block in blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == action_id:
                return dict(element)
    return None
