"""Bolt apps without any Balance, to compare with: two that only acknowledge, in Bolt's default ways; and one
that does the least that a click can cost, with the same parts and settings as Balance: commit one row, ack,
answer through the response_url, commit one row that says so."""

import argparse
import asyncio
import functools
import os
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Handler = AsyncSlackRequestHandler | SlackRequestHandler


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=("async", "sync", "least"), required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    handler: Handler = {"async": _async, "sync": _sync, "least": _least}[options.kind]()

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [Route("/slack/events", events, methods=["POST"]), Route("/health", health)]
    uvicorn.run(Starlette(routes=routes), port=options.port, log_level="warning")


def _async() -> AsyncSlackRequestHandler:
    client = AsyncWebClient(token=os.environ.pop("SLACK_BOT_TOKEN"), base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.action("rate_4")
    async def acknowledge(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    return AsyncSlackRequestHandler(app)


def _sync() -> SlackRequestHandler:
    client = WebClient(token=os.environ.pop("SLACK_BOT_TOKEN"), base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.action("rate_4")
    def acknowledge(ack: Callable[[], None]) -> None:
        ack()

    return SlackRequestHandler(app)


def _least() -> AsyncSlackRequestHandler:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-bench", bot_user_id="UBOT")

    os.environ.pop("SLACK_BOT_TOKEN", None)  # else Bolt warns that it is not used
    app = AsyncApp(
        name="least",
        client=AsyncWebClient(base_url=os.environ["SLACK_API_URL"]),
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        authorize=authorize,
        process_before_response=True,
    )
    file = os.environ["BALANCE_DATABASE_URL"].removeprefix("sqlite:///")
    kept, shown = _file(file, "FULL"), _file(file, "NORMAL")
    drawing: set[asyncio.Task[None]] = set()

    @functools.cache
    def http() -> aiohttp.ClientSession:  # within the loop
        return aiohttp.ClientSession()

    @app.action("rate_4")
    async def answer(ack: Callable[[], Awaitable[None]], body: dict[str, Any]) -> None:
        _commit(kept, body["actions"][0]["action_ts"])
        task = asyncio.create_task(draw(body))
        drawing.add(task)
        task.add_done_callback(drawing.discard)
        await ack()

    async def draw(body: dict[str, Any]) -> None:
        card = {"text": "A card", "blocks": body["message"]["blocks"], "replace_original": True}
        async with http().post(body["response_url"], json=card) as response:
            await response.text()
        _commit(shown, body["actions"][0]["action_ts"])

    return AsyncSlackRequestHandler(app)


def _file(path: str, synchronous: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for line in ("journal_mode=WAL", f"synchronous={synchronous}"):
        connection.execute(f"PRAGMA {line}")
    connection.execute("CREATE TABLE IF NOT EXISTS clicks (ts TEXT)")
    return connection


def _commit(connection: sqlite3.Connection, ts: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO clicks VALUES (?)", (ts,))
    connection.execute("COMMIT")


if __name__ == "__main__":
    main()
