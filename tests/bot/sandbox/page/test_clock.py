"""The sandbox's clock on the page: shown, and moved forward."""

import asyncio
from datetime import datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.page.clock import _last_midday
from bot.sandbox.world import time_travel
from bot.sandbox.world.riverside import GENERAL, HOUSING, TOM
from tests.bot.sandbox.kit import Bot, Json, Panel, actions, button

HOUR, DAY = 3600.0, 86_400.0


class Clock(Panel):
    path = "sandbox/clock"

    async def moves(self, forward: object) -> Json:
        return await self.does(forward=forward)


@pytest.fixture
def clock(slack: Sandbox, session: aiohttp.ClientSession) -> Clock:
    return Clock(slack, session)


async def test_the_clock_is_shown_and_moved_over_http(slack: Sandbox, clock: Clock) -> None:
    shown = await clock.shows()
    assert abs(shown["ahead"]) < HOUR
    moved = await clock.moves(3 * DAY)
    assert moved["ok"]
    assert moved["now"] - shown["now"] >= 3 * DAY
    assert moved["ahead"] > 3 * DAY - HOUR
    assert slack.now() >= moved["now"]
    assert (await clock.moves(HOUR))["ahead"] > 3 * DAY


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (None, "Say how many seconds the clock should move forward."),
        ("soon", "Say how many seconds the clock should move forward."),
        (True, "Say how many seconds the clock should move forward."),
        (0, "The clock moves forward, and by a year at most."),
        (-5, "The clock moves forward, and by a year at most."),
        (float("nan"), "The clock moves forward, and by a year at most."),
        (367 * DAY, "The clock moves forward, and by a year at most."),
    ],
)
async def test_what_makes_no_sense_is_said_in_plain_words(clock: Clock, forward: object, words: str) -> None:
    assert await clock.moves(forward) == {"ok": False, "error": words}
    assert abs((await clock.shows())["ahead"]) < HOUR


async def test_only_the_page_itself_may_move_it(slack: Sandbox, session: aiohttp.ClientSession) -> None:
    async with session.post(f"{slack.url}sandbox/clock", json={"forward": HOUR}) as answer:
        assert answer.status == 403


async def test_messages_after_the_move_are_later_and_the_page_hears_of_it(
    slack: Sandbox, session: aiohttp.ClientSession, client: AsyncWebClient, clock: Clock
) -> None:
    first = slack.person("Tom Fletcher").types.post(HOUSING, "before")
    async with session.ws_connect(f"{slack.url}sandbox/live", params={"as": TOM}) as live:
        await clock.moves(DAY)
        async with asyncio.timeout(20):
            assert await live.receive_json() == {"type": "clock"}
    after = (await client.chat_postMessage(channel=HOUSING, text="after"))["ts"]
    assert float(after) - float(first) >= DAY
    async with session.get(f"{slack.url}sandbox/state", params={"as": TOM}) as answer:
        assert (await answer.json())["now"] >= float(after)


async def test_what_is_due_on_the_way_happens_at_its_moment(slack: Sandbox, bot: Bot, clock: Clock) -> None:
    await bot.connect()
    slack.faults.events.lose("message", times=3)
    slack.faults.workspace.archive(GENERAL, lasting=2 * HOUR)
    slack.person("Tom Fletcher").types.post(HOUSING, "sent again at once, after 1 and after 5 minutes")
    await clock.moves(HOUR)
    await slack.settled()
    assert [event["text"] for event in bot.events("message")] == [
        "sent again at once, after 1 and after 5 minutes"
    ]
    lost = [one.at for one in slack.log.injected if one.fault == "lose"]
    assert [round((at - lost[0]) / 60) for at in lost] == [0, 0, 1]
    assert slack.world.channels[GENERAL].archived
    await clock.moves(HOUR)
    assert not slack.world.channels[GENERAL].archived


async def test_it_stops_where_the_app_has_something_to_do_until_it_has_done_it(
    slack: Sandbox, clock: Clock
) -> None:
    start = slack.now()
    waiting, done = [start + 1 * DAY, start + 200 * DAY, start + 400 * DAY], list[float]()

    async def due(after: float) -> float | None:
        if waiting[0] <= slack.now() and waiting[0] not in done:
            done.append(waiting[0])  # it is asked once more before it has done it
            return waiting[0]
        if waiting[0] in done:
            moments.append(slack.now() - waiting.pop(0))
        return waiting[0]

    moments: list[float] = []
    slack.app.due = due
    assert (await clock.moves(365 * DAY))["ok"]
    assert len(moments) == 2
    assert all(0 <= late < HOUR for late in moments)
    assert slack.now() - start >= 365 * DAY


async def test_an_app_that_does_not_do_it_holds_the_clock_up_for_a_moment_only(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_travel, "APP_PATIENCE", 0.1)
    start, asked = slack.now(), list[float]()

    async def due(after: float) -> float | None:
        asked.append(after)
        return max(after, start + DAY)

    slack.app.due = due
    await slack.pass_time(30 * DAY)
    assert slack.now() - start >= 30 * DAY
    assert len(set(asked)) <= time_travel.MOST_SILENT


async def test_a_response_url_expires(
    slack: Sandbox, bot: Bot, session: aiohttp.ClientSession, clock: Clock
) -> None:
    await bot.connect()
    card = await bot.app.client.chat_postMessage(channel=HOUSING, text="card", blocks=[actions(button("Go"))])
    await slack.person("Tom Fletcher").clicks.button(HOUSING, card["ts"], label="Go")
    [click] = bot.interactions("block_actions")

    async def answered() -> int:
        async with session.post(click["response_url"], json={"text": "hello"}) as answer:
            return answer.status

    assert await answered() == 200
    await clock.moves(HOUR)
    assert await answered() == 404


@pytest.mark.parametrize(
    ("start", "hours", "midday"),
    [
        ("2026-11-20T20:00", 72, "2026-11-23T12:00"),  # Friday to Monday evening
        ("2026-11-22T20:00", 72, "2026-11-25T12:00"),
        ("2026-11-25T09:00", 1, None),
        ("2026-11-20T20:00", 48, None),  # a weekend
    ],
)
def test_a_move_stays_at_the_last_working_midday_on_its_way(
    start: str, hours: int, midday: str | None
) -> None:
    begin = datetime.fromisoformat(f"{start}+00:00").timestamp()
    wanted = datetime.fromisoformat(f"{midday}+00:00").timestamp() if midday else None
    assert _last_midday(begin, begin + hours * 3600) == wanted
