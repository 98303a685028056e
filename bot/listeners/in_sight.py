"""Whether whoever acts can see the channel that matters, at this moment.

Slack says where a click on a message and a command come from: who acts in a channel can see it, and that
costs no call. It does not say where a window or App Home is clicked, or a form sent; what a window carries
says only where it was opened. So for all that comes from elsewhere Slack is asked, if they were not just seen
there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.listeners.submission import SubmittedForm
from bot.use_cases.requests import Act
from flows.permissions import MustAsk

ASK_SECONDS = 1.5
"""For all that is asked before one acknowledgement, for which there are 3 s."""

Asked = TypeVar("Asked", Interaction, SubmittedForm)
Result = TypeVar("Result")


async def in_sight(
    balance: Balance,
    asked: Asked,
    do: Callable[[Asked], Awaitable[Result]],
    deadline: float | None = None,
) -> Result:
    """Do it, and again with each thing that had to be found out first: nothing was done until then. By the
    deadline (the event loop's), if something was asked already."""
    if deadline is None:
        deadline = asyncio.get_running_loop().time() + ASK_SECONDS
    while True:
        try:
            return await do(asked)
        except MustAsk as must:
            sees = await _can_see(balance, asked.act.person, must.channel, deadline)
            asked = replace(asked, act=asked.act.knowing(must.channel, sees))


async def _can_see(balance: Balance, person: str, channel: str, deadline: float) -> bool | None:
    try:
        async with asyncio.timeout_at(deadline):
            return await balance.visibility.can_see(person, channel)
    except TimeoutError:
        return None  # the question goes on: who tries again in a moment finds the answer


def note_sight(balance: Balance, act: Act) -> None:
    """Slack has said where this was done. Of a command it does not say when: just now."""
    ts = balance.reconciler.clock.ts() if act.ts == "0" else act.ts
    for channel in act.sees:
        balance.visibility.sightings.saw(act.person, channel, ts)
