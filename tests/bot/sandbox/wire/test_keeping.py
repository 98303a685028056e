"""A sandbox that is stopped and gone on with: what people would miss is still there."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import CannotKeep, Sandbox
from bot.sandbox.world.kept_file import KeptFile
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from tests.bot.sandbox.kit import MANIFEST, Bot, actions, button, modal, option, text_input

DAY = 86_400.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trial.world"


@asynccontextmanager
async def with_bot(path: Path) -> AsyncIterator[tuple[Sandbox, Bot, AsyncWebClient]]:
    async with Sandbox(manifest=MANIFEST, keep=path) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bot = Bot(slack, client)
        await bot.connect()
        yield slack, bot, client
        await bot.close()


def kept(path: Path) -> AbstractAsyncContextManager[Sandbox]:
    return Sandbox(manifest=MANIFEST, keep=path)


async def test_messages_threads_and_what_stands_on_them(path: Path) -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": [option("one"), option("two")]}
    async with with_bot(path) as (slack, _, client):
        tom = slack.person(TOM)
        parent = tom.types.post(HOUSING, "a parent")
        reply = str(
            (
                await client.chat_postMessage(
                    channel=HOUSING,
                    thread_ts=parent,
                    text="a card",
                    blocks=[actions(button("Go"), menu)],
                    metadata={"event_type": "card", "event_payload": {"token": "abc"}},
                )
            )["ts"]
        )
        await tom.clicks.choose(HOUSING, reply, "menu", "two")
        await client.reactions_add(channel=HOUSING, timestamp=parent, name="eyes")
        await client.chat_postEphemeral(channel=HOUSING, user=TOM, text="only you")
        tom.types.edit(HOUSING, parent, "an edited parent")
        slack.person(PRIYA).sees.mark_read(HOUSING)
        await slack.settled()
        before = slack.world.channels[HOUSING]
    async with kept(path) as again:
        after = again.world.channels[HOUSING]
        assert after == before
        assert after.replies(parent) == [after.messages[reply]]
        assert after.replies(parent)[0] is after.messages[reply]
        assert again.world.channels.keys() == slack.world.channels.keys()
        assert list(again.world.people) == list(slack.world.people)


async def test_other_workspaces_and_a_channel_by_its_new_id(path: Path) -> None:
    async with kept(path) as slack:
        slack.neighbours.join_enterprise()
        sibling, partner = (
            make("Somebody", HOUSING) for make in (slack.neighbours.sibling, slack.neighbours.partner)
        )
        ts = partner.types.post(HOUSING, "before")
        slack.neighbours.hosted_by_partner(HOUSING)
        new = slack.neighbours.change_id(HOUSING)
    async with kept(path) as again:
        assert again.world.enterprises == slack.world.enterprises
        assert [again.world.is_outside(one.id) for one in (sibling, partner)] == [False, True]
        assert again.world.channels[new].host == slack.world.channels[new].host
        assert again.person(sibling.id).sees.message(new, ts).text == "before"
        assert HOUSING not in again.world.channels


async def test_a_deleted_parent_keeps_its_thread(path: Path) -> None:
    async with with_bot(path) as (slack, _, client):
        parent = slack.person(AMINA).types.post(HOUSING, "a parent")
        await client.chat_postMessage(channel=HOUSING, thread_ts=parent, text="a reply")
        slack.person(AMINA).clicks.delete(HOUSING, parent)
        await slack.settled()
    async with kept(path) as again:
        where = again.world.channels[HOUSING]
        assert where.find(parent) is None
        assert [message.text for message in where.replies(parent)] == ["a reply"]


async def test_windows_and_home(path: Path) -> None:
    async with with_bot(path) as (slack, _, client):
        trigger = slack._core.triggers.issue(TOM)
        await client.views_open(trigger_id=trigger, view=modal(text_input("Title", "title")))
        slack.person(TOM).modal.fill({"Title": "half typed"})
        await client.views_publish(user_id=AMINA, view={"type": "home", "blocks": []})
        views, homes = slack.world.modals, slack.world.homes
    async with kept(path) as again:
        assert {user: stack for user, stack in again.world.modals.items() if stack} == views
        assert again.world.homes == homes


async def test_the_clock_goes_on_and_stamps_still_rise(path: Path) -> None:
    async with kept(path) as slack:
        await slack.pass_time(3 * DAY)
        first = slack.person(TOM).types.post(HOUSING, "first")
        then = slack.now()
    async with kept(path) as again:
        assert again.now() >= then
        assert again.person(TOM).types.post(HOUSING, "second") > first


async def test_a_click_can_still_be_answered(path: Path, session: aiohttp.ClientSession) -> None:
    async with with_bot(path) as (slack, bot, client):
        ts = (await client.chat_postMessage(channel=HOUSING, text="a", blocks=[actions(button("Go"))]))["ts"]
        await slack.person(TOM).clicks.button(HOUSING, str(ts), label="Go")
        url = str(bot.interactions("block_actions")[0]["response_url"])
        old = slack.url
    async with kept(path) as again:
        address = url.replace(old, again.url)
        answer = await session.post(address, json={"replace_original": True, "text": "done"})
        assert answer.status == 200
        assert again.world.channels[HOUSING].messages[str(ts)].text == "done"


async def test_faults_end_with_the_sandbox_and_take_back_what_they_did(path: Path) -> None:
    async with kept(path) as slack:
        slack.faults.workspace.archive(HOUSING)
        slack.faults.workspace.deactivate(PRIYA)
    async with kept(path) as again:
        assert not again.world.channels[HOUSING].archived
        assert not again.world.people[PRIYA].deleted
        assert again.world.channels[HOUSING].has(PRIYA)
        assert not again.faults.active


async def test_it_is_written_down_before_anybody_is_told_that_it_is_done(
    path: Path, tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    """As the file is at that moment, a kill would leave it."""
    copy = tmp_path / "copy.world"
    async with kept(path) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        await client.chat_postMessage(channel=HOUSING, text="from the app")
        act = {"as": TOM, "act": "post", "channel": HOUSING, "text": "from a person"}
        await session.post(f"{slack.url}sandbox/act", json=act, headers={"X-Sandbox": "1"})
        shutil.copy(path, copy)
    async with kept(copy) as again:
        said = [message.text for message in again.world.channels[HOUSING].timeline()]
        assert said == ["from the app", "from a person"]


async def test_what_nobody_asked_for_is_written_soon(path: Path) -> None:
    async with kept(path) as slack:
        before = _content(path)
        slack.person(TOM).types.post(HOUSING, "by itself")
        async with asyncio.timeout(20):
            while _content(path) == before:  # noqa: ASYNC110 - a file calls nobody
                await asyncio.sleep(0.01)


def _content(path: Path) -> bytes:
    return path.read_bytes()


NO_ROWS = ("", "no JSON", "null", "5", "[]", '"a text"', "{}", '{"id": 5}', '[{"id": 5}]')


async def test_rows_that_make_no_world_are_refused(path: Path) -> None:
    """Whichever row it is, and whatever stands in its place."""
    async with with_bot(path) as (slack, _, client):
        parent = slack.person(TOM).types.post(HOUSING, "a parent")
        blocks = [actions(button("Go"))]
        ts = (await client.chat_postMessage(channel=HOUSING, thread_ts=parent, text="a", blocks=blocks))["ts"]
        await slack.person(TOM).clicks.button(HOUSING, str(ts), label="Go")
        await client.views_open(trigger_id=slack._core.triggers.issue(TOM), view=modal())
        await client.views_publish(user_id=AMINA, view={"type": "home", "blocks": []})
    file = KeptFile(path)
    rows = dict(file.rows)
    file.close()
    for kind in ("head", "person", "channel", "message", "modal", "home", "url"):
        key = next(key for key in rows if key.partition(" ")[0] == kind)
        for text in NO_ROWS:
            _rewrite(path, rows | {key: text})
            with pytest.raises(CannotKeep, match="is damaged"):
                kept(path)
    for key in (key for key in rows if key.partition(" ")[0] in ("head", "person", "channel")):
        _rewrite(path, {other: text for other, text in rows.items() if other != key})
        with pytest.raises(CannotKeep, match="is damaged"):
            kept(path)
    _rewrite(path, rows)
    async with kept(path) as again:
        assert again.world.channels[HOUSING].replies(parent)


def _rewrite(path: Path, rows: dict[str, str]) -> None:
    file = KeptFile(path)
    file.write(rows)
    file.close()


async def test_a_disk_that_takes_nothing_is_told_once_and_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write = KeptFile.write

    def full(_self: KeptFile, _rows: dict[str, str]) -> None:
        raise CannotKeep("no room")

    async with kept(path) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        monkeypatch.setattr(KeptFile, "write", full)
        for text in ("one", "two"):
            await client.chat_postMessage(channel=HOUSING, text=text)
        monkeypatch.setattr(KeptFile, "write", write)
    assert [record.getMessage() for record in caplog.records].count("What happens is not kept: no room") == 1
    async with kept(path) as again:
        assert len(again.world.channels[HOUSING].timeline()) == 2


async def test_without_it_nothing_is_kept(tmp_path: Path) -> None:
    async with Sandbox(manifest=MANIFEST) as slack:
        slack.person(TOM).types.post(HOUSING, "gone soon")
    assert _names(tmp_path) == []


def _names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]
