"""A Bolt app that only acknowledges, in Bolt's default way: what a click costs without any Balance."""

import argparse
import os
from collections.abc import Awaitable, Callable

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Handler = AsyncSlackRequestHandler | SlackRequestHandler


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=("async", "sync"), required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    handler: Handler = _async() if options.kind == "async" else _sync()

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


if __name__ == "__main__":
    main()
