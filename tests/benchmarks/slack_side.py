"""What Slack sends to the bot over HTTP, signed; and the time until it is acknowledged."""

import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.benchmarks.stub import Json, Stub, button

SECRET = "bench-secret"
CHANNEL = "C1"


class SlackSide:
    """Clicks and forms of made-up people, delivered to one bot."""

    def __init__(self, http: aiohttp.ClientSession, bot_url: str, stub: Stub) -> None:
        self._http = http
        self._url = f"{bot_url}/slack/events"
        self._stub = stub
        self._signer = SignatureVerifier(SECRET)
        self._ids = itertools.count(1)

    async def start(self, person: str, title: str, channel: str = CHANNEL) -> str:
        """Submit the start form, and wait for the first card; returns the thread."""
        before = len(self._stub.headlines)
        number = next(self._ids)
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
        async with self._stub.news:
            await self._stub.news.wait_for(lambda: len(self._stub.headlines) > before)
            thread = self._stub.headlines[before]
            await self._stub.news.wait_for(lambda: thread in self._stub.cards)
        return thread

    async def click(self, person: str, thread: str, action_id: str, channel: str = CHANNEL) -> float:
        """Click a button of the thread's present card; returns the seconds until the acknowledgement."""
        ts, blocks, _ = self._stub.cards[thread]
        pressed = button(blocks, action_id)
        assert pressed is not None, f"no button {action_id}"
        payload = {
            "type": "block_actions",
            **_who(person),
            "channel": {"id": channel, "name": "bench"},
            "container": {"type": "message", "message_ts": ts, "channel_id": channel, "thread_ts": thread},
            "message": {"ts": ts, "thread_ts": thread, "blocks": blocks},
            "trigger_id": f"trigger-{next(self._ids)}",
            "response_url": f"{self._stub.url}/hooks/{channel}/{ts}",
            "actions": [{**pressed, "action_ts": f"{time.time():.6f}"}],
        }
        began = time.perf_counter()
        await self._interact(payload)
        return time.perf_counter() - began

    async def card_after(self, thread: str, seen: float) -> float:
        """Wait for a newer card than the one seen at that time; returns when it came."""
        async with self._stub.news:
            await self._stub.news.wait_for(
                lambda: self._stub.cards[thread][2] > seen or thread in self._stub.summaries
            )
        return self._stub.cards[thread][2]

    async def _interact(self, payload: Json) -> None:
        body = urlencode({"payload": json.dumps(payload)})
        moment = str(int(time.time()))
        signature = self._signer.generate_signature(timestamp=moment, body=body)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": str(signature),
        }
        async with self._http.post(self._url, data=body, headers=headers) as response:
            text = await response.text()
            assert response.status == 200, f"not acknowledged: {response.status} {text}"
            assert "errors" not in text, text


def _who(person: str) -> dict[str, Any]:
    return {
        "user": {"id": person, "team_id": "T1", "username": person.lower()},
        "team": {"id": "T1", "domain": "bench"},
        "api_app_id": "A1",
        "token": "t",
    }
