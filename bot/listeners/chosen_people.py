"""Who is chosen in a form must be somebody who is there: no app, no account out of use, no id of nobody, and
nobody of a partner organisation."""

import asyncio

from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance
from bot.listeners.submission import SubmittedForm
from bot.slack.client import SLACKBOT
from bot.slack.errors import SlackProblem
from flows.refusals import Refusal, Why


async def refused(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    """What is wrong, by field. Slack is asked of everybody at once, but not again of whom it has just told.
    Whoever it says nothing of in time may be chosen: a form is not held up by what nobody can find out."""
    chosen = form.everybody_chosen()
    if not chosen:
        return {}
    why = dict.fromkeys((balance.identity.user_id, SLACKBOT), Why.NOBODY_TO_CHOOSE)
    people = sorted(frozenset().union(*chosen.values()) - why.keys())
    found = await asyncio.gather(*(_why_not(balance, person, form.budget) for person in people))
    why |= {person: said for person, said in zip(people, found, strict=True) if said}
    wrong = {field: sorted(them & why.keys()) for field, them in chosen.items()}
    return {field: Refusal(why[them[0]]) for field, them in wrong.items() if them}


async def _why_not(balance: Balance, person: str, budget: AskBudget) -> Why | None:
    try:
        found = await budget.within(balance.people.just_now(person))
    except (SlackProblem, TimeoutError):
        return None
    if found.is_partner:
        return Why.PARTNER_CHOSEN
    return Why.NOBODY_TO_CHOOSE if found.is_nobody else None
