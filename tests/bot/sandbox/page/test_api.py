"""What the page asks of the server."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GENERAL, GOVERNANCE, HOUSING, TOM
from tests.bot.sandbox.kit import Bot, Json, actions, button, modal, text_input


class Page:
    """The page's side of the wire."""

    def __init__(self, slack: Sandbox, session: aiohttp.ClientSession) -> None:
        self._slack = slack
        self._session = session

    async def get(self, path: str, **query: str) -> Json:
        async with self._session.get(f"{self._slack.url}{path}", params=query) as answer:
            found: Json = await answer.json()
            return found

    async def act(self, user: str, act: str, **fields: Any) -> Json:
        body = {"as": user, "act": act, **fields}
        url = f"{self._slack.url}sandbox/act"
        async with self._session.post(url, json=body, headers={"X-Sandbox": "1"}) as answer:
            done: Json = await answer.json()
            return done


@pytest.fixture
async def page(slack: Sandbox) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as session:
        yield Page(slack, session)


async def test_the_state_is_the_world_as_one_person_sees_it(page: Page) -> None:
    state = await page.get("sandbox/state", **{"as": TOM})
    assert state["me"]["name"] == "Tom Fletcher"
    assert [person["role"] for person in state["people"]][:2] == ["data lead", "housing officer"]
    assert state["commands"][0]["command"] == "/balance"
    conversations = {one["id"]: one for one in state["conversations"]}
    assert GOVERNANCE not in conversations
    assert not conversations[GENERAL]["bot_in"]
    assert [one["name"] for one in state["conversations"] if one["kind"] == "im"] == ["Balance"]
    assert (state["views"], state["home"]) == ([], None)
    assert (await page.get("sandbox/state"))["me"]["id"] == AMINA


async def test_messages_and_unread_marks(slack: Sandbox, client: AsyncWebClient, page: Page) -> None:
    parent = (await page.act(TOM, "post", channel=HOUSING, text="hello"))["ts"]
    await client.chat_postMessage(channel=HOUSING, text=f"<@{AMINA}>", blocks=[actions(button("Go"))])
    await client.chat_postMessage(channel=HOUSING, text="reply", thread_ts=parent)
    await client.chat_postEphemeral(channel=HOUSING, user=AMINA, text="psst")
    found = (await page.get("sandbox/messages", **{"as": AMINA, "channel": HOUSING}))["messages"]
    assert [(one["text"], one["is_bot"], one["ephemeral"], one["reply_count"]) for one in found] == [
        ("hello", False, False, 1),
        (f"<@{AMINA}>", True, False, 0),
        ("psst", True, True, 0),
    ]
    thread = (await page.get("sandbox/messages", **{"as": AMINA, "channel": HOUSING, "thread": parent}))[
        "messages"
    ]
    assert [one["text"] for one in thread] == ["hello", "reply"]

    async def marks() -> tuple[int, int]:
        conversations = (await page.get("sandbox/state", **{"as": AMINA}))["conversations"]
        housing = next(one for one in conversations if one["id"] == HOUSING)
        return housing["unread"], housing["mentions"]

    assert await marks() == (3, 1)
    await page.act(AMINA, "mark_read", channel=HOUSING)
    assert await marks() == (0, 0)


