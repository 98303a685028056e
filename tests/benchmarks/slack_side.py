"""What Slack sends to the bot over HTTP, signed; and the time until it is acknowledged."""

import asyncio
import itertools
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.cards.callbacks import Ref
from tests.benchmarks.figures import Wrong
from tests.benchmarks.stub import TEAM, Json, Shown, Stub, Thread, button

SECRET = "bench-secret"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Clicked:
    """Seconds until the acknowledgement, and until the next card stood in Slack."""

    ack: float
    seen: float


class SlackSide:
    """What made-up people do, delivered to one bot."""

    def __init__(self, http: aiohttp.ClientSession, bot_url: str, stub: Stub) -> None:
        self._http = http
        self._url = f"{bot_url}/slack/events"
        self._stub = stub
        self._signer = SignatureVerifier(SECRET)
        self._ids = itertools.count(1)

    # --- what a person does

    async def command(self, person: str, channel: str) -> str:
        """/balance; returns the trigger with which the form may be opened."""
        trigger = f"trigger-{person}-{next(self._ids)}"
        self._stub.opened[trigger] = asyncio.Event()
        form = {
            "command": "/balance",
            "text": "",
            "user_id": person,
            "channel_id": channel,
            "team_id": TEAM,
            "trigger_id": trigger,
            "response_url": f"{self._stub.url}/hooks/command",
        }
        await self._send(urlencode(form), FORM)
        return trigger

    async def start(self, person: str, channel: str, title: str = "") -> Thread:
        """Submit the start form, and wait for the first card."""
        number = next(self._ids)
        title = title or f"Bench assessment {number}"
        values = {
            "title": {"value": {"type": "plain_text_input", "value": title}},
            "about": {"value": {"type": "plain_text_input", "value": None}},
            "assessors": {"value": {"type": "multi_users_select", "selected_users": []}},
            "channel": {"value": {"type": "conversations_select", "selected_conversation": channel}},
        }
        view = {
            "id": f"V{number}",
            "callback_id": "start_assessment",
            "type": "modal",
            "state": {"values": values},
        }
        await self._interact({"type": "view_submission", **_who(person), "view": view})
        return await self._first_card(title)

    async def answer(self, person: str, thread: Thread, action_id: str = "") -> Clicked:
        """Click a button of the present card, by default a rating, and wait for the next one, or for the
        summary."""
        card, began = _card(thread), time.perf_counter()
        # Never the same twice: that would be the second tap of one finger.
        action_id = action_id or f"rate_{4 + _turn(card) % 2}"
        ack = await self.click(person, thread.channel, thread.ts, card, action_id)
        # The next one, not the same drawn again.
        await thread.until(lambda: _turn(_card(thread)) > _turn(card) or bool(thread.summary))
        return Clicked(ack, time.perf_counter() - began)

    async def click(self, person: str, channel: str, thread_ts: str, card: Shown, action_id: str) -> float:
        """Returns the seconds until the acknowledgement."""
        pressed = button(card.blocks, action_id)
        if pressed is None:
            raise Wrong(f"no button {action_id} on the card")
        payload = {
            "type": "block_actions",
            **_who(person),
            "channel": {"id": channel, "name": "bench"},
            "container": {
                "type": "message",
                "message_ts": card.ts,
                "channel_id": channel,
                "thread_ts": thread_ts,
            },
            "message": {"ts": card.ts, "thread_ts": thread_ts, "blocks": card.blocks},
            "trigger_id": f"trigger-{next(self._ids)}",
            "response_url": f"{self._stub.url}/hooks/{card.ts}",
            "actions": [{**pressed, "action_ts": self._stub.stamp()}],
        }
        return await self._interact(payload)

    async def types(self, person: str, thread: Thread, text: str, ts: str) -> None:
        """A message in the thread, typed at `ts`."""
        await self.event(
            {
                "type": "message",
                "user": person,
                "channel": thread.channel,
                "channel_type": "channel",
                "text": text,
                "ts": ts,
                "event_ts": ts,
                "thread_ts": thread.ts,
                "team": TEAM,
            }
        )

    # --- what Slack does with it

    async def event(self, event: Json) -> None:
        body = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "token": "t"}
        body |= {"event_id": f"Ev{next(self._ids)}", "event_time": str(int(self._stub.moment()))}
        await self._send(json.dumps(body | {"event": event}), "application/json")

    async def _first_card(self, title: str) -> Thread:
        thread = await asyncio.wait_for(self._stub.headline(title), 120)
        await thread.until(lambda: thread.card is not None)
        return thread

    async def _interact(self, payload: Json) -> float:
        return await self._send(urlencode({"payload": json.dumps(payload)}), FORM)

    async def _send(self, body: str, content_type: str) -> float:
        moment = str(int(self._stub.moment()))
        signature = self._signer.generate_signature(timestamp=moment, body=body)
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": str(signature),
        }
        began = time.perf_counter()
        async with self._http.post(self._url, data=body, headers=headers) as response:
            text = await response.text()
            took = time.perf_counter() - began
        if response.status != 200 or "errors" in text:
            raise Wrong(f"not acknowledged: {response.status} {text}")
        return took


def _card(thread: Thread) -> Shown:
    assert thread.card is not None
    return thread.card


def _turn(card: Shown) -> int:
    """The turn that the first button of a card carries."""
    buttons = (element for block in card.blocks for element in block.get("elements", []))
    return Ref.decode(next(element["value"] for element in buttons if "value" in element)).turn


def _who(person: str) -> dict[str, Any]:
    return {
        "user": {"id": person, "team_id": TEAM, "username": person.lower()},
        "team": {"id": TEAM, "domain": "bench"},
        "api_app_id": "A1",
        "token": "t",
    }
