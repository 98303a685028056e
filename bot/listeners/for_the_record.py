"""For the record: the sheet of facts in a window, filled in a group at a time."""

from collections.abc import Collection
from datetime import date
from typing import Any

from bot.cards import for_the_record as cards
from bot.cards.callbacks import Do, View
from bot.listeners.clicked import clicked, in_view, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import in_time, open_modal, push_modal
from bot.listeners.submission import SubmittedForm
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.for_the_record import ChangedMeanwhile, errors, group_of, may_record, sheet_of, taken
from flows.permissions import check_may_see
from flows.refusals import Refusal
from flows.sheet import Field, Group, Kind


async def _open(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    open_modal(balance, click, await _window(balance, assessment, click.act))


async def _open_group(balance: Balance, click: Interaction) -> None:
    """On top of the window of all groups, so that Cancel leads back to it."""
    assessment = await clicked(balance, click)
    group = group_of(assessment, click.need_ref().question)
    if may_record(assessment, click.act, await _leads(balance, assessment)):
        view = cards.form(assessment, group, window_ref(assessment, click.act))
    else:
        check_may_see(assessment, click.act)
        view = cards.read(assessment, group)
    push_modal(balance, click, view)


async def _fill_in(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref, seen = form.ref, form.ref.entries_seen
    before = await in_view(balance, form.act, ref.assessment)
    group = group_of(before, ref.question)
    typed = _typed(form, group, seen)
    if wrong := errors(sheet_of(before), group, taken(group, typed)):
        return {cards.block(field, seen): refusal for field, refusal in wrong.items()}
    try:
        outcome = await balance.for_the_record.record(form.act, ref.assessment, group.id, seen, typed)
    except ChangedMeanwhile as moved:
        now = moved.assessment
        mine = taken(group, typed)
        raise Anew(cards.form(now, group, window_ref(now, form.act), typed=mine, seen=seen)) from None
    if form.root_view:
        view = await _window(balance, outcome.assessment, form.act)
        in_time(balance, form.reply_to, balance.slack.update_view(form.root_view, view))
    return {}


async def _window(balance: Balance, assessment: Assessment, act: Act) -> dict[str, Any]:
    may = may_record(assessment, act, await _leads(balance, assessment))
    if not may:
        check_may_see(assessment, act)
    return cards.everything(assessment, window_ref(assessment, act), may_fill_in=may)


async def _leads(balance: Balance, assessment: Assessment) -> Collection[str]:
    return (await balance.settings.rules(balance.workspace, assessment.channel)).leads


def _typed(form: SubmittedForm, group: Group, seen: int) -> dict[str, str]:
    """What stands in the fields that the form has; of one that it has not, nothing is known."""
    names = {field: cards.block(field.id, seen) for field in group.fields}
    return {field.id: _value(form, field, name) for field, name in names.items() if name in form.values}


def _value(form: SubmittedForm, field: Field, name: str) -> str:
    match field.kind:
        case Kind.CHOICE:
            return form.chosen(name).removeprefix(cards.EMPTIED)
        case Kind.DAY:
            chosen: date | None = form.chosen_day(name)
            return chosen.isoformat() if chosen else ""
    return form.field(name)


ACTIONS: Actions = {Do.SHEET: _open, Do.FACTS: _open_group}
VIEWS: Views = {View.FACTS: Form(_fill_in, cards.FACT)}
