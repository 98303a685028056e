"""Submitted forms of those who start and answer: check at the field, and close only when it is saved."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.cards import starting
from bot.cards.callbacks import View
from bot.cards.text import without_mentions
from bot.cards.words import note
from bot.listeners import lists, reminders
from bot.listeners.context import Balance
from bot.listeners.filled_in import chosen_channel, chosen_people, field, field_like
from bot.listeners.forms import Anew, form_listener, form_ref
from bot.listeners.out_of_sight import tell_who_cannot_see
from bot.listeners.payload import submission
from bot.use_cases.permissions import OwnWork
from bot.use_cases.requests import Act
from bot.use_cases.starting import StartForm
from flows.answer import Answer
from flows.machine import Trigger


def register(app: AsyncApp, balance: Balance) -> None:
    app.view(View.START)(form_listener(balance, _start, "title"))
    app.view(View.REASON)(form_listener(balance, _reason, "reason"))
    app.view(View.NOT_APPLICABLE)(form_listener(balance, _not_applicable, "reason"))
    app.view(View.MOVE)(form_listener(balance, _move, "channel"))
    app.view(View.FILTER)(form_listener(balance, lists.filtered, "text"))
    app.view(View.HAND_OVER)(form_listener(balance, reminders.hand_over, "person"))


async def _start(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, reply_to, _, values = submission(balance, body)
    decides = field_like(values, starting.DECIDES)
    form = StartForm(
        title=field(values, "title"),
        about=field(values, "about"),
        channel=chosen_channel(values, "channel"),
        assessors=chosen_people(values, "assessors"),
        reviewers=chosen_people(values, decides) - {balance.identity.user_id},
    )
    if errors := form.errors():
        return errors
    await _suggest_anew(balance, act, form, decides.removeprefix(f"{starting.DECIDES}_"))
    try:
        outcome = await balance.starting.start(act, form)
    except OwnWork as error:
        return {decides: without_mentions(str(error))}
    if not outcome.repeated:
        tell_who_cannot_see(balance, reply_to, outcome.assessment, form.reviewers)
    return {}


async def _suggest_anew(balance: Balance, act: Act, form: StartForm, seen: str) -> None:
    """Raises Anew where the channel is not the one whose reviewers the person saw (`seen`; empty: of none),
    and they left the field as it was: nobody is chosen to decide, or left out, unseen."""
    if form.channel == seen:
        return
    suggested = await balance.starting.suggested(act.workspace, form.channel, act.person)
    before = await balance.starting.suggested(act.workspace, seen, act.person) if seen else frozenset()
    if form.reviewers == before != suggested:
        raise Anew(starting.start(channel=form.channel, suggested=suggested, reconsider=True))


async def _reason(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    ref = form_ref(metadata)
    reason, evidence = field(values, "reason"), field(values, "evidence")
    await balance.assessments.give_reason(act, ref.assessment, ref.question, reason, evidence, seen=ref.seen)
    return {}


async def _not_applicable(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    ref = form_ref(metadata)
    answer = Answer.not_applicable(field(values, "reason"))
    await balance.assessments.move(
        act, ref.assessment, Trigger.NOT_APPLICABLE, turn=ref.turn, question=ref.question, answer=answer
    )
    return {}


async def _move(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, reply_to, metadata, values = submission(balance, body)
    ref = form_ref(metadata)
    channel = chosen_channel(values, "channel")
    if not channel:
        return {"channel": "Choose the channel where the team goes on."}
    balance.reconciler.insist(ref.assessment)
    moved = (await balance.whereabouts.move_to(act, ref.assessment, channel)).assessment
    balance.tell(reply_to, note("Moved. The team goes on in the new thread."))
    tell_who_cannot_see(balance, reply_to, moved, moved.reviewers)
    return {}
