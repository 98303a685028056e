"""Bolt apps without any Balance, to compare with: two that only acknowledge, in Bolt's default ways; one as
it is mostly written by hand; and one that does the least that a click can cost."""

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
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Handler = AsyncSlackRequestHandler | SlackRequestHandler


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=tuple(KINDS), required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    handler = KINDS[options.kind]()

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


class _Table(DeclarativeBase):
    """What `_plain` keeps."""


class _Click(_Table):
    __tablename__ = "plain_clicks"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    person: Mapped[str]
    answer: Mapped[str]


def _plain() -> SlackRequestHandler:
    """The listener that one writes first: acknowledge, one transaction, change the card, post a line. With
    the defaults of Bolt, SQLAlchemy's ORM and SQLite."""
    client = WebClient(token=os.environ.pop("SLACK_BOT_TOKEN"), base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])
    engine = create_engine(os.environ["BALANCE_DATABASE_URL"])
    _Table.metadata.create_all(engine)

    @app.action("rate_4")
    def answer(ack: Callable[[], None], body: dict[str, Any], client: WebClient) -> None:
        ack()
        channel, message = body["channel"]["id"], body["message"]
        with Session(engine) as session:
            session.add(_Click(channel=channel, person=body["user"]["id"], answer="4"))
            session.commit()
        client.chat_update(channel=channel, ts=message["ts"], text="A card", blocks=message["blocks"])
        client.chat_postMessage(channel=channel, text="An answer", thread_ts=message["ts"])

    return SlackRequestHandler(app)


def _least() -> AsyncSlackRequestHandler:
    """With the same parts and settings as Balance: commit one row, acknowledge, answer through the
    response_url, commit one row that says so."""

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


KINDS: dict[str, Callable[[], Handler]] = {
    "async": _async,
    "sync": _sync,
    "plain": _plain,
    "least": _least,
}

if __name__ == "__main__":
    main()
