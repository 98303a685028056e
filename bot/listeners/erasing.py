"""Erasing for good, keeping longer, and how long the workspace keeps what has ended."""

from bot.cards import erasing as cards
from bot.cards import modals
from bot.cards import retention as keeping
from bot.cards.callbacks import Do, View
from bot.listeners.clicked import clicked, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.home import refresh
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.payload import BadPayload
from bot.listeners.refusing import words
from bot.listeners.settings_window import metadata, seen_in, show_anew
from bot.listeners.submission import SubmittedForm
from flows.refusals import NotAllowed, Refusal, Why
from flows.retention import check_may_keep
from flows.retention_rules import Outcome, Period, Retention

# --- erasing


async def _open(balance: Balance, click: Interaction) -> None:
    """Says first what would go."""
    assessment, found = await balance.erasing.look(click.act, click.need_ref().assessment)
    goes = cards.Goes(
        found.answers,
        found.submissions,
        found.decisions,
        found.messages,
        found.files,
        found.reminders,
        found.ballots,
        found.follow_ups,
    )
    open_modal(balance, click, cards.form(assessment, goes, window_ref(assessment, click.act)))


async def _erase(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    if cards.SURE not in form.chosen_options(cards.SURE):
        raise BadPayload("nobody is sure")  # Slack takes no form without it
    try:
        await balance.erasing.erase(form.act, form.ref.assessment, form.field("why"), seen=form.ref.seen)
    except Refusal as refusal:
        if refusal.why not in (Why.ERASED_ALREADY, Why.ONLY_LEADS_ERASE, Why.WINDOW_OUT_OF_DATE):
            raise
        raise Anew(modals.no(words(refusal, form.act.person))) from None
    refresh(balance, form.act.person)
    return {}


# --- keeping longer


async def _open_keeping(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    rules = await balance.settings.rules(balance.workspace, assessment.channel)
    check_may_keep(assessment, click.act, rules.leads)
    open_modal(balance, click, keeping.keep_form(assessment, window_ref(assessment, click.act)))


async def _keep(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    try:
        await balance.erasing.keep_longer(
            form.act, form.ref.assessment, form.chosen_day("day"), form.field("why")
        )
    except Refusal as refusal:
        if refusal.why in (Why.KEEP_WHY_MISSING, Why.TOO_LONG):
            return {"why": refusal}
        raise
    refresh(balance, form.act.person)
    return {}


# --- the rules


async def _open_rules(balance: Balance, click: Interaction) -> None:
    """Whoever may not change them is told so in place of the form."""
    try:
        rules = await balance.erasing.rules(balance.workspace, click.act.person)
    except NotAllowed as refusal:
        open_modal(balance, click, modals.no(words(refusal, click.act.person)))
        return
    open_modal(balance, click, keeping.rules_form(rules, metadata(balance, click, rules.mark)))


async def _save_rules(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    chosen = {outcome.value: _period(form.chosen(outcome)) for outcome in Outcome}
    try:
        await balance.erasing.change_rules(form.act, Retention(**chosen), seen=seen_in(form))
    except NotAllowed as refusal:
        raise Anew(modals.no(words(refusal, form.act.person))) from None
    show_anew(balance, form)
    return {}


def _period(value: str) -> Period | None:
    """Only what the form offers: a forged one would erase what nobody chose to."""
    if value == keeping.FOR_EVER:
        return None
    known = {keeping.value_of(period): period for period in keeping.PERIODS}
    if value not in known:
        raise BadPayload("no such period")
    return known[value]


ACTIONS: Actions = {
    Do.ERASE: _open,
    Do.KEEP_LONGER: _open_keeping,
    Do.RETENTION: _open_rules,
}
VIEWS: Views = {
    View.ERASE: Form(_erase, "why"),
    View.KEEP_LONGER: Form(_keep, "day"),
    View.RETENTION: Form(_save_rules, Outcome.APPROVED),
}
