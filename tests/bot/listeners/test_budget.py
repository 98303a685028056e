"""What is asked of Slack before an acknowledgement shares one budget of time."""

import asyncio
import time

import pytest

from bot.listeners.budget import ASK_SECONDS, AskBudget

LONG_AGO = 60.0


async def known() -> str:
    return "known"


async def test_what_is_answered_in_time_comes_through() -> None:
    assert await AskBudget().within(known()) == "known"


async def test_what_was_asked_before_leaves_less_for_what_is_asked_then() -> None:
    used_up = AskBudget(time.monotonic() - LONG_AGO)
    assert used_up.left == 0
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await used_up.within(asyncio.get_running_loop().create_future())


async def test_what_is_known_already_costs_nothing() -> None:
    assert await AskBudget(time.monotonic() - LONG_AGO).within(known()) == "known"


def test_half_of_what_slack_waits_is_left_for_our_own_work() -> None:
    assert AskBudget().left <= ASK_SECONDS <= 3 / 2
