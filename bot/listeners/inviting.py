"""Inviting people who are not in Slack: who they are, and the files that are made for them."""

import asyncio

from bot.cards import inviting as cards
from bot.cards.callbacks import Do, View
from bot.cards.exporting import NOTHING_SENT, TO_ME, TO_THREAD
from bot.listeners.clicked import clicked, in_view, window_ref
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.payload import BadPayload
from bot.listeners.promised import promised
from bot.listeners.sending import send, why_not
from bot.listeners.submission import SubmittedForm
from bot.slack.files import SharedFile
from flows.assessment import Assessment
from flows.refusals import Refusal
from flows.voices import check_may_bring, taken_whose


async def _open(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_bring(assessment, click.act)
    open_modal(balance, click, cards.form(assessment, window_ref(assessment, click.act)))


async def _invite(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    """Only checked here: the files come after the acknowledgement."""
    assessment = await in_view(balance, form.act, form.ref.assessment)
    check_may_bring(assessment, form.act)
    try:
        whose = taken_whose(form.field(cards.WHOSE))
    except Refusal as refusal:
        return {cards.WHOSE: refusal}
    where = form.chosen(cards.WHERE)
    if where not in (TO_ME, TO_THREAD):
        raise BadPayload("a form for no such place")
    promised(
        balance,
        form.reply_to,
        _make(balance, assessment, form.reply_to, whose, where),
        "A form for people from outside was not sent",
        lambda error: cards.not_sent(assessment, why_not(error)),
        refused=NOTHING_SENT,
    )
    raise Anew(cards.being_made(where))


async def _make(balance: Balance, assessment: Assessment, to: ReplyTo, whose: str, where: str) -> None:
    from bot.voices.files import made_for  # what it needs is loaded when it is asked for

    made = await asyncio.to_thread(made_for, assessment, whose)
    files = [SharedFile(name, name, content) for name, content in made.items()]
    await send(balance, assessment, to, where, files, cards.comment(whose))


ACTIONS: Actions = {Do.INVITE: _open}

VIEWS: Views = {View.INVITE: Form(_invite, cards.WHOSE)}
