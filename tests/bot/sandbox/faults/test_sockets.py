"""Socket Mode on a bad day, with the real client of Bolt."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ManualClock, NotAcknowledged, Sandbox
from bot.sandbox.world.riverside import HOUSING, TOM
from tests.bot.sandbox.ear import Ear
from tests.bot.sandbox.kit import MANIFEST, Bot, actions, button


@pytest.fixture
def quick(bot: Bot) -> Bot:
    """A bot that looks often whether it is still connected."""
    bot.ping_interval = 0.5
    return bot


async def hears(slack: Sandbox, bot: Bot, text: str) -> None:
    slack.person(TOM).types.post(HOUSING, text)
    await slack.until(lambda: text in [event["text"] for event in bot.events("message")])


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_bot_that_is_told_of_the_end_opens_another_socket(
    slack: Sandbox, bot: Bot, reason: str
) -> None:
    await bot.connect()
    [before] = slack.sockets.connections
    await slack.faults.sockets.disconnect("warning" if reason == "warning" else "refresh_requested")
    await slack.until(lambda: slack.sockets.connected and before not in slack.sockets.connections)
    await hears(slack, bot, "still there?")
    assert not slack.log.errors


async def test_a_socket_that_does_not_go_is_closed_ten_seconds_after_the_warning(
    session: aiohttp.ClientSession,
) -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        ear = Ear(slack)
        await ear.connect(session)
        await slack.faults.sockets.disconnect("warning")
        await clock.advance(9)
        assert slack.sockets.connections
        slack.person(TOM).types.post(HOUSING, "in the meantime")
        await ear.hears(1)
        await clock.advance(1)
        await slack.until(lambda: not slack.sockets.connections)
        assert [frame["type"] for frame in ear.frames] == ["hello", "disconnect", "events_api"]
        await ear.close()


async def test_a_bot_comes_back_after_an_abrupt_end(slack: Sandbox, quick: Bot) -> None:
    await quick.connect()
    await slack.faults.sockets.cut()
    assert not slack.sockets.connected
    await slack.wait_connected()
    await hears(slack, quick, "back again")


async def test_an_abrupt_end_has_no_closing_frame(slack: Sandbox, session: aiohttp.ClientSession) -> None:
    ear = Ear(slack)
    await ear.connect(session)
    await slack.faults.sockets.cut()
    await ear.close()
    assert ear.socket.close_code == aiohttp.WSCloseCode.ABNORMAL_CLOSURE


async def test_no_new_socket_for_a_time(slack: Sandbox, quick: Bot) -> None:
    await quick.connect()
    refused = slack.faults.sockets.refuse(times=2)
    await slack.faults.sockets.cut()
    slack.person(TOM).types.post(HOUSING, "anybody?")
    await slack.wait_connected()
    assert refused.hits == 2
    assert not slack.log.errors


async def test_refused_for_two_minutes_while_events_wait_for_their_retries(
    session: aiohttp.ClientSession,
) -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as slack:
        client = AsyncWebClient(base_url=slack.api_url)
        slack.faults.sockets.refuse(lasting=120)
        slack.person(TOM).types.post(HOUSING, "hello?")
        with pytest.raises(SlackApiError, match="internal_error"):
            await client.apps_connections_open(app_token=slack.app_token)
        await slack.pass_time(120)
        ear = Ear(slack)
        await ear.connect(session)
        await slack.pass_time(240)
        await ear.hears(1)
        assert ear.events[0]["retry_attempt"] == 3
        await ear.close()


@pytest.mark.parametrize("uses_up_ticket", [False, True])
async def test_the_websocket_itself_is_refused(
    slack: Sandbox, session: aiohttp.ClientSession, uses_up_ticket: bool
) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    slack.faults.sockets.refuse("websocket", uses_up_ticket=uses_up_ticket, times=1)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(url)
    assert refused.value.status == 503
    if uses_up_ticket:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    else:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"


async def test_events_that_found_nobody_because_of_a_fault_are_no_error(slack: Sandbox) -> None:
    clock = ManualClock()
    async with Sandbox(manifest=MANIFEST, clock=clock) as shut:
        shut.faults.sockets.refuse()
        shut.person(TOM).types.post(HOUSING, "hello?")
        await shut.pass_time(400)
        await shut.settled()
        assert not shut.log.errors


async def test_two_sockets_at_once_share_what_comes(slack: Sandbox, bot: Bot) -> None:
    await bot.connect()
    await bot.connect()
    assert len(slack.sockets.connections) == 2
    for n in range(6):
        slack.person(TOM).types.post(HOUSING, f"{n}")
    await slack.settled()
    assert len(bot.events("message")) == 6


async def test_a_ghost_takes_its_turn_and_what_it_got_comes_again() -> None:
    async with Sandbox(manifest=MANIFEST, clock=ManualClock()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bot = Bot(slack, client)
        await bot.connect()
        blocks = [actions(button("Go"))]
        ts = (await client.chat_postMessage(channel=HOUSING, text="card", blocks=blocks))["ts"]
        await slack.settled()
        tom = slack.person(TOM)
        with slack.faults.sockets.ghost() as ghost:
            await tom.clicks.button(HOUSING, ts, label="Go")
            with pytest.raises(NotAcknowledged):
                await tom.clicks.button(HOUSING, ts, label="Go")
            for n in range(4):
                tom.types.post(HOUSING, f"{n}")
            await slack.pass_time(400)
            await slack.settled()
        assert sorted(event["text"] for event in bot.events("message")) == ["0", "1", "2", "3"]
        assert ghost.hits > 1
        for _ in range(4):
            await tom.clicks.button(HOUSING, ts, label="Go")
        assert not slack.log.errors
        await bot.close()
