"""The sandbox's clock: real time, which can be moved forward."""

import asyncio
import time
from typing import Any

from bot.sandbox import Sandbox, WallClock
from bot.sandbox.world.riverside import HOUSING
from tests.bot.sandbox.kit import Bot, actions, button

HOUR, DAY = 3600.0, 86_400.0


async def asleep(clock: WallClock, seconds: float, woken: list[tuple[float, float]]) -> None:
    """Sleep, and write down for how long it was and when it ended, from when it began."""
    began = clock.now()
    await clock.sleep(seconds)
    woken.append((seconds, clock.now() - began))


async def test_sleepers_wake_at_their_own_moment_and_in_order() -> None:
    clock, woken = WallClock(), list[tuple[float, float]]()
    sleepers = [asyncio.create_task(asleep(clock, seconds, woken)) for seconds in (2 * DAY, HOUR, 3 * DAY)]
    await clock.advance(0)
    before = clock.now()
    await clock.advance(2 * DAY + HOUR)
    assert clock.now() - before >= 2 * DAY + HOUR
    assert [seconds for seconds, _ in woken] == [HOUR, 2 * DAY]
    assert all(slept >= seconds for seconds, slept in woken)
    assert woken[0][1] < DAY
    # Who sleeps on has less left than before.
    due = clock.next_due()
    assert due is not None
    assert due - clock.now() < DAY
    sleepers[-1].cancel()
    await asyncio.gather(*sleepers, return_exceptions=True)
    assert clock.next_due() is None


async def test_without_a_move_it_is_real_time() -> None:
    clock = WallClock()
    before = time.time()
    await clock.sleep(0.01)
    await clock.sleep(0)
    assert before + 0.01 <= clock.now() <= time.time()


async def test_an_app_that_is_busy_with_a_click_gets_real_time_to_answer(slack: Sandbox, bot: Bot) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def think(ack: Any) -> None:
        begun.set()
        await finish.wait()
        await ack()

    bot.app.action("go")(think)
    await bot.connect()
    card = await bot.app.client.chat_postMessage(channel=HOUSING, text="card", blocks=[actions(button("Go"))])
    clicking = asyncio.create_task(
        slack.person("Tom Fletcher").clicks.button(HOUSING, card["ts"], label="Go")
    )
    await begun.wait()
    moving = asyncio.create_task(slack.pass_time(DAY, patience=10))
    for _ in range(200):
        await asyncio.sleep(0)
    assert not moving.done()
    finish.set()
    await clicking
    await moving
