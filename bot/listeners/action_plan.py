"""Actions and another look: clicks and forms."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.cards import action_plan as cards
from bot.cards import look_again
from bot.cards.callbacks import Do, Ref, View
from bot.cards.text import permalink
from bot.cards.words import note
from bot.listeners.context import Balance
from bot.listeners.filled_in import chosen, chosen_day, chosen_person, field
from bot.listeners.forms import form_listener, form_ref
from bot.listeners.opening import link_to_card, open_modal, settle, update_modal
from bot.listeners.payload import Interaction, submission
from bot.use_cases.action_plan import ActionForm
from bot.use_cases.looking_again import check_may_look_again
from bot.use_cases.requests import Refusal
from bot.use_cases.unit_of_work import check_may_see
from flows.action_plan import subjects
from flows.assessment import Assessment


def register(app: AsyncApp, balance: Balance) -> None:
    app.view(View.ADD_ACTION)(form_listener(balance, _submit_action, "what"))
    app.view(View.LOOK_AGAIN_ON)(form_listener(balance, _submit_day, "day"))


async def _add(balance: Balance, click: Interaction) -> None:
    assessment, ref = await _seen(balance, click)
    if not any(True for _ in subjects(assessment)):
        raise Refusal("Nothing is rated 1 or 2, nothing is open and there is no condition: nothing to do.")
    open_modal(balance, click, cards.add(assessment, ref))


async def _everything(balance: Balance, click: Interaction) -> None:
    assessment, ref = await _seen(balance, click)
    open_modal(balance, click, cards.everything(assessment, ref, balance.plan.today))


async def _tick(balance: Balance, click: Interaction, *, done: bool) -> None:
    """On the summary, in the modal, or from a direct message or App Home."""
    ref, said = click.need_ref(), ""
    click.lend_address(balance.reconciler.addresses)
    try:
        await balance.plan.tick(click.act, ref.assessment, ref.question, done=done)
    except Refusal as refusal:
        if not click.in_modal:
            raise
        said = str(refusal)  # a private word would be hidden behind the modal
    assessment = await balance.assessments.get(balance.workspace, ref.assessment)
    if click.in_modal:
        here = Ref.of(assessment).at(click.act.channel or "")
        update_modal(balance, click, cards.everything(assessment, here, balance.plan.today, said))
    elif click.act.channel != assessment.channel:
        settle(balance, click, "Ticked off. Its summary says so too.")


async def _set_day(balance: Balance, click: Interaction) -> None:
    assessment, ref = await _seen(balance, click)
    check_may_look_again(assessment, click.act)
    open_modal(balance, click, look_again.set_day(assessment, ref))


async def _look_again(balance: Balance, click: Interaction) -> None:
    click.lend_address(balance.reconciler.addresses)
    outcome = await balance.looking_again.start(click.act, click.need_ref().assessment)
    if new := outcome.assessment.next:
        balance.reconciler.wake(new)
        balance.tasks.spawn(link_to_card(balance, click, Ref(new)), "link to the card")


async def _other_look(balance: Balance, click: Interaction) -> None:
    """The way from one look to the next or the last one: its summary if there is one, else its thread."""
    assessment, _ = await _seen(balance, click)
    links = await balance.whereabouts.links(assessment)
    where = links.summary_ts or assessment.thread_ts
    if not where:
        raise Refusal("This assessment is not in its channel yet. Please try again in a moment.")
    url = permalink(balance.identity.url, assessment.channel, where, assessment.thread_ts)
    what = "Its summary is" if links.summary_ts else "Its questions are"
    balance.tell(click.reply_to, note(f"{what} <{url}|here>."))


async def _seen(balance: Balance, click: Interaction) -> tuple[Assessment, Ref]:
    """The assessment as it is now, for somebody who may see it, and what a modal about it carries."""
    assessment = await balance.assessments.get(balance.workspace, click.need_ref().assessment)
    check_may_see(assessment, click.act)
    return assessment, Ref.of(assessment).at(click.act.channel or "")


async def _submit_action(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    form = ActionForm(
        about=chosen(values, "about"),
        what=field(values, "what"),
        who=chosen_person(values, "who"),
        by=chosen_day(values, "by"),
    )
    if errors := form.errors(balance.plan.today):
        return errors
    if form.who == balance.identity.user_id:
        return {"who": "Balance cannot do it. Choose a person."}
    await balance.plan.add(act, form_ref(metadata).assessment, form)
    return {}


async def _submit_day(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    never = chosen(values, "when") == look_again.NEVER
    day = None if never else chosen_day(values, "day")
    if day is None and not never:
        return {"day": "Choose a day, or choose Never."}
    if day is not None and day <= balance.plan.today:
        return {"day": "Choose a day after today, or choose Never."}
    await balance.looking_again.set_day(act, form_ref(metadata).assessment, day)
    return {}


HANDLERS: dict[str, Callable[[Balance, Interaction], Awaitable[None]]] = {
    Do.ADD_ACTION: _add,
    Do.ACTIONS: _everything,
    Do.TICK_ACTION: partial(_tick, done=True),
    Do.UNTICK_ACTION: partial(_tick, done=False),
    Do.LOOK_AGAIN_ON: _set_day,
    Do.LOOK_AGAIN: _look_again,
    Do.NEXT_LOOK: _other_look,
    Do.LAST_LOOK: _other_look,
}
