"""Where an assessment stands in Slack: its card brought down and found, tried again, or moved elsewhere."""

import asyncio

from bot.cards import help, home, modals
from bot.cards.callbacks import Do, Ref, View
from bot.cards.text import link, permalink
from bot.cards.words import note
from bot.listeners.clicked import clicked, seen
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Form
from bot.listeners.home import refresh_if_open
from bot.listeners.interaction import Interaction
from bot.listeners.opening import in_time, open_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.reminders import settle
from bot.listeners.submission import SubmittedForm
from bot.reconciler.drawing import trouble_words
from flows.assessment import Assessment
from flows.permissions import check_may_answer, check_may_move
from flows.refusals import Refusal, Why
from flows.triggers import Trigger

LOOK_SECONDS = 0.2
MESSAGE_SECONDS = 10.0
"""How long to wait for the card that a link in a message leads to: one that must be posted may wait for one
of Slack's limits. A window must be opened within 3 s of the click: it goes by what is left of that."""


async def _bring(balance: Balance, click: Interaction) -> None:
    """From App Home or a list: a fresh card at the bottom of the thread, and a link to it."""
    ref = click.need_ref()
    await clicked(balance, click)  # before it has effects elsewhere
    balance.reconciler.insist(ref.assessment)
    await balance.answering.bring_card(click.act, ref.assessment)
    link_to_card(balance, click, ref)
    refresh_if_open(balance, click)


def link_to_card(
    balance: Balance, click: Interaction, ref: Ref, said: str = "", *, settles: bool = False
) -> None:
    """Tell the person where the card stands now, after what is `said`; in App Home, and from a summary, by a
    modal. `settles`: in a direct message, in the place of the buttons that were clicked."""
    in_time(balance, click.reply_to, _link_to_card(balance, click, ref, said, settles=settles))


async def _link_to_card(balance: Balance, click: Interaction, ref: Ref, said: str, *, settles: bool) -> None:
    in_message = click.reply_to.response_url is not None and not click.stands_twice
    seconds = MESSAGE_SECONDS if in_message else click.budget.left
    assessment = await _once_it_stands(balance, ref.assessment, seconds)
    if assessment.trouble:
        # The direct message about it may have got lost on its way: this is where its buttons are found again.
        words = trouble_words(assessment, assessment.trouble)
        balance.tell(click.reply_to, help.no_place(assessment, words))
        return
    url = await card_link(balance, assessment)
    if url is None:
        words = f"{said}It appears in its channel in a moment."
        if click.stands_twice:
            await balance.slack.open_view(click.trigger_id, modals.done(assessment, words))
        else:
            balance.tell(click.reply_to, note(words))
        return
    words = f"{said}{home.where(assessment)} The card is at the bottom of its thread."
    if in_message and settles and click.act.channel != assessment.channel:
        settle(balance, click, f"{words} {link(url, 'Open it')}.")
    elif in_message:
        balance.tell(click.reply_to, note(f"{words} {link(url, 'Open it')}."))
    else:
        await balance.slack.open_view(click.trigger_id, modals.link(assessment, words, url))


async def _once_it_stands(balance: Balance, assessment_id: str, seconds: float) -> Assessment:
    """The assessment, once its card is drawn and has a place or is in trouble; after so many seconds, as it
    is. What was begun just now may wait for its place in one of Slack's lines."""
    until = asyncio.get_running_loop().time() + seconds
    while True:
        left = until - asyncio.get_running_loop().time()
        await balance.reconciler.settled(assessment_id, max(0.0, left))
        assessment = await balance.reading.get(balance.workspace, assessment_id)
        if assessment.thread_ts or assessment.trouble or left <= 0:
            return assessment
        await asyncio.sleep(min(LOOK_SECONDS, left))


async def card_link(balance: Balance, assessment: Assessment) -> str | None:
    """The address of its card where it stands now, else of its thread; None: it is not in its channel yet."""
    if not assessment.thread_ts:
        return None
    ts = (await balance.relocating.links(assessment)).card_ts or assessment.thread_ts
    return permalink(balance.identity.url, assessment.channel, ts, assessment.thread_ts)


async def _go_on(balance: Balance, click: Interaction) -> None:
    """The button is a link to the card, which the person's own client opens. Here it goes on from a pause,
    which is for our own people, and not for those of a partner organisation."""
    assessment = await clicked(balance, click)
    if click.act.of_partner:
        return
    if assessment.trouble:  # the link leads nowhere that they can use
        await _bring(balance, click)
        return
    if assessment.progress.is_paused:
        await balance.answering.move(click.act, assessment.id, Trigger.RESUME)
        refresh_if_open(balance, click)
    else:
        balance.reconciler.wake(assessment.id, insist=True)


async def _nothing(_balance: Balance, _click: Interaction) -> None:
    """A link button: the person's own browser has done it."""


async def _retry(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_answer(assessment, click.act)
    balance.reconciler.wake(assessment.id, insist=True)
    balance.tell(click.reply_to, note("Balance tries again now."))


async def _open_move(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    check_may_move(assessment, click.act)
    open_modal(balance, click, modals.move(assessment))


async def _move(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref, channel = form.ref, form.chosen_channel("channel")
    if not channel:
        return {"channel": Refusal(Why.MOVE_CHANNEL_MISSING)}
    moved = (await balance.relocating.move_to(form.act, ref.assessment, channel)).assessment
    balance.tell(form.reply_to, note("Moved. The team goes on in the new thread."))
    tell_who_cannot_see(balance, form.reply_to, moved, moved.reviewers)
    return {}


ACTIONS: Actions = {
    Do.BRING: _bring,
    Do.GO_ON: _go_on,
    Do.LINK: _nothing,
    Do.RETRY: _retry,
    Do.MOVE: _open_move,
}
VIEWS: Views = {View.MOVE: Form(_move, "channel")}
