"""The switchboard: faults over HTTP."""

import asyncio
import inspect
from typing import get_type_hints

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.faults.fault import Extent, Lasting
from bot.sandbox.faults.names import CALLS, RESPONSE_URL
from bot.sandbox.page.switchboard.kinds import KINDS
from bot.sandbox.page.switchboard.offer import FaultKind
from bot.sandbox.wire.api.web_api import METHODS
from bot.sandbox.wire.file_routes import UPLOAD
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.bot.sandbox.kit import Json, Panel


class Board(Panel):
    path = "sandbox/faults"


@pytest.fixture
def board(slack: Sandbox, session: aiohttp.ClientSession) -> Board:
    return Board(slack, session)


async def test_a_fault_is_switched_on_shown_and_ended(
    slack: Sandbox, client: AsyncWebClient, board: Board
) -> None:
    started = await board.does(fault="refuse", method="chat.*", error="fatal_error", channel="", times="3")
    assert started["ok"]
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.chat_postMessage(channel=HOUSING, text="hello")
    shown = await board.shows()
    [fault] = shown["faults"]
    assert fault == {
        "id": started["id"],
        "fault": "refuse",
        "words": "chat.*: fatal_error",
        "hits": 1,
        "left": 2,
        "ends_in": None,
    }
    assert shown["injected"][0] | {"at": 0} == {"fault": "refuse", "target": "chat.postMessage", "at": 0}
    assert (await board.does(end=started["id"]))["faults"] == []
    assert await board.does(end=started["id"]) == {"ok": False, "error": "This fault is over already."}
    await client.chat_postMessage(channel=HOUSING, text="hello")


async def test_everything_is_cleared_at_once(slack: Sandbox, board: Board) -> None:
    await board.does(fault="latency", seconds=0.1, up_to=0.2, lasting=60)
    await board.does(fault="archive", channel=HOUSING)
    shown = (await board.does(fault="rate_limit", retry_after=5))["faults"]
    assert [fault["words"] for fault in shown] == [
        "Everything it asks: 0.1 to 0.2 seconds slower",
        "#housing-data is archived",
        "Everything it asks: wait 5 seconds",
    ]
    assert 59 < shown[0]["ends_in"] <= 60
    assert (await board.does(clear=True))["faults"] == []
    assert not slack.world.channels[HOUSING].archived


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"fault": "flood"}, "The sandbox knows no such fault."),
        ({"fault": "drop", "colour": "red"}, "“Broken connections” knows no “colour”."),
        ({"fault": "latency"}, "“Seconds” is missing."),
        ({"fault": "latency", "seconds": "soon"}, "“Seconds” needs a number that makes sense."),
        ({"fault": "latency", "seconds": "nan"}, "“Seconds” needs a number that makes sense."),
        ({"fault": "drop", "chance": 2}, "“How likely, from 0 to 1” needs a number that makes sense."),
        ({"fault": "drop", "times": -1}, "“How many times” needs a number that makes sense."),
        ({"fault": "server_error", "status": "200"}, "“Number of the error” is one of 500, 502, 503, 504."),
        ({"fault": "archive", "channel": "C0NOWHERE"}, "There is no channel C0NOWHERE."),
    ],
)
async def test_what_makes_no_sense_is_said_in_plain_words(board: Board, fields: Json, words: str) -> None:
    assert await board.does(**fields) == {"ok": False, "error": words}


async def test_only_the_page_itself_may_switch(slack: Sandbox, session: aiohttp.ClientSession) -> None:
    async with session.post(f"{slack.url}sandbox/faults", json={"fault": "drop"}) as answer:
        assert answer.status == 403
    async with session.get(f"{slack.url}sandbox/faults", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 400
    assert not slack.faults.active


VALUES: Json = {
    "method": "chat.update",
    "news": "message",
    "channel": HOUSING,
    "person": "U0TOM000001",
    "text": "text",
    "seconds": 1,
    "count": 1,
    "share": 0.5,
    "flag": True,
}


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"delete_message"}))
async def test_every_fault_can_be_switched_on_with_all_that_it_offers(board: Board, name: str) -> None:
    [kind] = [kind for kind in (await board.shows())["kinds"] if kind["fault"] == name]
    fields = {
        field["name"]: field["choices"][0]["value"] if field["choices"] else VALUES[field["kind"]]
        for field in kind["fields"]
    }
    assert (await board.does(fault=name, **fields))["ok"]
    assert (await board.does(clear=True))["ok"]


@pytest.mark.parametrize("name", sorted(KINDS))
async def test_the_switchboard_offers_all_that_the_method_takes(slack: Sandbox, name: str) -> None:
    method = KINDS[name].method(slack.faults)
    taken = set(inspect.signature(method).parameters) - {"extent"}
    if "extent" in inspect.signature(method).parameters:
        extent = Lasting if "Lasting" in str(method.__annotations__["extent"]) else Extent
        taken |= set(get_type_hints(extent))
    offered = {field.name for field in KINDS[name].fields}
    assert offered == taken


async def test_the_switchboard_knows_every_fault(slack: Sandbox) -> None:
    faults = slack.faults
    methods = {
        method
        for part in (faults.calls, faults.events, faults.sockets, faults.workspace)
        for name, method in inspect.getmembers(part, inspect.ismethod)
        if not name.startswith("_")
    }
    assert {kind.method(faults) for kind in KINDS.values()} == methods


def test_every_method_is_named_in_plain_words() -> None:
    assert set(CALLS) == {*METHODS, RESPONSE_URL, UPLOAD}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_stands_in_a_field_at_first_can_be_read(kind: FaultKind) -> None:
    for field in kind.fields:
        if field.start:
            field.read(field.start)


async def test_faults_name_channels_people_and_calls_as_people_do(board: Board) -> None:
    await board.does(fault="drop", method="chat.update", channel=HOUSING, after=True)
    await board.does(fault="lose", what="message", user=TOM)
    await board.does(fault="delay", seconds=5, channel=HOUSING)
    assert [fault["words"] for fault in (await board.shows())["faults"]] == [
        "Change a message in #housing-data: the line breaks after it is done",
        "Messages from Tom Fletcher: lost on the way",
        "All news in #housing-data: 5 seconds late",
    ]
    kinds = (await board.shows())["kinds"]
    assert not [kind for kind in kinds if "{" in kind["group"] + kind["words"] + kind["about"]]
    assert "Remove Balance from a channel" in [kind["words"] for kind in kinds]


async def test_the_page_hears_when_a_fault_begins_strikes_and_ends(
    slack: Sandbox, session: aiohttp.ClientSession, client: AsyncWebClient, board: Board
) -> None:
    async def heard(live: aiohttp.ClientWebSocketResponse) -> None:
        async with asyncio.timeout(20):
            assert await live.receive_json() == {"type": "faults"}

    async with session.ws_connect(f"{slack.url}sandbox/live", params={"as": TOM}) as live:
        started = await board.does(fault="latency", seconds=0)
        await heard(live)
        await client.auth_test()
        await heard(live)
        await board.does(end=started["id"])
        await heard(live)
        await board.does(fault="drop", method="chat.delete", lasting=60)
        await heard(live)
        await slack.pass_time(61)
        await heard(live)
        assert await live.receive_json() == {"type": "clock"}
    assert not slack.faults.active
