"""Answering: every button of the card, and the two forms that open from it."""

from functools import partial
from typing import Any

from bot.cards import modals
from bot.cards.callbacks import Do, View
from bot.listeners.card_clicks import on_card
from bot.listeners.clicked import asked_about, costs_decision, in_view, seen
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Anew, Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.refusing import words
from bot.listeners.submission import SubmittedForm
from flows.answer import Answer
from flows.permissions import check_may_answer
from flows.refusals import OutOfDate, Refusal, Why
from flows.triggers import Trigger

# --- the card as it stands


async def _rate(rating: int, balance: Balance, click: Interaction) -> None:
    await _move(balance, click, Trigger.ANSWER, Answer.rated(rating))


async def _not_sure(balance: Balance, click: Interaction) -> None:
    await _move(balance, click, Trigger.NOT_SURE, Answer.not_sure())


async def _plain_move(trigger: Trigger, balance: Balance, click: Interaction) -> None:
    await _move(balance, click, trigger)


async def _move(balance: Balance, click: Interaction, trigger: Trigger, answer: Answer | None = None) -> None:
    ref = click.need_ref()
    use_case = balance.answering.move(
        click.act, ref.assessment, trigger, turn=ref.turn, question=ref.question, answer=answer
    )
    await on_card(balance, click, use_case)


async def _go_to(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    use_case = balance.answering.move(
        click.act, ref.assessment, Trigger.GO_TO, turn=ref.turn, question=None, to=ref.question
    )
    await on_card(balance, click, use_case)


async def _change(balance: Balance, click: Interaction) -> None:
    """Change one answer: from the card (in place), or from a private word (the card is elsewhere)."""
    ref = click.need_ref()
    use_case = balance.answering.move(click.act, ref.assessment, Trigger.GO_TO, to=ref.question)
    await on_card(balance, click, use_case)


async def _submit(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await on_card(balance, click, balance.answering.submit(click.act, ref.assessment, turn=ref.turn))


# --- forms


async def _open_reason(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    check_may_answer(assessment, click.act)
    question = asked_about(assessment, click)
    given = assessment.given.get(question.id)
    if given is None:
        raise Refusal(Why.NO_ANSWER_YET)
    costs = await costs_decision(balance, assessment, click.act.person)
    ref = click.need_ref().at(click.act.channel or "")
    open_modal(balance, click, modals.reason(question, given, click.act.person, ref, costs_decision=costs))


async def _give_reason(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref, reason, evidence = form.ref, form.field("reason"), form.field("evidence")
    try:
        outcome = await balance.answering.give_reason(
            form.act, ref.assessment, ref.question, reason, evidence, seen=ref.seen, warned=ref.warned
        )
    except OutOfDate as why:
        raise Anew(await _reason_anew(balance, form, (reason, evidence), why)) from None
    balance.tell_lost_decision(outcome, form.reply_to)
    return {}


async def _reason_anew(
    balance: Balance, form: SubmittedForm, typed: tuple[str, str], why: OutOfDate
) -> dict[str, Any]:
    """With what they typed, beside what stands now."""
    ref, person = form.ref, form.act.person
    now = await in_view(balance, form.act, ref.assessment)
    costs = await costs_decision(balance, now, person)
    question, given = now.framework.question(ref.question), now.given[ref.question]
    said = words(why, person)
    return modals.reason(question, given, person, ref, costs_decision=costs, changed=said, typed=typed)


async def _open_not_applicable(balance: Balance, click: Interaction) -> None:
    assessment = await seen(balance, click)
    check_may_answer(assessment, click.act)
    question = asked_about(assessment, click)
    costs = await costs_decision(balance, assessment, click.act.person)
    ref = click.need_ref().at(click.act.channel or "").warning(costs_decision=costs)
    open_modal(balance, click, modals.not_applicable(question, ref, costs_decision=costs))


async def _not_applicable(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    ref, answer = form.ref, Answer.not_applicable(form.field("reason"))
    outcome = await balance.answering.move(
        form.act,
        ref.assessment,
        Trigger.NOT_APPLICABLE,
        turn=ref.turn,
        question=ref.question,
        answer=answer,
        warned=ref.warned,
    )
    balance.tell_lost_decision(outcome, form.reply_to)
    return {}


ACTIONS: Actions = {
    **{f"{Do.RATE}_{rating}": partial(_rate, rating) for rating in range(1, 6)},
    Do.NOT_SURE: _not_sure,
    Do.NOT_APPLICABLE: _open_not_applicable,
    Do.REASON: _open_reason,
    Do.BACK: partial(_plain_move, Trigger.BACK),
    Do.KEEP: partial(_plain_move, Trigger.KEEP),
    Do.PAUSE: partial(_plain_move, Trigger.PAUSE),
    Do.RESUME: partial(_plain_move, Trigger.RESUME),
    Do.CHANGE: _change,
    Do.GO_TO: _go_to,
    Do.SUBMIT: _submit,
}
VIEWS: Views = {
    View.REASON: Form(_give_reason, "reason"),
    View.NOT_APPLICABLE: Form(_not_applicable, "reason"),
}
