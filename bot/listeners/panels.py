"""A panel: to begin to answer alone, to be done, to reveal, to rate again, to settle, and to see it
otherwise."""

from bot.cards import reviewing, starting
from bot.cards import settling as cards
from bot.cards.callbacks import Do, View
from bot.cards.words import note
from bot.listeners.card_clicks import on_card
from bot.listeners.clicked import clicked, costs_decision, in_view, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.own_day import own_day
from bot.listeners.refusing import words
from bot.listeners.submission import SubmittedForm
from flows.panel_acts import check_may_convene, errors
from flows.panel_settling import check_may_dissent
from flows.particulars import ASSESSORS
from flows.refusals import OutOfDate, OwnWork, Refusal, Why


async def _open_convening(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_convene(assessment, click.act)
    open_modal(balance, click, starting.convene(assessment, window_ref(assessment, click.act)))


async def _convene(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    people, until = form.chosen_people(ASSESSORS), form.chosen_day(starting.UNTIL)
    today = await own_day(balance, form) if until else balance.panels.today
    if wrong := errors(people, until, today):
        return wrong
    named = form.chosen(starting.HOW) == starting.Way.NAMED
    try:
        outcome = await balance.panels.convene(
            form.act, form.ref.assessment, people, named=named, until=until
        )
    except OwnWork as refusal:
        return {ASSESSORS: refusal}
    if not outcome.repeated:
        tell_who_cannot_see(balance, form.reply_to, outcome.assessment, people, to_do="answer")
    return {}


async def _begin(balance: Balance, click: Interaction) -> None:
    """In their direct messages they begin; from anywhere else they are led there."""
    ref = click.need_ref()
    # Only they see what is shown to them alone, and that may be in a conversation with somebody else.
    if (click.act.channel or "").startswith("D") and click.message_ts:
        click.lend_address(balance.reconciler.addresses)
        await balance.panels.begin(click.act, ref.assessment)
        balance.later(_warn_who_decides(balance, click, ref.assessment), "warning")
    else:
        await balance.panels.ask(click.act, ref.assessment)
        balance.tell(click.reply_to, note("Balance has sent you a message. Choose Begin there."))


async def _warn_who_decides(balance: Balance, click: Interaction, assessment_id: str) -> None:
    assessment = await balance.reading.get(balance.workspace, assessment_id)
    if await costs_decision(balance, assessment, click.act.person):
        balance.tell(click.reply_to, reviewing.would_lose_decision(assessment))


async def _done(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await on_card(balance, click, balance.panels.finish(click.act, ref.assessment, turn=ref.turn))


async def _back(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await on_card(balance, click, balance.panels.go_back(click.act, ref.assessment, turn=ref.turn))


async def _reveal(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    # One that was drawn by an earlier version names no round.
    await on_card(
        balance, click, balance.revealing.reveal(click.act, ref.assessment, number=ref.number or None)
    )


async def _rate_again(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await on_card(balance, click, balance.panel_settling.rate_again(click.act, ref.assessment, ref.question))


async def _take_medians(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await on_card(
        balance, click, balance.panel_settling.take_medians(click.act, ref.assessment, turn=ref.turn)
    )


async def _open_dissent(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_dissent(assessment, click.act.person)
    ref = window_ref(assessment, click.act)
    open_modal(
        balance, click, cards.dissent_form(assessment, ref, click.act.person, click.need_ref().question)
    )


async def _dissent(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    question = form.chosen(cards.QUESTION)
    if not question:
        return {cards.QUESTION: Refusal(Why.QUESTIONS_MISSING)}
    act, ref, typed = form.act, form.ref, form.field(cards.WORDS)
    try:
        await balance.panel_settling.dissent(act, ref.assessment, question, typed, ref.seen)
    except OutOfDate as why:
        now = await in_view(balance, act, ref.assessment)
        said = words(why, act.person)
        raise Anew(cards.dissent_form(now, ref, act.person, question, changed=said, typed=typed)) from None
    return {}


ACTIONS: Actions = {
    Do.CONVENE: _open_convening,
    Do.BALLOT: _begin,
    Do.BALLOT_DONE: _done,
    Do.BALLOT_BACK: _back,
    Do.REVEAL: _reveal,
    Do.RATE_AGAIN: _rate_again,
    Do.TAKE_MEDIANS: _take_medians,
    Do.DISSENT: _open_dissent,
}
VIEWS: Views = {
    View.CONVENE: Form(_convene, ASSESSORS),
    View.DISSENT: Form(_dissent, cards.WORDS),
}
