"""What admins and colleagues do: cards deleted, channels closed, the app sent away, accounts ended."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import CannotAct, ManualClock, Sandbox
from bot.sandbox.world import BOT_USER
from bot.sandbox.world.riverside import GOVERNANCE, HOUSING, TOM
from tests.bot.sandbox.ear import Ear
from tests.bot.sandbox.kit import MANIFEST, Bot, refusal


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as sandbox:
        yield sandbox


@pytest.fixture
async def ear(slack: Sandbox, session: aiohttp.ClientSession) -> AsyncIterator[Ear]:
    """Not Bolt, which keeps from its app whatever the bot did itself, and the end of the bot's messages."""
    ear = Ear(slack)
    await ear.connect(session)
    yield ear
    await ear.close()


async def channel_of(client: AsyncWebClient) -> dict[str, object]:
    """What the app is told of the channel #housing-data."""
    answer = await client.users_conversations(types="public_channel,private_channel")
    [found] = [channel for channel in answer["channels"] if channel["id"] == HOUSING]
    return {name: found[name] for name in ("name", "is_private")}


async def heard(slack: Sandbox, ear: Ear) -> list[str]:
    """The types of what the app has heard since it last looked, or the subtype of a message."""
    await slack.settled()
    events = [frame["payload"]["event"] for frame in ear.events]
    ear.frames.clear()
    return [event.get("subtype", event["type"]) for event in events]


async def test_a_card_deleted_by_an_admin(slack: Sandbox, client: AsyncWebClient, ear: Ear) -> None:
    ts = (await client.chat_postMessage(channel=HOUSING, text="card"))["ts"]
    slack.faults.workspace.delete_message(HOUSING, ts)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_update(channel=HOUSING, ts=ts, text="next")
    assert refusal(refused) == "message_not_found"
    assert "message_deleted" in await heard(slack, ear)
    assert not slack.log.errors
    with pytest.raises(SlackApiError):
        await client.chat_update(channel=HOUSING, ts="1.2", text="another")
    assert slack.log.errors, "a message that never was is the app's own mistake"
    with pytest.raises(CannotAct):
        slack.faults.workspace.delete_message(HOUSING, ts)


async def test_replies_to_a_deleted_parent_land_at_top_level_without_a_word(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    parent = (await client.chat_postMessage(channel=HOUSING, text="parent"))["ts"]
    await client.chat_postMessage(channel=HOUSING, text="reply", thread_ts=parent)
    slack.faults.workspace.delete_message(HOUSING, parent)
    answer = await client.chat_postMessage(channel=HOUSING, text="astray", thread_ts=parent)
    assert "thread_ts" not in answer["message"]
    assert slack.person(TOM).sees.messages(HOUSING)[-1].text == "astray"
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await client.conversations_replies(channel=HOUSING, ts=parent)
    assert not slack.log.errors


async def test_a_channel_archived_and_back(slack: Sandbox, client: AsyncWebClient, ear: Ear) -> None:
    archived = slack.faults.workspace.archive("#housing-data")
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel=HOUSING, text="hello")
    with pytest.raises(CannotAct):
        slack.faults.workspace.archive(HOUSING)
    archived.end()
    archived.end()
    await client.chat_postMessage(channel=HOUSING, text="hello")
    assert await heard(slack, ear) == ["channel_archive", "channel_unarchive", "message"]
    assert not slack.log.errors


async def test_a_state_that_ends_after_a_time(slack: Sandbox) -> None:
    slack.faults.workspace.archive(HOUSING, lasting=60)
    await slack.pass_time(59)
    assert slack.world.channels[HOUSING].archived
    await slack.pass_time(1)
    assert not slack.world.channels[HOUSING].archived


async def test_a_channel_renamed(slack: Sandbox, client: AsyncWebClient, ear: Ear) -> None:
    with slack.faults.workspace.rename(HOUSING, "homes"):
        assert await channel_of(client) == {"name": "homes", "is_private": False}
    assert await channel_of(client) == {"name": "housing-data", "is_private": False}
    assert await heard(slack, ear) == ["channel_rename"] * 2


async def test_a_channel_made_private_keeps_its_id(slack: Sandbox, client: AsyncWebClient, ear: Ear) -> None:
    private = slack.faults.workspace.make_private(HOUSING)
    assert await channel_of(client) == {"name": "housing-data", "is_private": True}
    await client.chat_postMessage(channel=HOUSING, text="among us")
    await slack.settled()
    assert {frame["payload"]["event"]["channel_type"] for frame in ear.events} == {"group"}
    assert await heard(slack, ear) == ["channel_convert_to_private", "message"]
    slack.faults.workspace.remove_bot(HOUSING)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel=HOUSING, text="hello?")
    private.end()
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.chat_postMessage(channel=HOUSING, text="hello?")
    assert not slack.log.errors
    with pytest.raises(CannotAct):
        slack.faults.workspace.make_private(GOVERNANCE)


async def test_the_bot_removed_and_invited_again(slack: Sandbox, client: AsyncWebClient, ear: Ear) -> None:
    removed = slack.faults.workspace.remove_bot(HOUSING)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.chat_postMessage(channel=HOUSING, text="hello")
    assert await heard(slack, ear) == ["member_left_channel", "channel_left"]
    slack.person(TOM).types.post(HOUSING, "it does not hear this")
    assert await heard(slack, ear) == []
    removed.end()
    await client.chat_postMessage(channel=HOUSING, text="hello")
    assert await heard(slack, ear) == ["member_joined_channel", "channel_join", "message"]
    assert not slack.log.errors


async def test_the_token_revoked_and_given_back(slack: Sandbox, client: AsyncWebClient, bot: Bot) -> None:
    await bot.connect()
    revoked = slack.faults.workspace.revoke_token()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.chat_postMessage(channel=HOUSING, text="hello")
    await bot.connect()  # the app's own token is still good
    assert bot.events("tokens_revoked")[0]["tokens"] == {"oauth": [], "bot": [BOT_USER]}
    revoked.end()
    await client.chat_postMessage(channel=HOUSING, text="hello")
    assert not slack.log.errors


async def test_a_person_deactivated(slack: Sandbox, client: AsyncWebClient, ear: Ear) -> None:
    tom = slack.person(TOM)
    gone = slack.faults.workspace.deactivate(TOM)
    for act in (lambda: tom.types.post(HOUSING, "hello"), tom.home.open):
        with pytest.raises(CannotAct, match="deactivated"):
            act()
    assert (await client.users_info(user=TOM))["user"]["deleted"]
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await client.chat_postEphemeral(channel=HOUSING, user=TOM, text="psst")
    await client.chat_postMessage(channel=TOM, text="nobody reads this, and nobody says so")
    assert not slack.log.errors
    gone.end()
    tom.types.post(HOUSING, "back")
    assert "user_change" in await heard(slack, ear)


async def test_clear_puts_the_workspace_back_in_the_right_order(slack: Sandbox) -> None:
    slack.faults.workspace.rename(HOUSING, "homes")
    slack.faults.workspace.rename(HOUSING, "houses")
    slack.faults.workspace.remove_bot(HOUSING)
    slack.faults.workspace.make_private(HOUSING)
    slack.faults.workspace.deactivate(TOM)
    slack.faults.workspace.archive(HOUSING)
    slack.faults.workspace.revoke_token()
    slack.faults.clear()
    channel = slack.world.channels[HOUSING]
    assert (channel.name, channel.kind, channel.archived) == ("housing-data", "public", False)
    assert channel.has(BOT_USER)
    assert channel.has(TOM)
    assert not slack.world.people[TOM].deleted
