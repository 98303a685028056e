"""The record as files, for whoever may see it: into a direct message, or into the thread."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from bot import metrics
from bot.cards import exporting as cards
from bot.cards.callbacks import Do, View
from bot.cards.words import note
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
from bot.log import new_reference
from bot.records.exporter import Made
from bot.slack.errors import SlackProblem
from bot.slack.files import SharedFile
from flows.assessment import Assessment
from flows.permissions import check_may_export
from flows.refusals import Refusal, Why
from storage.errors import StorageError

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 10.0
"""How long an export waits for what Slack says of its files."""


async def _open(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_export(assessment, click.act)
    open_modal(balance, click, cards.form(assessment, window_ref(assessment, click.act)))


async def _export(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    """Only checked here: what takes long comes after the acknowledgement."""
    assessment = await in_view(balance, form.act, form.ref.assessment)
    check_may_export(assessment, form.act)
    chosen = form.chosen_options(cards.FORM)
    if not chosen:
        return {cards.FORM: Refusal(Why.FORM_MISSING)}
    where = form.chosen(cards.WHERE)
    if not chosen <= cards.FORMS.keys() or where not in (cards.TO_ME, cards.TO_THREAD):
        raise BadPayload("an export of no such form, or to no such place")
    forms = [form for form in cards.FORMS if form in chosen]
    without_names = cards.WITHOUT_NAMES in form.chosen_options(cards.NAMES)
    reference = new_reference()
    making = _make(balance, assessment, form.reply_to, forms, where, reference, without_names=without_names)
    promised(
        balance,
        form.reply_to,
        making,
        "An export was not sent",
        lambda error: cards.not_sent(assessment, why_not(error)),
        reference,
        refused=cards.NOTHING_SENT,
    )
    raise Anew(cards.being_made(where))


async def _make(
    balance: Balance,
    assessment: Assessment,
    to: ReplyTo,
    forms: Sequence[str],
    where: str,
    reference: str,
    *,
    without_names: bool,
) -> None:
    """`reference`: of whatever goes wrong, for who asked and for the log."""
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            await balance.file_looks.look(assessment)
    except (SlackProblem, StorageError, TimeoutError) as problem:
        log.warning("What became of files was not looked at before an export: %s", problem)
    made = await balance.exporter.make(assessment.id, forms, without_names=without_names)
    for form, why in made.missing.items():
        line = "An export of %s has no %s: %s"
        log.error(line, assessment.id, form, why, extra={"reference": reference})
    if made.missing:
        metrics.failed("export")
    if not made.files:
        balance.tell(to, note(cards.not_made(assessment, made.missing, reference)))
        return
    words = cards.comment(assessment, where, made.missing, reference, without_names=without_names)
    await send(balance, assessment, to, where, _files(assessment, made), words)


def _files(assessment: Assessment, made: Made) -> list[SharedFile]:
    return [
        SharedFile(f"balance-{assessment.id}.{form}", assessment.title, content)
        for form, content in made.files.items()
    ]


ACTIONS: Actions = {Do.EXPORT: _open}

VIEWS: Views = {View.EXPORT: Form(_export, cards.FORM)}
