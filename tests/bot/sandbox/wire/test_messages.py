"""The bot's own messages: posting, changing, deleting, reading back."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.world import BOT_USER
from bot.sandbox.world.riverside import AMINA, GENERAL, HOUSING, TOM
from tests.bot.sandbox.kit import refusal, section


async def post(client: AsyncWebClient, text: str = "hello", **more: object) -> str:
    answer = await client.chat_postMessage(channel=HOUSING, text=text, **more)  # type: ignore[arg-type]
    return str(answer["ts"])


async def test_a_posted_message_is_seen_by_the_members_of_the_channel(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=HOUSING, text="hello", blocks=[section("*hello*")])
    seen = slack.person(TOM).sees.messages(HOUSING)[-1]
    assert (seen.ts, seen.text, seen.blocks[0]["text"]["text"]) == (answer["ts"], "hello", "*hello*")
    assert seen.blocks[0]["block_id"], "Slack makes up the ids that are left out"


async def test_timestamps_are_unique_and_in_order(client: AsyncWebClient) -> None:
    stamps = [await post(client) for _ in range(20)]
    assert stamps == sorted(set(stamps))


async def test_updating_without_blocks_takes_the_blocks_away(slack: Sandbox, client: AsyncWebClient) -> None:
    ts = await post(client, blocks=[section("old")])
    await client.chat_update(channel=HOUSING, ts=ts, text="new")
    message = slack.person(TOM).sees.message(HOUSING, ts)
    assert (message.text, message.blocks) == ("new", [])


async def test_updating_without_metadata_keeps_it(client: AsyncWebClient) -> None:
    ts = await post(client, metadata={"event_type": "card", "event_payload": {"id": "7"}})
    await client.chat_update(channel=HOUSING, ts=ts, text="new")
    found = await client.conversations_history(channel=HOUSING, include_all_metadata=True)
    assert found["messages"][0]["metadata"]["event_payload"] == {"id": "7"}
    assert "metadata" not in (await client.conversations_history(channel=HOUSING))["messages"][0]


@pytest.mark.parametrize(
    ("text", "error"),
    [("x" * 4_001, "msg_too_long"), ("", "no_text")],
)
async def test_an_update_that_slack_would_not_take(client: AsyncWebClient, text: str, error: str) -> None:
    ts = await post(client)
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("chat.update", json={"channel": HOUSING, "ts": ts, "text": text})
    assert refusal(refused) == error


async def test_only_the_bots_own_messages_can_be_changed(slack: Sandbox, client: AsyncWebClient) -> None:
    ts = slack.person(TOM).types.post(HOUSING, "mine")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_update(channel=HOUSING, ts=ts, text="yours")
    assert refusal(refused) == "cant_update_message"
    with pytest.raises(SlackApiError) as refused:
        await client.chat_delete(channel=HOUSING, ts=ts)
    assert refusal(refused) == "cant_delete_message"


async def test_an_ephemeral_message_cannot_be_updated(slack: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postEphemeral(channel=HOUSING, user=TOM, text="psst")
    assert [message.text for message in slack.person(TOM).sees.ephemerals(HOUSING)] == ["psst"]
    assert slack.person(AMINA).sees.ephemerals(HOUSING) == []
    with pytest.raises(SlackApiError) as refused:
        await client.chat_update(channel=HOUSING, ts=answer["message_ts"], text="psst!")
    assert refusal(refused) == "message_not_found"


async def test_a_reply_stands_in_its_thread_only(slack: Sandbox, client: AsyncWebClient) -> None:
    parent = await post(client, "parent")
    reply = await post(client, "reply", thread_ts=parent)
    tom = slack.person(TOM)
    assert [message.ts for message in tom.sees.messages(HOUSING)] == [parent]
    assert [message.ts for message in tom.sees.thread(HOUSING, parent)] == [parent, reply]


async def test_a_broadcast_reply_stands_in_the_channel_too(slack: Sandbox, client: AsyncWebClient) -> None:
    parent = await post(client, "parent")
    reply = await post(client, "reply", thread_ts=parent, reply_broadcast=True)
    assert [message.ts for message in slack.person(TOM).sees.messages(HOUSING)] == [parent, reply]
    history = await client.conversations_history(channel=HOUSING)
    assert history["messages"][0]["subtype"] == "thread_broadcast"


async def test_a_reply_to_a_deleted_parent_goes_to_the_channel_without_a_word(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    parent = await post(client, "parent")
    await post(client, "reply", thread_ts=parent)
    slack.person(AMINA).clicks.delete(HOUSING, parent)
    answer = await client.chat_postMessage(channel=HOUSING, text="late", thread_ts=parent)
    assert "thread_ts" not in answer["message"]
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_replies(channel=HOUSING, ts=parent)
    assert refusal(refused) == "thread_not_found"


async def test_a_parent_without_replies_is_deleted_without_a_trace(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    parent = await post(client, "parent")
    reply = await post(client, "reply", thread_ts=parent)
    await client.chat_delete(channel=HOUSING, ts=parent)
    assert [message.tombstone for message in slack.person(TOM).sees.messages(HOUSING)] == [True]
    await client.chat_delete(channel=HOUSING, ts=reply)
    assert slack.person(TOM).sees.messages(HOUSING) == []


async def test_history_comes_newest_first_and_in_pages(client: AsyncWebClient) -> None:
    stamps = [await post(client, f"number {n}") for n in range(5)]
    first = await client.conversations_history(channel=HOUSING, limit=2)
    assert first["has_more"]
    second = await client.conversations_history(
        channel=HOUSING, limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["ts"] for m in first["messages"] + second["messages"]] == stamps[::-1]
    assert not second["has_more"]


async def test_replies_come_after_their_parent_and_can_be_asked_for_by_time(client: AsyncWebClient) -> None:
    parent = await post(client, "parent")
    replies = [await post(client, f"reply {n}", thread_ts=parent) for n in range(3)]
    everything = await client.conversations_replies(channel=HOUSING, ts=parent)
    assert [m["ts"] for m in everything["messages"]] == [parent, *replies]
    assert everything["messages"][0]["reply_count"] == 3
    late = await client.conversations_replies(channel=HOUSING, ts=parent, oldest=replies[1])
    assert [m["ts"] for m in late["messages"]] == [parent, replies[2]]
    late = await client.conversations_replies(channel=HOUSING, ts=parent, oldest=replies[1], inclusive=True)
    assert [m["ts"] for m in late["messages"]] == [parent, *replies[1:]]


async def test_a_permalink_leads_to_the_sandboxs_own_page(slack: Sandbox, client: AsyncWebClient) -> None:
    parent = await post(client)
    reply = await post(client, thread_ts=parent)
    link = (await client.chat_getPermalink(channel=HOUSING, message_ts=reply))["permalink"]
    digits = reply.replace(".", "")
    assert link == f"{slack.url}archives/{HOUSING}/p{digits}?thread_ts={parent}&cid={HOUSING}"


async def test_posting_to_a_person_reaches_their_direct_conversation(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=TOM, text="hello")
    tom = slack.person(TOM)
    assert answer["channel"] == tom.dm
    assert tom.sees.messages(tom.dm)[-1].text == "hello"


async def test_who_is_told_by_a_message_is_on_record(slack: Sandbox, client: AsyncWebClient) -> None:
    await post(client, "&lt;!channel&gt; and &lt;@U0TOM000001&gt;", blocks=[section("&lt;!here&gt;")])
    assert slack.world.pings == []
    await post(client, "<!channel>", blocks=[section(f"for <@{TOM}> and <!here>")])
    assert [(ping.target, ping.where) for ping in slack.world.pings] == [
        ("channel", "text"),
        (TOM, "blocks/0/text"),
        ("here", "blocks/0/text"),
    ]


async def test_a_reaction_is_given_once(slack: Sandbox, client: AsyncWebClient) -> None:
    ts = slack.person(TOM).types.post(HOUSING, "4")
    await client.reactions_add(channel=HOUSING, timestamp=ts, name="white_check_mark")
    with pytest.raises(SlackApiError) as refused:
        await client.reactions_add(channel=HOUSING, timestamp=ts, name="white_check_mark")
    assert refusal(refused) == "already_reacted"
    with pytest.raises(SlackApiError) as refused:
        await client.reactions_add(channel=HOUSING, timestamp=ts, name="✅")
    assert refusal(refused) == "invalid_name"
    assert slack.person(TOM).sees.message(HOUSING, ts).reactions == {"white_check_mark": [BOT_USER]}


async def test_channels_and_people_are_told_as_slack_tells_them(client: AsyncWebClient) -> None:
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert [(channel["name"], channel["is_private"]) for channel in mine["channels"]] == [
        ("housing-data", False),
        ("adult-social-care", False),
        ("governance-board", True),
    ]
    his = await client.users_conversations(user=TOM, types="public_channel,private_channel")
    assert [channel["id"] for channel in his["channels"]] == [HOUSING, GENERAL]
    tom = (await client.users_info(user=TOM))["user"]
    assert (tom["real_name"], tom["tz"], tom["is_admin"]) == ("Tom Fletcher", "Europe/London", False)


async def test_metadata_is_taken_away_by_an_empty_object(client: AsyncWebClient) -> None:
    ts = await post(client, metadata={"event_type": "card", "event_payload": {"id": "7"}})
    await client.api_call("chat.update", data={"channel": HOUSING, "ts": ts, "text": "new", "metadata": "{}"})
    found = await client.conversations_history(channel=HOUSING, include_all_metadata=True)
    assert "metadata" not in found["messages"][0]


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("conversations.history", {"limit": 0}, "invalid_limit"),
        ("conversations.history", {"limit": 1_000}, "invalid_limit"),
        ("conversations.history", {"limit": "many"}, "invalid_arguments"),
        ("conversations.history", {"cursor": "???"}, "invalid_cursor"),
        ("conversations.history", {"oldest": "yesterday"}, "invalid_ts_oldest"),
        ("conversations.history", {"latest": "now"}, "invalid_ts_latest"),
        ("users.conversations", {"types": "secret"}, "invalid_types"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("reactions.add", {"name": "eyes", "timestamp": "1.000001"}, "message_not_found"),
        ("reactions.add", {"name": "eyes"}, "invalid_arguments"),
        ("chat.getPermalink", {"message_ts": "1.000001"}, "message_not_found"),
        ("chat.postMessage", {"text": ["a", "list"]}, "invalid_arguments"),
        ("chat.postMessage", {"text": "x", "attachments": [{"text": "y"}]}, "invalid_attachments"),
        ("chat.postMessage", {"text": "x", "metadata": "[not json"}, "invalid_metadata_format"),
        ("chat.postMessage", {"text": "x" * 40_001}, "msg_too_long"),
    ],
)
async def test_arguments_that_slack_would_not_take(
    client: AsyncWebClient, method: str, args: dict[str, object], error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json={"channel": HOUSING, **args})
    assert refusal(refused) == error
