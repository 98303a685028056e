"""Deciding, withdrawing a decision, and closing. A window is opened only for whom it is."""

import re
from datetime import date
from functools import partial

from bot.cards import deciding, reviewing
from bot.cards.callbacks import Do, View
from bot.cards.refusals import words
from bot.listeners.clicked import clicked
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.home import refresh
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, update_modal
from bot.listeners.submission import SubmittedForm
from flows.assessment import Assessment
from flows.deciding import MovedOn, check_can_be_decided, own_decision
from flows.decision import DecisionForm, Verdict, months_later
from flows.permissions import check_may_decide
from flows.refusals import Refusal
from flows.visible import visible

_BULLET = re.compile(r"^\s*[-*•]\s+")


# --- deciding


async def _open_form(verdict: Verdict, balance: Balance, click: Interaction) -> None:
    assessment = await _to_decide(balance, click)
    channel, person = click.act.channel or "", click.act.person
    offered = await _look_again_on(balance, assessment)
    view = deciding.decide(assessment, verdict, person, channel, look_again_on=offered)
    if click.view_id:
        update_modal(balance, click, view)
    else:
        open_modal(balance, click, view)


async def _choose_verdict(balance: Balance, click: Interaction) -> None:
    assessment = await _to_decide(balance, click)
    open_modal(balance, click, deciding.choose_verdict(assessment, click.act.channel or ""))


async def _decide(verdict: Verdict, balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    act, ref = form.act, form.ref
    filled_in = DecisionForm(
        verdict=verdict,
        seen=ref.seen,
        words=form.field("words"),
        conditions=_conditions(form.field("conditions")),
        questions=form.chosen_options("questions"),
        acknowledged=form.chosen_options("ack"),
        look_again_on=form.chosen_day("look_again_on"),
    )
    if errors := filled_in.errors(balance.deciding.today):
        return errors
    try:
        await balance.deciding.decide(act, ref.assessment, filled_in)
    except MovedOn as moved:
        now = moved.assessment
        if not now.progress.awaits_decision:
            raise Anew(deciding.moved_on(now, words(moved, act.person), ref.seen)) from None
        offered = await _look_again_on(balance, now)
        view = deciding.decide(now, verdict, act.person, ref.channel, look_again_on=offered, seen=ref.seen)
        raise Anew(view) from None
    except Refusal as error:
        return {form.first_input or "words": error}
    refresh(balance, act.person)
    return {}


async def _look_again_on(balance: Balance, assessment: Assessment) -> date | None:
    """The date that is offered: what another reviewer chose, or by the channel's settings; None: never."""
    today = balance.deciding.today
    if assessment.look_again_on and assessment.look_again_on > today:
        return assessment.look_again_on
    rules = await balance.settings.rules(balance.workspace, assessment.channel)
    return months_later(today, rules.look_again_months) if rules.look_again_months else None


def _conditions(typed: str) -> tuple[str, ...]:
    """One for each line; a bullet in front of it is taken off, and what is there twice counts once."""
    lines = (visible(_BULLET.sub("", line)) for line in typed.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


async def _to_decide(balance: Balance, click: Interaction) -> Assessment:
    assessment = await clicked(balance, click)
    check_may_decide(assessment, click.act)
    check_can_be_decided(assessment, click.act.person)
    return assessment


# --- what comes after


async def _open_withdrawal(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    decision = own_decision(assessment, click.act.person)
    open_modal(balance, click, reviewing.withdraw(assessment, decision, click.act.channel or ""))


async def _withdraw(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref = form.ref
    await balance.deciding.withdraw(form.act, ref.assessment, ref.page, form.field("words"))
    return {}


ACTIONS: Actions = {
    Do.DECIDE: _choose_verdict,
    **{f"{Do.DECIDE}_{verdict}": partial(_open_form, verdict) for verdict in Verdict},
    Do.WITHDRAW: _open_withdrawal,
}
VIEWS: Views = {
    **{f"{View.DECIDE}_{verdict}": Form(partial(_decide, verdict), "words") for verdict in Verdict},
    View.WITHDRAW: Form(_withdraw, "words"),
}
