"""Where the day of whoever acts is just now, asked before a click or a form is acknowledged."""

from datetime import date, tzinfo

from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.listeners.submission import SubmittedForm


async def own_zone(balance: Balance, asked: Interaction | SubmittedForm) -> tzinfo:
    """Nowhere, while Slack does not tell in time."""
    try:
        return await asked.budget.within(balance.people.zone(asked.act.person))
    except TimeoutError:
        return balance.people.nowhere


async def own_day(balance: Balance, asked: Interaction | SubmittedForm) -> date:
    """What is to come and what is over for them: what somebody owns goes by their day, not by that in UTC."""
    return balance.queries.now().astimezone(await own_zone(balance, asked)).date()
