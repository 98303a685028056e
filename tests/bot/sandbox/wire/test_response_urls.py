"""response_urls: answering an act without a token."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ManualClock, Sandbox
from bot.sandbox.world.riverside import AMINA, GENERAL, HOUSING, TOM
from tests.bot.sandbox.kit import MANIFEST, Bot, Json, actions, button, section


async def send(url: str, **body: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        if answer.content_type == "application/json":
            return answer.status, (await answer.json())["error"]
        return answer.status, await answer.text()


async def clicked(bot: Bot, client: AsyncWebClient, *, thread_ts: str | None = None) -> Json:
    """The payload of Tom's click on a card."""
    blocks = [actions(button("Go"))]
    ts = (await client.chat_postMessage(channel=HOUSING, text="card", blocks=blocks, thread_ts=thread_ts))[
        "ts"
    ]
    await bot.slack.person(TOM).clicks.button(HOUSING, ts, label="Go")
    return bot.interactions("block_actions")[-1]


async def test_the_clicked_card_is_replaced_in_its_thread(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await bot.connect()
    parent = (await client.chat_postMessage(channel=HOUSING, text="parent"))["ts"]
    click = await clicked(bot, client, thread_ts=parent)
    counted = slack.log.counted
    assert await send(
        click["response_url"], replace_original=True, text="next", blocks=[section("next")]
    ) == (200, "ok")
    card = slack.person(AMINA).sees.thread(HOUSING, parent)[-1]
    assert (card.ts, card.text, card.blocks[0]["text"]["text"]) == (
        click["container"]["message_ts"],
        "next",
        "next",
    )
    assert slack.log.counted == counted, "this draws on no rate limit"
    await slack.settled()


async def test_without_replace_it_is_a_private_word(slack: Sandbox, client: AsyncWebClient, bot: Bot) -> None:
    await bot.connect()
    click = await clicked(bot, client)
    await send(click["response_url"], text="psst")
    await send(click["response_url"], text="hello", response_type="in_channel")
    await send(click["response_url"], text="in the thread", thread_ts=click["container"]["message_ts"])
    assert [message.text for message in slack.person(TOM).sees.ephemerals(HOUSING)] == [
        "psst",
        "in the thread",
    ]
    assert slack.person(AMINA).sees.messages(HOUSING)[-1].text == "hello"
    assert (
        slack.person(TOM).sees.thread(HOUSING, click["container"]["message_ts"])[-1].text == "in the thread"
    )


async def test_an_ephemeral_original_is_replaced_and_deleted(
    slack: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await bot.connect()
    tom = slack.person(TOM)
    blocks = [actions(button("Go"))]
    ts = (await client.chat_postEphemeral(channel=HOUSING, user=TOM, text="psst", blocks=blocks))[
        "message_ts"
    ]
    await tom.clicks.button(HOUSING, ts, label="Go")
    url = bot.interactions("block_actions")[-1]["response_url"]
    await send(url, replace_original="true", text="done")
    assert [message.text for message in tom.sees.ephemerals(HOUSING)] == ["done"]
    await send(url, delete_original=True)
    assert tom.sees.ephemerals(HOUSING) == []
    assert await send(url, replace_original=True, text="again") == (404, "message_not_found")


async def test_a_command_can_be_answered_where_the_bot_is_not(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    await slack.person(TOM).types.command(GENERAL, "/balance")
    await send(bot.heard[0]["response_url"], text="Invite me first.")
    assert slack.person(TOM).sees.ephemerals(GENERAL)[0].text == "Invite me first."


async def test_it_is_good_for_five_uses(client: AsyncWebClient, bot: Bot) -> None:
    await bot.connect()
    url = (await clicked(bot, client))["response_url"]
    answers = [await send(url, text=f"{n}") for n in range(6)]
    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]


async def test_it_is_good_for_half_an_hour() -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        bot = Bot(slack, AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
        await bot.connect()
        try:
            await slack.person(TOM).types.command(HOUSING, "/balance")
            await clock.advance(30 * 60 + 1)
            assert await send(bot.heard[0]["response_url"], text="late") == (404, "expired_url")
        finally:
            await bot.close()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": " \n"}, "no_text"),
        ({"text": "x", "blocks": [{"type": "carousel"}]}, "invalid_blocks"),
        ({"text": "x", "attachments": [{"text": "y"}]}, "invalid_attachments"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "metadata": {"event_type": 7}}, "invalid_metadata_format"),
        ({}, "invalid_payload"),
    ],
)
async def test_what_slack_would_not_take(client: AsyncWebClient, bot: Bot, body: Json, error: str) -> None:
    await bot.connect()
    click = await clicked(bot, client)
    assert await send(click["response_url"], **body) == (400, error)


async def test_a_made_up_url_leads_nowhere(slack: Sandbox) -> None:
    assert await send(f"{slack.url}hooks/actions/T0RIVERSIDE/1/x", text="x") == (404, "no_service")
