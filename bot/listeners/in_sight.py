"""Whether whoever acts can see the channel that matters, at this moment.

Slack says where a click on a message and a command come from: who acts in a channel can see it, and that
costs no call. It does not say where a window or App Home is clicked, or a form sent; what a window carries
says only where it was opened. And who answers alone does so in a direct message. So for all that comes from
elsewhere Slack is asked, if they were not just seen there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.listeners.changed_channels import NotSaid, has_missed, look_again
from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.listeners.submission import SubmittedForm
from bot.listeners.typed import Typed
from bot.use_cases.requests import Act
from flows.permissions import MustAsk
from flows.refusals import Refusal, Why

Asked = TypeVar("Asked", Interaction, SubmittedForm, Typed)
Result = TypeVar("Result")


async def in_sight(
    balance: Balance,
    asked: Asked,
    do: Callable[[Asked], Awaitable[Result]],
) -> Result:
    """Do it, and again with each thing that had to be found out first: nothing was done until then."""
    while True:
        try:
            return await do(asked)
        except MustAsk as must:
            if has_changed := await _has_changed(balance, asked, must.channel):
                continue
            sees = await _can_see(balance, asked, must.channel)
            if has_changed is None and not sees:
                raise Refusal(Why.THREAD_NOT_KNOWN_NOW) from None
            asked = replace(asked, act=asked.act.knowing(must.channel, sees))


async def _has_changed(
    balance: Balance, asked: Interaction | SubmittedForm | Typed, channel: str
) -> bool | None:
    """Whether what was clicked stands in this very channel, which has had another id since. Then it is known
    by that now. None: Slack does not say just now, and is asked again."""
    here, thread = next(iter(asked.act.sees), None), asked.reply_to.thread_ts
    if here in (None, channel) or not thread:
        return False
    try:
        return await has_missed(balance, here, thread, asked.budget, channel)
    except NotSaid as unknown:
        look_again(balance, unknown)
        return None


async def _can_see(balance: Balance, asked: Interaction | SubmittedForm | Typed, channel: str) -> bool | None:
    try:
        return await asked.budget.within(balance.visibility.can_see(asked.act.person, channel))
    except TimeoutError:
        return None  # the question goes on: who tries again in a moment finds the answer


def note_sight(balance: Balance, act: Act) -> None:
    """Slack has said where this was done. Of a command it does not say when: some time before it came in, so
    it shows nothing of whoever is known to have left."""
    for channel in act.sees:
        balance.visibility.sightings.saw(act.person, channel, act.ts)
