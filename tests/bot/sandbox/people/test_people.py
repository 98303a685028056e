"""What people do in the client, and what the app hears of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import AppManifest, CannotAct, Sandbox
from bot.sandbox.world import BOT_USER, TEAM_ID
from bot.sandbox.world.riverside import AMINA, GENERAL, GOVERNANCE, GRACE, HOUSING, PRIYA, SOCIAL_CARE, TOM
from tests.bot.sandbox.kit import (
    MANIFEST,
    ON_A_MESSAGE,
    WIDER,
    Bot,
    Json,
    actions,
    button,
    refusal,
    section,
    text_input,
)


async def test_a_typed_message_is_escaped_and_its_names_become_references(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.person(TOM).types.post(
        HOUSING, "@Priya Nair a < b & <!channel> in #general https://x.org/?a=1&b=2."
    )
    await slack.settled()
    [event] = bot.events("message")
    assert event["text"] == (
        f"<@{PRIYA}> a &lt; b &amp; &lt;!channel&gt; in <#{GENERAL}|general> <https://x.org/?a=1&amp;b=2>."
    )
    assert (event["user"], event["channel"], event["channel_type"], event["team"]) == (
        TOM,
        HOUSING,
        "channel",
        TEAM_ID,
    )
    assert event["blocks"][0]["elements"][0]["elements"][0] == {"type": "user", "user_id": PRIYA}


async def test_emoji_arrive_by_their_names(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.person(TOM).types.post(HOUSING, "4️⃣ because 👍 © :eyes: at 10:30:00")
    await slack.settled()
    [event] = bot.events("message")
    assert event["text"] == ":four: because :+1: © :eyes: at 10:30:00"
    assert [element.get("name") for element in event["blocks"][0]["elements"][0]["elements"]] == [
        "four",
        None,
        "+1",
        None,
        "eyes",
        None,
    ]


async def test_without_the_scope_an_event_is_not_sent() -> None:
    manifest = replace(MANIFEST, scopes=MANIFEST.scopes - {"channels:history"})
    async with Sandbox(manifest=manifest) as slack:
        bot = Bot(slack, AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
        await bot.connect()
        slack.person(TOM).types.post(HOUSING, "@Balance hello")
        await slack.settled()
        assert [body["event"]["type"] for body in bot.heard] == ["app_mention"]
        await bot.close()


async def test_a_mention_comes_as_a_message_and_as_a_mention(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    tom = slack.person(TOM)
    parent = tom.types.post(HOUSING, "hello")
    tom.types.post(HOUSING, "@Balance help", thread_ts=parent)
    await slack.settled()
    [mention] = bot.events("app_mention")
    assert (mention["text"], mention["thread_ts"]) == (f"<@{BOT_USER}> help", parent)
    assert [event["text"] for event in bot.events("message")] == ["hello", mention["text"]]


async def test_a_direct_message_comes_once(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    tom = slack.person(TOM)
    tom.types.post(tom.dm, "@Balance help")
    await slack.settled()
    assert [event["channel_type"] for event in bot.events("message")] == ["im"]
    assert bot.events("app_mention") == []


async def test_the_wrapping_of_an_event(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.person(TOM).types.post(HOUSING, "hello")
    await slack.settled()
    [body] = bot.heard
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": TEAM_ID,
            "user_id": BOT_USER,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]


async def test_the_bot_hears_nothing_from_where_it_is_not(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.person(TOM).types.post(GENERAL, "@Balance hello")
    await slack.settled()
    assert bot.heard == []


async def test_edits_deletions_and_reactions_are_told(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    tom = slack.person(TOM)
    ts = tom.types.post(HOUSING, "4")
    tom.types.edit(HOUSING, ts, "5")
    tom.clicks.react(HOUSING, ts, "eyes")
    tom.clicks.react(HOUSING, ts, "eyes", remove=True)
    tom.clicks.delete(HOUSING, ts)
    await slack.settled()
    _, edited, deleted = bot.events("message")
    assert (edited["subtype"], edited["message"]["text"], edited["previous_message"]["text"]) == (
        "message_changed",
        "5",
        "4",
    )
    assert edited["message"]["edited"]["user"] == TOM
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert bot.events("reaction_added")[0]["item"]["ts"] == ts
    assert bot.events("reaction_removed")[0]["item_user"] == TOM


async def test_the_bots_own_posts_come_back_as_events(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    # Bolt drops them before any listener; the log of envelopes shows that they were sent and acknowledged.
    await bot.connect()
    await client.chat_postMessage(channel=HOUSING, text="hello")
    await slack.settled()
    assert not slack.log.errors


async def test_coming_and_going_of_the_bot_is_told(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    amina = slack.person(AMINA)
    amina.channels.invite_bot(GENERAL)
    await slack.settled()
    [joined] = bot.events("member_joined_channel")
    assert (joined["user"], joined["channel"], joined["inviter"]) == (BOT_USER, GENERAL, AMINA)
    amina.channels.kick_bot(GENERAL)
    amina.types.post(GENERAL, "gone?")
    await slack.settled()
    assert bot.events("channel_left")[0]["channel"] == GENERAL
    assert bot.events("member_left_channel")[0]["user"] == BOT_USER
    assert not any(event.get("text") == "gone?" for event in bot.events("message"))


async def test_archiving_and_renaming_are_told(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    amina = slack.person(AMINA)
    amina.channels.rename(HOUSING, "homes")
    amina.channels.archive(GOVERNANCE)
    amina.channels.archive(HOUSING)
    amina.channels.unarchive(HOUSING)
    amina.channels.unarchive(GOVERNANCE)
    await slack.settled()
    assert bot.events("channel_rename")[0]["channel"]["name"] == "homes"
    assert [len(bot.events(f"channel_{kind}")) for kind in ("archive", "unarchive")] == [1, 1]
    assert bot.events("group_archive")[0]["channel"] == GOVERNANCE
    assert bot.events("group_unarchive")[0]["actor_id"] == AMINA


async def card(client: AsyncWebClient, *blocks: Json, thread_ts: str | None = None) -> str:
    answer = await client.chat_postMessage(channel=HOUSING, text="card", blocks=blocks, thread_ts=thread_ts)
    return str(answer["ts"])


async def test_a_click_carries_what_slack_sends(slack: Sandbox, client: AsyncWebClient, bot: Bot) -> None:
    await bot.connect()
    parent = await card(client)
    ts = await card(client, actions(button("4 Good", "rate-4", value="4")), thread_ts=parent)
    await slack.person(TOM).clicks.button(HOUSING, ts, label="4 Good")
    [click] = bot.interactions("block_actions")
    assert click["user"] == {
        "id": TOM,
        "username": "tom.fletcher",
        "name": "tom.fletcher",
        "team_id": TEAM_ID,
    }
    assert click["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": HOUSING,
        "is_ephemeral": False,
        "thread_ts": parent,
    }
    assert click["channel"] == {"id": HOUSING, "name": "housing-data"}
    assert click["team"]["id"] == TEAM_ID
    assert click["message"]["blocks"][0]["block_id"] == "buttons"
    assert click["response_url"].startswith(slack.url)
    assert click["trigger_id"]
    action = click["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == (
        "rate-4",
        "buttons",
        "4",
        "button",
    )


async def test_the_names_of_private_conversations_are_not_told(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    grace = slack.person(GRACE)
    await grace.types.command(GOVERNANCE, "/balance")
    await grace.types.command(grace.dm, "/balance")
    assert [body["channel_name"] for body in bot.heard] == ["privategroup", "directmessage"]


async def test_an_ephemeral_message_can_be_clicked_by_its_reader(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await bot.connect()
    answer = await client.chat_postEphemeral(
        channel=HOUSING, user=TOM, text="psst", blocks=[actions(button("Yes"))]
    )
    await slack.person(TOM).clicks.button(HOUSING, answer["message_ts"], label="Yes")
    [click] = bot.interactions("block_actions")
    assert click["container"]["is_ephemeral"]
    assert "message" not in click
    with pytest.raises(CannotAct, match="no longer there"):
        await slack.person(AMINA).clicks.button(HOUSING, answer["message_ts"], label="Yes")


async def test_a_choice_carries_the_option_and_the_state(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await bot.connect()
    options = [
        {"text": {"type": "plain_text", "text": label}, "value": label.lower()} for label in ("Yes", "No")
    ]
    menu = {"type": "static_select", "action_id": "menu", "options": options}
    ts = await card(client, actions(menu, button("Save", "save")))
    tom = slack.person(TOM)
    await tom.clicks.choose(HOUSING, ts, "menu", "No")
    await tom.clicks.button(HOUSING, ts, label="Save")
    chosen, saved = bot.interactions("block_actions")
    assert chosen["actions"][0]["selected_option"] == options[1]
    assert saved["state"]["values"]["buttons"]["menu"]["selected_option"] == options[1]
    with pytest.raises(CannotAct, match="There are: Yes, No"):
        await tom.clicks.choose(HOUSING, ts, "menu", "Perhaps")


async def test_a_button_that_asks_first(slack: Sandbox, client: AsyncWebClient, bot: Bot) -> None:
    await bot.connect()
    texts = {name: {"type": "plain_text", "text": name} for name in ("title", "text", "confirm", "deny")}
    ts = await card(client, actions(button("Delete", confirm=texts)))
    tom = slack.person(TOM)
    with pytest.raises(CannotAct, match="asks first"):
        await tom.clicks.button(HOUSING, ts, label="Delete")
    await tom.clicks.button(HOUSING, ts, label="Delete", confirm=False)
    assert bot.interactions("block_actions") == []
    await tom.clicks.button(HOUSING, ts, label="Delete", confirm=True)
    assert len(bot.interactions("block_actions")) == 1


async def test_a_click_on_what_is_not_there_says_what_is(slack: Sandbox, client: AsyncWebClient) -> None:
    ts = await card(client, section("x", accessory=button("Open", "open")))
    with pytest.raises(CannotAct, match=r"There is: Open \[open\]"):
        await slack.person(TOM).clicks.button(HOUSING, ts, label="Close")


async def test_what_slacks_client_would_not_let_people_do(slack: Sandbox) -> None:
    tom = slack.person(TOM)
    with pytest.raises(CannotAct, match="not in #adult-social-care"):
        tom.types.post(SOCIAL_CARE, "hello")
    with pytest.raises(CannotAct, match="cannot see"):
        tom.sees.messages(GOVERNANCE)
    with pytest.raises(CannotAct, match="not supported in threads"):
        await tom.types.command(HOUSING, "/balance", thread_ts="1.000001")
    with pytest.raises(CannotAct, match="not a valid command"):
        await tom.types.command(HOUSING, "/weather")
    with pytest.raises(CannotAct, match="their own messages"):
        tom.types.edit(HOUSING, slack.person(AMINA).types.post(HOUSING, "mine"), "yours")
    slack.person(AMINA).channels.archive(HOUSING)
    with pytest.raises(CannotAct, match="archived"):
        tom.types.post(HOUSING, "hello")


async def test_a_shortcut_and_the_tabs_of_the_app(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    tom = slack.person(TOM)
    await tom.clicks.shortcut("start_assessment")
    tom.home.open()
    tom.home.open(tab="messages")
    await slack.settled()
    assert bot.interactions("shortcut")[0]["callback_id"] == "start_assessment"
    assert [event["tab"] for event in bot.events("app_home_opened")] == ["home", "messages"]
    assert bot.events("app_home_opened")[0]["channel"] == tom.dm


async def test_waiting_for_what_does_not_come_says_what_the_app_did(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    await client.auth_test()
    with pytest.raises(TimeoutError, match=r"auth\.test: ok"):
        await slack.until(lambda: False, timeout=0.05)


@pytest.mark.parametrize("manifest", [WIDER])
async def test_a_message_shortcut_brings_the_message(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await bot.connect()
    tom, name = slack.person(TOM), ON_A_MESSAGE.callback_id
    ts = tom.types.post(HOUSING, "4")
    with pytest.raises(CannotAct, match="used on a message"):
        await tom.clicks.shortcut(name)
    private = await client.chat_postEphemeral(channel=HOUSING, user=TOM, text="only you")
    with pytest.raises(CannotAct, match="has no shortcuts"):
        await tom.clicks.shortcut(name, HOUSING, private["message_ts"])
    await tom.clicks.shortcut(name, HOUSING, ts)
    [body] = bot.interactions("message_action")
    assert (body["message"]["text"], body["message_ts"], body["channel"]["id"]) == ("4", ts, HOUSING)


async def test_typed_values_in_a_message_wait_for_its_button(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await bot.connect()
    ts = await card(client, text_input("Why", "why"), actions(button("Save", "save")))
    tom = slack.person(TOM)
    await tom.clicks.choose(HOUSING, ts, "typed", "because")
    assert bot.interactions("block_actions") == []
    await tom.clicks.button(HOUSING, ts, label="Save")
    [saved] = bot.interactions("block_actions")
    assert saved["state"]["values"]["why"]["typed"] == {"type": "plain_text_input", "value": "because"}


async def test_nobody_writes_to_an_app_that_has_turned_messages_off() -> None:
    manifest = replace(MANIFEST, messages_tab=False, home_tab=False)
    async with Sandbox(manifest=manifest) as slack:
        tom = slack.person(TOM)
        with pytest.raises(CannotAct, match="turned off"):
            tom.types.post(tom.dm, "hello")
        with pytest.raises(CannotAct, match="no home tab"):
            tom.home.open()
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=tom.dm, text="hello")
        assert refusal(refused) == "messages_tab_disabled"
        with pytest.raises(SlackApiError) as refused:
            await client.views_publish(user_id=TOM, view={"type": "home", "blocks": []})
        assert refusal(refused) == "not_enabled"


def test_the_manifest_that_ships_is_understood() -> None:
    manifest = AppManifest.read(Path("manifest.yml"))
    assert manifest.name == "Balance"
    assert manifest.commands[0].command == "/balance"
    assert {"chat:write", "commands"} <= manifest.scopes
    assert "message.channels" in manifest.events
