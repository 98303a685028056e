"""The record as files, for whoever may see it: into a direct message, or into the thread."""

from collections.abc import Sequence

from bot.cards import exporting as cards
from bot.cards.callbacks import Do, View
from bot.listeners.clicked import clicked, window_ref
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.payload import BadPayload
from bot.listeners.submission import SubmittedForm
from bot.records.exporter import Made, NotMade
from bot.slack.errors import NoEntry, SlackProblem
from bot.slack.files import SharedFile
from flows.assessment import Assessment
from flows.permissions import check_may_see
from flows.refusals import Refusal, Why


async def _open(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_see(assessment, click.act)
    open_modal(balance, click, cards.form(assessment, window_ref(assessment, click.act)))


async def _export(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    """Only checked here: what takes long comes after the acknowledgement."""
    assessment = await balance.answering.get(balance.workspace, form.ref.assessment)
    check_may_see(assessment, form.act)
    chosen = form.chosen_options(cards.FORM)
    if not chosen:
        return {cards.FORM: Refusal(Why.FORM_MISSING)}
    where = form.chosen(cards.WHERE)
    if not chosen <= cards.FORMS.keys() or where not in (cards.TO_ME, cards.TO_THREAD):
        raise BadPayload("an export of no such form, or to no such place")
    forms = [form for form in cards.FORMS if form in chosen]
    without_names = cards.WITHOUT_NAMES in form.chosen_options(cards.NAMES)
    balance.later(
        _make(balance, assessment, form.reply_to, forms, where, without_names=without_names), "export"
    )
    raise Anew(cards.being_made(where))


async def _make(
    balance: Balance,
    assessment: Assessment,
    reply_to: ReplyTo,
    forms: Sequence[str],
    where: str,
    *,
    without_names: bool,
) -> None:
    try:
        made = await balance.exporter.make(assessment.id, forms, without_names=without_names)
    except NotMade:
        balance.tell(reply_to, cards.not_made(assessment))
        return
    words = cards.comment(assessment, without_names=without_names, missing=made.missing)
    to_thread = where == cards.TO_THREAD
    try:
        await balance.slack.share(
            assessment.channel if to_thread else reply_to.person,
            _files(assessment, made),
            words,
            thread_ts=assessment.thread_ts if to_thread else None,
        )
    except SlackProblem as problem:
        balance.tell(reply_to, cards.not_sent(assessment, may_send=not isinstance(problem, NoEntry)))
        raise


def _files(assessment: Assessment, made: Made) -> list[SharedFile]:
    return [
        SharedFile(f"balance-{assessment.id}.{form}", assessment.title, content)
        for form, content in made.files.items()
    ]


ACTIONS: Actions = {Do.EXPORT: _open}

VIEWS: Views = {View.EXPORT: Form(_export, cards.FORM)}