async def test_every_act_of_a_person_can_be_done(
    slack: Sandbox, client: AsyncWebClient, bot: Bot, page: Page
) -> None:
    async def open_form(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=modal(text_input("Title", "title"), actions(button("Why", "why"))),
        )
        await ack()

    bot.app.command("/balance")(open_form)
    await bot.connect()
    ts = (await page.act(TOM, "post", channel=HOUSING, text="hello"))["ts"]
    assert (await page.act(TOM, "edit", channel=HOUSING, ts=ts, text="hello!"))["ok"]
    assert (await page.act(TOM, "react", channel=HOUSING, ts=ts, name="eyes"))["ok"]
    assert (await page.act(TOM, "delete", channel=HOUSING, ts=ts))["ok"]
    card = (await client.chat_postMessage(channel=HOUSING, text="card", blocks=[actions(button("Go"))]))["ts"]
    click = {
        "channel": HOUSING,
        "ts": card,
        "block_id": "buttons",
        "action_id": "go",
        "value": None,
        "state": {},
    }
    assert (await page.act(TOM, "click", **click)) == {"ok": True}
    assert (await page.act(TOM, "command", channel=HOUSING, command="/balance", text=""))["ok"]
    [view] = (await page.get("sandbox/state", **{"as": TOM}))["views"]
    why = {"view_id": view["id"], "block_id": "buttons", "action_id": "why", "value": None, "state": {}}
    assert (await page.act(TOM, "view_click", **why))["ok"]
    empty = await page.act(TOM, "submit", view_id=view["id"], state={})
    assert empty == {"ok": False, "errors": {"title": "Please complete this required field."}}
    state = {"title": {"typed": {"type": "plain_text_input", "value": "Falls"}}, "stranger": {"x": {}}}
    assert (await page.act(TOM, "submit", view_id=view["id"], state=state)) == {"ok": True}
    [sent] = bot.interactions("view_submission")
    assert sent["view"]["state"]["values"] == {"title": state["title"]}
    assert (await page.act(TOM, "home", tab="home"))["ok"]
    assert (await page.act(TOM, "shortcut", callback_id="start_assessment"))["ok"]
    assert (await page.act(TOM, "close", all=True))["ok"]
    for act in ("join", "invite_bot", "kick_bot", "archive", "unarchive"):
        assert (await page.act(TOM, act, channel=GENERAL)) == {"ok": True}
    assert (await page.act(TOM, "rename", channel=GENERAL, name="all"))["ok"]
    await slack.settled()


async def test_what_did_not_work_is_said_in_words(page: Page) -> None:
    failed = await page.act(TOM, "command", channel=HOUSING, command="/balance")
    assert failed == {"ok": False, "error": "/balance failed with the error “dispatch_failed”"}
    assert (await page.act(TOM, "post", channel=HOUSING))["error"] == "This act needs “text”."
    assert (await page.act(TOM, "dance"))["error"] == "The sandbox knows no act “dance”."
    assert (await page.act("U0NOBODY", "post"))["error"] == "There is no such person."
    assert (await page.get("sandbox/messages", **{"as": TOM, "channel": GOVERNANCE}))["ok"] is False


async def test_hints_come_live_and_only_to_whom_they_concern(slack: Sandbox, client: AsyncWebClient) -> None:
    url = f"{slack.url}sandbox/live"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, params={"as": TOM}) as live:
        await client.chat_postEphemeral(channel=HOUSING, user=AMINA, text="psst")
        parent = (await client.chat_postMessage(channel=HOUSING, text="hello"))["ts"]
        await client.chat_postMessage(channel=HOUSING, text="reply", thread_ts=parent)
        await client.views_publish(user_id=TOM, view={"type": "home", "blocks": []})
        async with asyncio.timeout(20):
            hints = [await live.receive_json() for _ in range(3)]
        assert hints == [
            {"type": "messages", "channel": HOUSING, "thread": None},
            {"type": "messages", "channel": HOUSING, "thread": parent},
            {"type": "home"},
        ]


async def test_other_sites_are_kept_out(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(slack.url, headers={"Host": "evil.example"}) as answer:
            assert answer.status == 400
        async with session.post(f"{slack.url}sandbox/act", json={"as": TOM, "act": "home"}) as answer:
            assert answer.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{slack.url}sandbox/live?as={TOM}", origin="http://evil.example")


@pytest.mark.parametrize(
    "path", ["", f"archives/{HOUSING}/p1760000000000001?thread_ts=1760000000.000001", "static/icon.svg"]
)
async def test_the_page_is_served(slack: Sandbox, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}{path}") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("body", ["", "[]", "7", "not json"])
async def test_what_is_no_act_is_refused(slack: Sandbox, body: str) -> None:
    url, headers = f"{slack.url}sandbox/act", {"X-Sandbox": "1"}
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 400
