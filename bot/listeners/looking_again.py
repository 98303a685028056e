"""Another look at what was approved: the day of it, its beginning, and the way from one look to the next."""

from bot.cards import look_again
from bot.cards.callbacks import Do, Ref, View
from bot.cards.text import link, permalink
from bot.cards.words import note
from bot.listeners.clicked import seen, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.relocating import link_to_card
from bot.listeners.submission import SubmittedForm
from flows.look_again import check_can
from flows.refusals import Refusal, Why


async def _open_day(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    check_can(assessment, click.act)
    open_modal(balance, click, look_again.set_day(assessment, window_ref(assessment, click)))


async def _set_day(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    never = form.chosen("when") == look_again.NEVER
    day = None if never else form.chosen_day("day")
    if day is None and not never:
        return {"day": Refusal(Why.LOOK_DAY_MISSING)}
    await balance.looking_again.set_day(form.act, form.ref.assessment, day)
    return {}


async def _look_again(balance: Balance, click: Interaction) -> None:
    click.lend_address(balance.reconciler.addresses)
    outcome = await balance.looking_again.start(click.act, click.need_ref().assessment)
    if new := outcome.assessment.next:
        balance.reconciler.wake(new)
        link_to_card(balance, click, Ref(new))


async def _other_look(balance: Balance, click: Interaction) -> None:
    """The way from one look to the next or the last one: its summary if there is one, else its thread."""
    assessment = await seen(balance, click)
    links = await balance.relocating.links(assessment)
    where = links.summary_ts or assessment.thread_ts
    if not where:
        raise Refusal(Why.NOT_POSTED_YET)
    url = permalink(balance.identity.url, assessment.channel, where, assessment.thread_ts)
    what = "Its summary is" if links.summary_ts else "Its questions are"
    balance.tell(click.reply_to, note(f"{what} {link(url, 'here')}."))


ACTIONS: Actions = {
    Do.LOOK_AGAIN_ON: _open_day,
    Do.LOOK_AGAIN: _look_again,
    Do.NEXT_LOOK: _other_look,
    Do.LAST_LOOK: _other_look,
}
VIEWS: Views = {View.LOOK_AGAIN_ON: Form(_set_day, "day")}
