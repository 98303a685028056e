"""Events that come twice, late, out of order or again, while the app lives in real time."""

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import CommandFailed, ManualClock, NotAcknowledged, Sandbox
from bot.sandbox.world.riverside import GENERAL, HOUSING, PRIYA, TOM
from tests.bot.sandbox.ear import Ear
from tests.bot.sandbox.kit import MANIFEST, Bot, actions, button


def said(bot: Bot) -> list[str]:
    return [event["text"] for event in bot.events("message")]


async def test_an_event_comes_twice_with_one_id(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.faults.events.duplicate("message", copies=2, times=1)
    tom = slack.person(TOM)
    tom.types.post(HOUSING, "once")
    tom.types.post(HOUSING, "then this")
    await slack.settled()
    assert sorted(said(bot)) == ["once", "once", "once", "then this"]
    assert len({body["event_id"] for body in bot.heard}) == 2
    assert not slack.log.errors


async def test_two_sockets_each_get_one_of_the_two(slack: Sandbox, session: aiohttp.ClientSession) -> None:
    ears = [Ear(slack), Ear(slack)]
    for ear in ears:
        await ear.connect(session)
    slack.faults.events.duplicate("message")
    slack.person(TOM).types.post(HOUSING, "hello")
    await slack.settled()
    assert [len(ear.events) for ear in ears] == [1, 1]
    for ear in ears:
        await ear.close()


async def test_a_late_event_is_overtaken() -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bot = Bot(slack, client)
        await bot.connect()
        slack.faults.events.delay(90, what="message", user=TOM)
        slack.person(TOM).types.post(HOUSING, "first")
        slack.person(PRIYA).types.post(HOUSING, "second")
        await slack.until(lambda: said(bot))
        await slack.pass_time(89)
        assert said(bot) == ["second"]
        await slack.pass_time(1)
        await slack.settled()
        assert said(bot) == ["second", "first"]
        await bot.close()


async def test_events_come_out_of_order_and_the_last_is_not_held_for_ever(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.faults.events.reorder("message", together=3, longest=0.2)
    texts = [f"{n}" for n in range(7)]
    for text in texts:
        slack.person(TOM).types.post(HOUSING, text)
    await slack.settled()
    assert sorted(said(bot)) == texts
    assert said(bot)[:3] != texts[:3]
    assert said(bot)[3:6] != texts[3:6]
    assert said(bot)[6] == "6"


async def test_ending_a_reordering_lets_go_of_what_it_holds(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    with slack.faults.events.reorder("message", longest=1_000):
        slack.person(TOM).types.post(HOUSING, "alone")
        await slack.until(lambda: slack.log.injected)
    await slack.settled()
    assert said(bot) == ["alone"]


async def test_a_lost_acknowledgement_brings_the_event_again_at_once_after_one_minute_and_after_five() -> (
    None
):
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        bot = Bot(slack, AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
        await bot.connect()
        begin = clock.now()
        slack.faults.events.lose_ack("message", times=3)
        slack.person(TOM).types.post(HOUSING, "again and again")
        await slack.until(lambda: len(said(bot)) == 2)
        await slack.pass_time(59)
        assert len(said(bot)) == 2
        await slack.pass_time(1)
        assert len(said(bot)) == 3
        await slack.pass_time(600)
        assert len(said(bot)) == 4
        assert len({body["event_id"] for body in bot.heard}) == 1
        assert clock.now() - begin == 660
        assert not slack.log.errors
        await bot.close()


async def test_time_passes_in_one_go_although_the_bot_answers_in_real_time() -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        bot = Bot(slack, AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
        await bot.connect()
        slack.faults.events.lose("message", times=2)
        slack.person(TOM).types.post(HOUSING, "hello")
        await slack.pass_time(360)
        assert said(bot) == ["hello"], "taken at the third try, not sent again for want of patience"
        await slack.settled()
        await bot.close()


async def test_time_passes_beside_an_app_that_is_silent(session: aiohttp.ClientSession) -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        ear = Ear(slack)
        ear.acknowledges = False
        await ear.connect(session)
        slack.person(TOM).types.post(HOUSING, "hello")
        await slack.pass_time(400, patience=0.05)
        await slack.settled()
        assert [frame["retry_attempt"] for frame in ear.events] == [0, 1, 2, 3]
        assert "never acknowledged (timeout)" in slack.log.errors[-1], "no fault did this"
        await ear.close()


async def test_an_event_that_is_lost_every_time_is_gone_and_no_error_of_the_app() -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        bot = Bot(slack, AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
        await bot.connect()
        slack.faults.events.lose("message", times=4)
        slack.person(TOM).types.post(HOUSING, "lost")
        await slack.pass_time(361)
        await slack.settled()
        assert said(bot) == []
        assert [one.fault for one in slack.log.injected] == ["lose"] * 4
        assert not slack.log.errors
        await bot.close()


async def test_a_click_whose_acknowledgement_is_lost_reaches_the_app_and_leaves_the_warning(
    slack: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await bot.connect()
    ts = (await client.chat_postMessage(channel=HOUSING, text="card", blocks=[actions(button("Go"))]))["ts"]
    slack.faults.events.lose_ack("block_actions", times=1)
    tom = slack.person(TOM)
    with pytest.raises(NotAcknowledged):
        await tom.clicks.button(HOUSING, ts, label="Go")
    assert len(bot.interactions("block_actions")) == 1
    assert TOM in tom.sees.message(HOUSING, ts).warnings
    slack.faults.events.lose("/balance", times=1)
    with pytest.raises(CommandFailed, match="operation_timeout"):
        await tom.types.command(HOUSING, "/balance")


async def test_a_click_that_is_late_arrives_after_its_warning() -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bot = Bot(slack, client)
        await bot.connect()
        blocks = [actions(button("Go"))]
        ts = (await client.chat_postMessage(channel=HOUSING, text="card", blocks=blocks))["ts"]
        slack.faults.events.delay(10, what="block_actions")
        tom = slack.person(TOM)
        clicking = asyncio.create_task(tom.clicks.button(HOUSING, ts, label="Go"))
        await slack.until(lambda: slack.log.injected)
        await clock.advance(3)
        with pytest.raises(NotAcknowledged):
            await clicking
        assert not bot.interactions("block_actions")
        await clock.advance(7)
        await slack.until(lambda: bot.interactions("block_actions"))
        await bot.close()


async def test_faults_of_events_are_for_one_channel_or_person(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    slack.person(PRIYA).channels.invite_bot(GENERAL)
    await slack.settled()
    bot.heard.clear()
    slack.faults.events.duplicate(channel=HOUSING, user=PRIYA)
    slack.person(TOM).types.post(HOUSING, "tom here")
    slack.person(PRIYA).types.post(HOUSING, "priya here")
    slack.person(PRIYA).types.post(GENERAL, "priya there")
    await slack.settled()
    assert sorted(said(bot)) == ["priya here", "priya here", "priya there", "tom here"]
