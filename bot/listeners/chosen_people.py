"""Who is chosen in a form must be somebody who is there: no app, no account out of use, no id of nobody."""

import asyncio

from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance
from bot.listeners.submission import SubmittedForm
from bot.slack.client import SLACKBOT
from bot.slack.errors import SlackProblem
from flows.refusals import Refusal, Why

MOST_ASKED = 30
"""People of whom Slack is asked for one form: more would use up what it answers in a minute."""


async def refused(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    """What is wrong, by field. Whoever Slack says nothing of in time may be chosen: a form is not held up by
    what nobody can find out."""
    chosen = form.everybody_chosen()
    if not chosen:
        return {}
    nobodies = {balance.identity.user_id, SLACKBOT}
    people = sorted(frozenset().union(*chosen.values()) - nobodies)[:MOST_ASKED]
    found = await asyncio.gather(*(_is_nobody(balance, person, form.budget) for person in people))
    nobodies |= {person for person, is_nobody in zip(people, found, strict=True) if is_nobody}
    return {field: Refusal(Why.NOBODY_TO_CHOOSE) for field, them in chosen.items() if them & nobodies}


async def _is_nobody(balance: Balance, person: str, budget: AskBudget) -> bool:
    try:
        return not (await budget.within(balance.people.as_they_are_now(person))).can_be_told
    except (SlackProblem, TimeoutError):
        return False
