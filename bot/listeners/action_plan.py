"""Actions: added to what is rated low, open or a condition, shown, and ticked off."""

import asyncio
from functools import partial

from bot.cards import action_plan as cards
from bot.cards.callbacks import Do, View
from bot.listeners.clicked import clicked, in_view, seen, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Form
from bot.listeners.home import refresh_if_open
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, update_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.refusing import words
from bot.listeners.reminders import settle
from bot.listeners.submission import SubmittedForm
from flows.action_plan import ActionForm, subjects
from flows.refusals import Refusal, Why

SIGHT_SECONDS = 0.5
"""Of the 3 s that an acknowledgement has, beside what is asked of everybody chosen in a form."""


async def _open_form(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    if not any(True for _ in subjects(assessment)):
        raise Refusal(Why.NOTHING_TO_ACT_ON)
    open_modal(balance, click, cards.add(assessment, window_ref(assessment, click.act)))


async def _add(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    wanted = ActionForm(
        about=form.chosen("about"),
        what=form.field("what"),
        who=form.chosen_person("who"),
        by=form.chosen_day("by"),
    )
    if errors := wanted.errors(balance.action_plan.today):
        return errors
    assessment = await in_view(balance, form.act, form.ref.assessment)
    sees = await _sees(balance, wanted.who, assessment.channel)
    outcome = await balance.action_plan.add(form.act, assessment.id, wanted, in_sight=sees)
    if not outcome.repeated:
        tell_who_cannot_see(balance, form.reply_to, assessment, {wanted.who}, to_do="do it")
    return {}


async def _sees(balance: Balance, person: str, channel: str) -> bool:
    """Whether somebody may read what they are given to do. The form waits for the answer: where Slack does
    not say so in time, they may not."""
    try:
        async with asyncio.timeout(SIGHT_SECONDS):
            return bool(await balance.visibility.can_see(person, channel))
    except TimeoutError:
        return False


async def _show_all(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    open_modal(
        balance,
        click,
        cards.everything(assessment, window_ref(assessment, click.act), balance.action_plan.today),
    )


async def _tick(balance: Balance, click: Interaction, *, done: bool) -> None:
    """In the window of all actions, or from a direct message or App Home."""
    ref, said = click.need_ref(), ""
    click.lend_address(balance.reconciler.addresses)
    try:
        await balance.action_plan.tick(
            click.act, ref.assessment, ref.question, done=done, seen=ref.seen or None
        )
    except Refusal as refusal:
        if not click.in_modal:
            raise
        said = words(refusal, click.act.person)  # a private word would be hidden behind the modal
    assessment = await clicked(balance, click)
    if click.in_modal:
        view = cards.everything(
            assessment, window_ref(assessment, click.act), balance.action_plan.today, said
        )
        update_modal(balance, click, view)
    elif click.act.channel != assessment.channel:
        settle(balance, click, "Ticked off. Its summary says so too.")
    refresh_if_open(balance, click)


ACTIONS: Actions = {
    Do.ADD_ACTION: _open_form,
    Do.ACTIONS: _show_all,
    Do.TICK_ACTION: partial(_tick, done=True),
    Do.UNTICK_ACTION: partial(_tick, done=False),
}
VIEWS: Views = {View.ADD_ACTION: Form(_add, "what")}
