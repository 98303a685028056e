"""Slash commands."""

from typing import Any

import pytest

from bot.sandbox import CommandFailed, Sandbox
from bot.sandbox.world.riverside import AMINA, GENERAL, HOUSING, TOM
from tests.bot.sandbox.kit import Bot, actions, button


async def test_a_command_works_where_the_bot_is_not(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    await slack.person(TOM).types.command(GENERAL, "/balance", "  Falls & fires ")
    [body] = bot.heard
    assert (body["command"], body["text"], body["channel_id"], body["user_id"]) == (
        "/balance",
        "Falls &amp; fires",
        GENERAL,
        TOM,
    )
    assert body["trigger_id"]
    assert body["response_url"].startswith(slack.url)


async def test_the_answer_is_for_the_one_who_asked(slack: Sandbox, bot: Bot) -> None:
    async def answer(ack: Any) -> None:
        await ack(text="This is how", blocks=[actions(button("Start"))])

    bot.app.command("/balance")(answer)
    await bot.connect()
    await slack.person(TOM).types.command(HOUSING, "/balance", "help")
    assert slack.person(TOM).sees.ephemerals(HOUSING)[0].blocks[0]["elements"][0]["text"]["text"] == "Start"
    assert slack.person(AMINA).sees.messages(HOUSING) == []


async def test_an_answer_for_all(slack: Sandbox, bot: Bot) -> None:
    async def answer(ack: Any) -> None:
        await ack(text="Hello everybody", response_type="in_channel")

    bot.app.command("/balance")(answer)
    await bot.connect()
    await slack.person(TOM).types.command(HOUSING, "/balance")
    assert slack.person(AMINA).sees.messages(HOUSING)[0].text == "Hello everybody"


async def test_an_answer_that_slack_would_not_take(slack: Sandbox, bot: Bot) -> None:
    async def answer(ack: Any) -> None:
        await ack(text="x", blocks=[actions(button("1"), button("2"))])

    bot.app.command("/balance")(answer)
    await bot.connect()
    with pytest.raises(CommandFailed, match="invalid_command_response"):
        await slack.person(TOM).types.command(HOUSING, "/balance")
    assert "`action_id` `go` already exists" in slack.log.errors[0]


async def test_a_command_without_an_app_to_take_it(slack: Sandbox) -> None:
    with pytest.raises(CommandFailed, match="/balance failed with the error “dispatch_failed”"):
        await slack.person(TOM).types.command(HOUSING, "/balance")
