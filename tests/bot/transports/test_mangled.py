"""Each kind of payload with each part of it left out, or something else in its place, well signed: refused or
ignored, never a failure, and never in anybody's way."""

import copy
import json
import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.cards.callbacks import Do, View
from bot.sandbox import Sandbox
from bot.sandbox.wire.outbox import Attempt, Kind
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from tests.bot.transports.conftest import Server
from tests.conftest import DRAW
from tests.scenarios.team import Team

Json = dict[str, Any]

WORDS = "Only the housing desk says so"
"""Typed by somebody, so in no line of the log."""
OTHERS: tuple[object, ...] = (
    *(None, True, 7, 10**400, "", "x", "\x00", "9" * 400, "[" * 20_000),
    *([], [[]], {}, {"id": 7, "type": []}),
)
TRIES = 3
"""How many of these in each place."""
DEPTH = 3
"""How far into a payload it is mangled."""


UNUSED: tuple[tuple[Kind, Json], ...] = (
    (Kind.COMMAND, {"ssl_check": "1", "token": "x"}),
    (Kind.EVENT, {"type": "url_verification", "challenge": "x"}),
    (Kind.EVENT, {"type": "event_callback", "event": {"type": "workflow_step_execute", "workflow_step": {}}}),
    (Kind.EVENT, {"type": "event_callback", "event": {"type": "function_executed", "inputs": {}}}),
    *(
        (Kind.INTERACTIVE, {"type": kind, "callback_id": "x", "action_id": "x", "actions": [{"name": "x"}]})
        for kind in (
            *("interactive_message", "dialog_submission", "dialog_cancellation", "dialog_suggestion"),
            *("block_suggestion", "workflow_step_edit", "message_action", "view_closed"),
        )
    ),
)
"""What Balance does not use, and Bolt takes apart all the same."""


class Recorder:
    """Hears all that Slack delivers, and passes it on."""

    def __init__(self, slack: Sandbox) -> None:
        self._transport = slack._core.outbox.transport
        self.heard: dict[str, tuple[Kind, Json]] = {}
        """The last payload of each kind."""

    async def deliver(self, kind: Kind, payload: Json, attempt: Attempt) -> Json:
        self.heard[_kind(kind, payload)] = kind, copy.deepcopy(payload)
        return await self._transport.deliver(kind, payload, attempt)


def _kind(kind: Kind, payload: Json) -> str:
    if kind is Kind.COMMAND:
        return "command"
    if kind is Kind.EVENT:
        return str(payload["event"]["type"])
    return f"{payload['type']} {[action['action_id'] for action in payload.get('actions', [])]}"


async def recorded(server: Server) -> tuple[Team, dict[str, tuple[Kind, Json]]]:
    """A conversation in which people do a bit of everything; and what Slack has sent meanwhile."""
    slack = server.slack
    slack.limits.enforced = False
    slack._core.outbox.transport = recorder = Recorder(slack)
    team, amina, tom = Team(slack), slack.person(AMINA), slack.person(TOM)
    await team.start()
    await team.click("4")
    await team.question(2)
    await team.ticked(team.type(f"2 because {WORDS}", TOM))
    await team.question(3)
    amina.types.post(HOUSING, f"<@{slack.world.bot.id}> help")
    tom.types.post(tom.dm, "list")
    amina.home.open()
    await slack.until(lambda: amina.home.view)
    await amina.home.click(action_id=Do.FILTER)
    await slack.until(lambda: amina.modal.views)
    await amina.modal.close()
    await amina.clicks.shortcut(View.START)
    await slack.until(lambda: amina.modal.views)
    await amina.modal.close(all=True)
    await team.click(Do.NOT_APPLICABLE)
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"reason": WORDS}) is None
    await team.question(4)
    slack.person(TOM).channels.leave(HOUSING)
    await slack.settled()
    return team, recorder.heard


def mangled(payload: Json, draw: random.Random, depth: int = DEPTH) -> Iterator[Json]:
    """The payload with one part left out, or something else in its place, for each of its parts in turn."""
    for name, value in payload.items():
        yield {key: kept for key, kept in payload.items() if key != name}
        yield from (payload | {name: other} for other in draw.sample(OTHERS, TRIES))
        first = value[0] if isinstance(value, list) and value else value
        if depth > 1 and isinstance(first, dict):
            for changed in mangled(first, draw, depth - 1):
                yield payload | {name: changed if first is value else [changed, *value[1:]]}


def body_of(kind: Kind, payload: Json) -> bytes:
    if kind is Kind.EVENT:
        return json.dumps(payload).encode()
    form = payload if kind is Kind.COMMAND else {"payload": json.dumps(payload)}
    return urlencode({name: str(value) for name, value in form.items()}).encode()


@pytest.fixture
def database_url(migrated: str) -> str:
    return migrated


async def test_whatever_part_of_a_signed_payload_is_wrong_nothing_fails(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    team, heard = await recorded(server)
    assert len(heard) >= 8, sorted(heard)
    draw = random.Random(os.environ[DRAW])
    for kind, payload in (*heard.values(), *UNUSED):
        for changed in mangled(payload, draw, depth=1 if kind is Kind.COMMAND else DEPTH):
            body = body_of(kind, changed)
            status, _ = await server.send(body, server.signed(body))
            assert status < 500, changed
            assert not [record for record in caplog.records if record.exc_info], changed
    assert WORDS not in caplog.text
    await team.click("4")
    await team.question(5)
