"""Handing an assessment over to another owner."""

import asyncio
from collections.abc import Awaitable

from bot.cards import reminder
from bot.cards.callbacks import Do, View
from bot.listeners.budget import AskBudget
from bot.listeners.clicked import clicked, in_view, window_ref
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.relocating import card_link
from bot.listeners.submission import SubmittedForm
from bot.slack.errors import SlackProblem
from bot.slack.users import Person
from flows.assessment import Assessment
from flows.permissions import check_may_hand_over, holds_alone
from flows.refusals import Refusal, Why


async def _open(balance: Balance, click: Interaction) -> None:
    """Open the form for those who may; the rest are told who may."""
    assessment = await clicked(balance, click)
    left = await _left(balance, assessment, click)
    check_may_hand_over(assessment, click.act, left=left)
    open_modal(balance, click, reminder.hand_over(assessment, window_ref(assessment, click.act)))


async def _hand_over(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref, to = form.ref, form.chosen_person("person")
    if not to:
        return {"person": Refusal(Why.HEIR_MISSING)}
    before = await in_view(balance, form.act, ref.assessment)
    now = balance.people.as_they_are_now
    heir, left = await asyncio.gather(_person(now(to), to, form.budget), _left(balance, before, form))
    if not heir.can_be_told:
        return {"person": Refusal(Why.HEIR_GONE)}
    outcome = await balance.reminders.hand_over(form.act, ref.assessment, to, left=left)
    if not outcome.repeated and to not in (form.act.person, before.owner):
        balance.later(_tell_heir(balance, outcome.assessment, form.reply_to), "handed over")
    return {}


async def _tell_heir(balance: Balance, assessment: Assessment, giver: ReplyTo) -> None:
    """What it is about only if they can see it; else the giver is told as well, who can invite them."""
    heir = ReplyTo(assessment.owner)
    if holds_alone(assessment, heir.person) or await balance.visibility.can_see(
        heir.person, assessment.channel
    ):
        link = await card_link(balance, assessment)
        balance.tell(heir, reminder.handed_over(assessment, giver.person, link))
    else:
        balance.tell(heir, reminder.handed_over_unseen(giver.person))
        tell_who_cannot_see(balance, giver, assessment, {heir.person}, to_do="look after it")


async def _left(
    balance: Balance, assessment: Assessment, asked: Interaction | SubmittedForm
) -> frozenset[str]:
    """The owner, if they have left the workspace, as it is now: who is back has their right back. To open a
    form, what Slack said within a minute will do. Where it does not say, nobody acts in their place."""
    owner, people = assessment.owner, balance.people
    if asked.act.person == owner:
        return frozenset()
    ask = people.just_now if isinstance(asked, Interaction) else people.as_they_are_now
    found = await _person(ask(owner), owner, asked.budget)
    return frozenset({owner}) if found.has_left else frozenset()


async def _person(asking: Awaitable[Person], person: str, budget: AskBudget) -> Person:
    try:
        return await budget.within(asking)
    except (SlackProblem, TimeoutError):
        raise Refusal(Why.PERSON_NOT_KNOWN_NOW, people=[person]) from None


ACTIONS: Actions = {Do.HAND_OVER: _open}
VIEWS: Views = {View.HAND_OVER: Form(_hand_over, "person", for_people=False)}
