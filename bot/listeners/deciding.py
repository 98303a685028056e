"""Deciding, withdrawing a decision, and closing. A window is opened only for whom it is."""

import re
from datetime import date
from functools import partial
from typing import Any

from bot.cards import deciding, reviewing
from bot.cards.callbacks import Do, View
from bot.listeners.clicked import clicked, in_view
from bot.listeners.conditions import terms_form
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.home import refresh
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, update_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.payload import BadPayload
from bot.listeners.refusing import words
from bot.listeners.submission import SubmittedForm
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.condition import OWNER
from flows.days import months_later
from flows.deciding import MovedOn, check_can_be_decided, has_approval, own_decision
from flows.decision import DecisionForm, Verdict
from flows.permissions import check_may_decide
from flows.refusals import Refusal, Why
from flows.visible import visible

_BULLET = re.compile(r"^\s*[-*•]\s+")


# --- deciding


async def _open_form(balance: Balance, click: Interaction) -> None:
    open_modal(balance, click, await _form(balance, await _to_decide(balance, click), None, click.act))


async def _choose_way(balance: Balance, click: Interaction) -> None:
    """In the open form: it asks for what this way needs, and what was typed already stays."""
    assessment = await _to_decide(balance, click)
    seen = deciding.told_since(click.metadata, click.need_ref().seen)
    view = await _form(balance, assessment, _verdict(click.value), click.act, seen=seen)
    update_modal(balance, click, view)


async def _form(
    balance: Balance,
    assessment: Assessment,
    verdict: Verdict | None,
    act: Act,
    seen: str = "",
    filled_in: DecisionForm | None = None,
) -> dict[str, Any]:
    offered = await _look_again_on(balance, assessment)
    return deciding.decide(
        assessment,
        verdict,
        act.person,
        act.channel or "",
        look_again_on=offered,
        conditions_by=months_later(balance.deciding.today, 1),
        seen=seen,
        filled_in=filled_in,
    )


async def _decide(drawn_for: Verdict | None, balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    act, ref = form.act, form.ref
    verdict = _verdict(form.chosen(deciding.VERDICT))
    look_again_on = form.field_like(deciding.LOOK_AGAIN_ON)
    filled_in = DecisionForm(
        verdict=verdict,
        seen=ref.seen,
        words=form.field("words"),
        conditions=_conditions(form.field("conditions")),
        terms=terms_form(form),
        questions=form.chosen_options("questions"),
        acknowledged=form.chosen_options("ack"),
        look_again_on=form.chosen_day(look_again_on),
    )
    try:
        # An earlier version drew it without asking who sees to the conditions.
        is_old = verdict is Verdict.CONDITIONS and OWNER not in form.values
        if verdict is not drawn_for or is_old:
            had_day = drawn_for is not None and drawn_for.approves
            raise Anew(await _asking_more(balance, form, verdict, filled_in if had_day else None))
        if errors := filled_in.errors(balance.deciding.today):
            return {look_again_on if at == deciding.LOOK_AGAIN_ON else at: why for at, why in errors.items()}
        outcome = await balance.deciding.decide(act, ref.assessment, filled_in)
    except MovedOn as moved:
        now = moved.assessment
        if not now.progress.awaits_decision:
            raise Anew(deciding.moved_on(now, words(moved, act.person), ref.seen)) from None
        view = await _form(balance, now, verdict, act, ref.seen, filled_in)
        raise Anew(view) from None
    except Refusal as error:
        return {_field_of(error, form): error}
    if verdict is Verdict.CONDITIONS:
        owner = filled_in.terms.owner
        tell_who_cannot_see(balance, form.reply_to, outcome.assessment, {owner}, to_do="see to it")
    refresh(balance, act.person)
    return {}


async def _asking_more(
    balance: Balance, form: SubmittedForm, verdict: Verdict, filled_in: DecisionForm | None
) -> dict[str, Any]:
    """For a form that was sent before it had asked for what this way needs."""
    now = await in_view(balance, form.act, form.ref.assessment)
    check_may_decide(now, form.act)
    check_can_be_decided(now, form.act.person, form.ref.seen)
    return await _form(balance, now, verdict, form.act, form.ref.seen, filled_in)


def _verdict(chosen: str) -> Verdict:
    """Raises BadPayload for what is none of the four ways."""
    try:
        return Verdict(chosen)
    except ValueError:
        raise BadPayload("no way to decide") from None


def _field_of(error: Refusal, form: SubmittedForm) -> str:
    """Where to say it: at the field that it is about."""
    match error.why:
        case Why.TO_TICK:
            return form.field_like("ack")
        case Why.WHY_APPROVED_MISSING:
            return "words"
        case Why.CONDITION_OWNER_CONFIRMS:
            return OWNER
    return deciding.VERDICT


async def _look_again_on(balance: Balance, assessment: Assessment) -> date | None:
    """The date that is offered: what another reviewer chose, or by the channel's settings; None: never."""
    today = balance.deciding.today
    if has_approval(assessment) and assessment.look_again_on is None:
        return None
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
    await balance.deciding.withdraw(form.act, ref.assessment, ref.number, form.field("words"))
    return {}


ACTIONS: Actions = {
    Do.DECIDE: _open_form,
    Do.VERDICT: _choose_way,
    Do.WITHDRAW: _open_withdrawal,
}
VIEWS: Views = {
    **{
        deciding.callback(drawn_for): Form(partial(_decide, drawn_for), deciding.VERDICT)
        for drawn_for in (None, *Verdict)
    },
    View.WITHDRAW: Form(_withdraw, "words"),
}
