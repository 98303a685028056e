"""What people do, as Slack sends it to the bot; and the time until it is acknowledged."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards import starting
from bot.cards.callbacks import Do, Ref
from bot.sandbox.wire.outbox import Kind
from tests.benchmarks.figures import Wrong
from tests.benchmarks.stub import TEAM, Json, Shown, Stub, Thread, button, direct_message
from tests.benchmarks.ways import Way


@dataclass(frozen=True, slots=True)
class Clicked:
    """Seconds until the acknowledgement, and until the next card stood in Slack."""

    ack: float
    seen: float


class SlackSide:
    """What made-up people do, delivered on the way that the app has chosen."""

    def __init__(self, way: Way, stub: Stub) -> None:
        self._way = way
        self._stub = stub
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
        await self._way.send(Kind.COMMAND, form)
        return trigger

    async def start(self, person: str, channel: str, title: str = "", *, panel: Sequence[str] = ()) -> Thread:
        """Submit the start form, and wait for the first card. `panel`: these are to answer alone first."""
        number = next(self._ids)
        title = title or f"Bench assessment {number}"
        way = starting.Way.ALONE if panel else starting.Way.TOGETHER
        values = {
            "title": {"value": {"type": "plain_text_input", "value": title}},
            "about": {"value": {"type": "plain_text_input", "value": None}},
            "assessors": {"value": {"type": "multi_users_select", "selected_users": [*panel]}},
            "how": {"value": {"type": "radio_buttons", "selected_option": {"value": way}}},
            "channel": {"value": {"type": "conversations_select", "selected_conversation": channel}},
        }
        view = {
            "id": f"V{number}",
            "callback_id": "start_assessment",
            "type": "modal",
            "state": {"values": values},
        }
        await self._way.send(Kind.INTERACTIVE, {"type": "view_submission", **_who(person), "view": view})
        return await self._first_card(title)

    async def begin_alone(self, person: str) -> Thread:
        """Take up the invitation to a panel, and wait for the first question."""
        invitation = await asyncio.wait_for(self._stub.asked(person), 120)
        await self.click(person, direct_message(person), invitation.ts, invitation, Do.BALLOT)
        thread = await asyncio.wait_for(self._stub.ballot(person), 120)
        await thread.until(lambda: thread.card is not None)
        return thread

    async def answer(self, person: str, thread: Thread, action_id: str = "") -> Clicked:
        """Click a button of the present card, by default a rating, and wait for the next one, or for the
        summary."""
        card, began = card_of(thread), time.perf_counter()
        # Never the same twice: that would be the second tap of one finger.
        action_id = action_id or f"rate_{4 + turn_of(card) % 2}"
        ack = await self.click(person, thread.channel, thread.ts, card, action_id)
        # The next one, not the same drawn again.
        await thread.until(lambda: turn_of(card_of(thread)) > turn_of(card) or bool(thread.summary))
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
        return await self._way.send(Kind.INTERACTIVE, payload)

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
        await self._way.send(Kind.EVENT, body | {"event": event})

    async def _first_card(self, title: str) -> Thread:
        thread = await asyncio.wait_for(self._stub.headline(title), 120)
        await thread.until(lambda: thread.card is not None)
        return thread


def card_of(thread: Thread) -> Shown:
    assert thread.card is not None
    return thread.card


def turn_of(card: Shown) -> int:
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
