"""What these tests are built from: a Bolt app that remembers, and short ways to write blocks."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.wire.events import scopes_of_events
from bot.sandbox.world.manifest import Shortcut

_GRANTED = AppManifest.read(Path(__file__).parents[3] / "manifest.yml")
MANIFEST = replace(
    _GRANTED,
    events=frozenset(scopes_of_events()),
    scopes=_GRANTED.scopes.union(*scopes_of_events().values()),
)
"""The app's own, but it hears of everything that the sandbox can tell."""
ON_A_MESSAGE = Shortcut("Note this down", "note_down", "Keep a message", "message")
WIDER = replace(
    MANIFEST,
    scopes=MANIFEST.scopes | {"files:read"},
    shortcuts=(*MANIFEST.shortcuts, ON_A_MESSAGE),
)
"""The same with what the app does not use: it reads files, and has a shortcut on messages."""

Json = dict[str, Any]
ANYTHING = re.compile(".*")


class Bot:
    """A Bolt app that acknowledges whatever the test itself does not listen for, and remembers it all."""

    def __init__(self, slack: Sandbox, client: AsyncWebClient) -> None:
        self.slack = slack
        self.app = AsyncApp(client=client, process_before_response=True)
        self.heard: list[Json] = []
        self.ping_interval = 10.0
        """How often the client looks whether it must connect again."""
        self._handlers: list[AsyncSocketModeHandler] = []

    async def connect(self) -> None:
        """Open a socket; the first time, also listen for everything else."""
        if not self._handlers:
            self._listen()
        handler = AsyncSocketModeHandler(self.app, self.slack.app_token, ping_interval=self.ping_interval)
        self._handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await self.slack.wait_connected()

    def _listen(self) -> None:
        async def remember(body: Json, next: Callable[[], Any]) -> None:
            self.heard.append(body)
            await next()

        async def take(ack: Callable[[], Any]) -> None:
            await ack()

        self.app.use(remember)
        for listen in (
            self.app.action,
            self.app.command,
            self.app.shortcut,
            self.app.view,
            self.app.view_closed,
        ):
            listen(ANYTHING)(take)
        self.app.event(ANYTHING)(take)

    async def close(self) -> None:
        for handler in self._handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]

    def events(self, type: str) -> list[Json]:
        """The events of one type, without their wrapping."""
        return [body["event"] for body in self.heard if body.get("event", {}).get("type") == type]

    def interactions(self, type: str) -> list[Json]:
        return [body for body in self.heard if body.get("type") == type]


def refusal(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    """Slack's word for why it refused."""
    return str(error.value.response["error"])


def button(label: str, action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements: Json, block_id: str = "buttons") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def modal(*blocks: Json, callback_id: str = "form", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": list(blocks),
        **more,
    }


def text_input(label: str, block_id: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "typed", **more}
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": element,
    }


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, **more: Any) -> Json:
    return {"text": plain(value.title()), "value": value, **more}


class Panel:
    """The page's side of something that the sandbox shows and lets one do over HTTP, at `path`."""

    path: str

    def __init__(self, slack: Sandbox, session: aiohttp.ClientSession) -> None:
        self._url = f"{slack.url}{self.path}"
        self._session = session

    async def shows(self) -> Json:
        async with self._session.get(self._url) as answer:
            found: Json = await answer.json()
            return found

    async def does(self, **fields: object) -> Json:
        async with self._session.post(self._url, json=fields, headers={"X-Sandbox": "1"}) as answer:
            done: Json = await answer.json()
            return done
