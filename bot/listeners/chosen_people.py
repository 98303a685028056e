"""Who is chosen in a form must be somebody who is there: no app, no account out of use, no id of nobody."""

import asyncio

from bot.listeners.context import Balance
from bot.listeners.submission import SubmittedForm
from bot.slack.client import SLACKBOT
from bot.slack.errors import SlackProblem
from flows.refusals import Refusal, Why

MOST_ASKED = 30
"""People of whom Slack is asked for one form: more would use up what it answers in a minute."""


async def refused(balance: Balance, form: SubmittedForm, deadline: float) -> dict[str, Refusal]:
    """What is wrong, by field. Whoever Slack says nothing of until the deadline (the event loop's) may be
    chosen: a form is not held up by what nobody can find out."""
    chosen = form.everybody_chosen()
    if not chosen:
        return {}
    nobodies = {balance.identity.user_id, SLACKBOT}
    people = sorted(frozenset().union(*chosen.values()) - nobodies)[:MOST_ASKED]
    if people:
        asking = {asyncio.ensure_future(_is_nobody(balance, person)): person for person in people}
        left = deadline - asyncio.get_running_loop().time()
        answered, late = await asyncio.wait(asking, timeout=max(0.0, left))
        nobodies |= {asking[one] for one in answered if one.result()}
        for one in late:
            one.cancel()
    return {field: Refusal(Why.NOBODY_TO_CHOOSE) for field, them in chosen.items() if them & nobodies}


async def _is_nobody(balance: Balance, person: str) -> bool:
    try:
        return not (await balance.people.as_they_are_now(person)).can_be_told
    except SlackProblem:
        return False
