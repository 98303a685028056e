"""Clicks and forms of those who decide. A modal is opened only for whom it is."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.cards import deciding, record, reviewing
from bot.cards.callbacks import Do, View
from bot.cards.text import people, without_mentions
from bot.listeners.context import Balance
from bot.listeners.filled_in import chosen, chosen_day, chosen_options, chosen_people, field
from bot.listeners.forms import Anew, form_listener, form_ref
from bot.listeners.home import refresh
from bot.listeners.opening import open_modal, update_modal
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.payload import BadPayload, Interaction, part, submission
from bot.use_cases.permissions import (
    DecisionForm,
    Moved,
    check_can_be_asked,
    check_can_be_decided,
    check_can_be_withdrawn,
    check_may_choose,
    check_may_decide,
)
from bot.use_cases.requests import NotAllowed, Refusal
from bot.use_cases.unit_of_work import check_may_see
from flows.assessment import Assessment
from flows.decision import Verdict, months_later
from flows.errors import FlowError

_BULLET = re.compile(r"^\s*[-*•]\s+")


def register(app: AsyncApp, balance: Balance) -> None:
    app.view(re.compile(f"^{View.DECIDE}_"))(form_listener(balance, _submit_decision, "words"))
    app.view(View.REVIEWERS)(form_listener(balance, _submit_reviewers, "reviewers"))
    app.view(View.WITHDRAW)(form_listener(balance, _submit_withdrawal, "words"))
    app.view(View.ASK_ABOUT)(form_listener(balance, _submit_query, "words"))


# --- clicks


async def _form(verdict: Verdict, balance: Balance, click: Interaction) -> None:
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


async def _withdraw(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    own = [one for one in assessment.present_decisions if one.by == click.act.person]
    if not own:
        makers = sorted({one.by for one in assessment.present_decisions})
        who = f"Only {people(makers)} can." if makers else "There is none."
        raise NotAllowed(f"You have no decision here that you could withdraw. {who}")
    decision = check_can_be_withdrawn(assessment, own[-1].number, click.act.person)
    open_modal(balance, click, reviewing.withdraw(assessment, decision, click.act.channel or ""))


async def _close(balance: Balance, click: Interaction) -> None:
    await balance.decisions.close(click.act, click.need_ref().assessment)


async def _ask_about(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    check_may_see(assessment, click.act)
    check_can_be_asked(assessment)
    open_modal(balance, click, reviewing.ask_about(assessment, click.act.channel or ""))


async def _reviewers(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    check_may_choose(assessment, click.act)
    open_modal(balance, click, reviewing.choose_reviewers(assessment, click.act.channel or ""))


async def _decisions(balance: Balance, click: Interaction) -> None:
    assessment = await _assessment(balance, click)
    check_may_see(assessment, click.act)
    open_modal(balance, click, record.in_full(assessment))


async def _assessment(balance: Balance, click: Interaction) -> Assessment:
    return await balance.assessments.get(balance.workspace, click.need_ref().assessment)


async def _to_decide(balance: Balance, click: Interaction) -> Assessment:
    assessment = await _assessment(balance, click)
    check_may_decide(assessment, click.act)
    check_can_be_decided(assessment, click.act.person)
    return assessment


HANDLERS: dict[str, Callable[[Balance, Interaction], Awaitable[None]]] = {
    **{f"{Do.DECIDE}_{verdict}": partial(_form, verdict) for verdict in Verdict},
    Do.DECIDE: _choose_verdict,
    Do.WITHDRAW: _withdraw,
    Do.CLOSE: _close,
    Do.ASK_ABOUT: _ask_about,
    Do.REVIEWERS: _reviewers,
    Do.DECISIONS: _decisions,
}


# --- forms


async def _submit_decision(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    ref, view = form_ref(metadata), part(body, "view")
    try:
        verdict = Verdict(str(view.get("callback_id")).removeprefix(f"{View.DECIDE}_"))
    except ValueError:
        raise BadPayload("a decision of no kind that we know") from None
    form = DecisionForm(
        verdict=verdict,
        seen=ref.seen,
        words=field(values, "words"),
        conditions=_conditions(field(values, "conditions")),
        questions=chosen_options(values, "questions"),
        acknowledged=chosen_options(values, "ack"),
        look_again_on=chosen_day(values, "look_again_on"),
    )
    if errors := form.errors(balance.decisions.today):
        return errors
    try:
        await balance.decisions.decide(act, ref.assessment, form)
    except Moved as moved:
        now = moved.assessment
        if not now.progress.awaits_decision:
            raise Anew(deciding.moved_on(now, str(moved), ref.seen)) from None
        offered = await _look_again_on(balance, now)
        view = deciding.decide(now, verdict, act.person, ref.channel, look_again_on=offered, seen=ref.seen)
        raise Anew(view) from None
    except FlowError as error:
        return {_first_input(view): without_mentions(str(error))}
    refresh(balance, act.person)
    return {}


async def _look_again_on(balance: Balance, assessment: Assessment) -> date | None:
    """The date that is offered: what another reviewer chose, or by the channel's settings; None: never."""
    today = balance.decisions.today
    if assessment.look_again_on and assessment.look_again_on > today:
        return assessment.look_again_on
    rules = await balance.rules.of_channel(balance.workspace, assessment.channel)
    return months_later(today, rules.look_again_months) if rules.look_again_months else None


async def _submit_reviewers(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, reply_to, metadata, values = submission(balance, body)
    reviewers, ref = chosen_reviewers(balance, values), form_ref(metadata)
    before = await balance.assessments.get(balance.workspace, ref.assessment)
    outcome = await balance.decisions.choose_reviewers(act, ref.assessment, reviewers)
    # Of those who were chosen before, it was told then.
    tell_who_cannot_see(balance, reply_to, outcome.assessment, reviewers - before.reviewers)
    return {}


async def _submit_withdrawal(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    ref = form_ref(metadata)
    await balance.decisions.withdraw(act, ref.assessment, ref.page, field(values, "words"))
    return {}


async def _submit_query(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    question, words = chosen(values, "question"), field(values, "words")
    await balance.decisions.ask_about(act, form_ref(metadata).assessment, question, words)
    return {}


def chosen_reviewers(balance: Balance, values: dict[str, Any]) -> frozenset[str]:
    """Raises Refusal if the bot itself is among them."""
    reviewers = chosen_people(values, "reviewers")
    if balance.identity.user_id in reviewers:
        raise Refusal("Balance cannot decide. Choose people.")
    return reviewers


def _conditions(typed: str) -> tuple[str, ...]:
    """One for each line; a bullet in front of it is taken off, and what is there twice counts once."""
    lines = (_BULLET.sub("", line).strip() for line in typed.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _first_input(view: dict[str, Any]) -> str:
    """Where to say what belongs to no single field."""
    blocks = view.get("blocks")
    known = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    return next((str(block.get("block_id")) for block in known if block.get("type") == "input"), "words")
