"""Submitted forms: check at the field, keep what was typed, and close only when it is saved."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.assessments import StartForm
from bot.balance import Balance
from bot.cards.refs import View
from bot.cards.words import note
from bot.listeners import reminders
from bot.listeners.payload import chosen_channel, chosen_people, field, need_ref, submission
from bot.text import without_mentions
from flows.errors import FlowError
from flows.machine import Trigger
from flows.progress import Answer
from storage.errors import StorageError

NOT_SAVED = "This could not be saved just now. Your words are still here. Please try again in a moment."

Ack = Callable[..., Awaitable[None]]
Submit = Callable[[Balance, dict[str, Any]], Awaitable[dict[str, str]]]


def register(app: AsyncApp, balance: Balance) -> None:
    app.view(View.START)(form_listener(balance, _start, "title"))
    app.view(View.REASON)(form_listener(balance, _reason, "reason"))
    app.view(View.NOT_APPLICABLE)(form_listener(balance, _not_applicable, "reason"))
    app.view(View.MOVE)(form_listener(balance, _move, "channel"))
    app.view(View.HAND_OVER)(form_listener(balance, reminders.hand_over, "person"))


def form_listener(balance: Balance, submit: Submit, first_field: str) -> Callable[..., Awaitable[None]]:
    """What is wrong is said at its field, or at the first one; the form stays open with all its words."""

    async def listen(ack: Ack, body: dict[str, Any]) -> None:
        try:
            errors = await submit(balance, body)
        except FlowError as error:
            errors = {first_field: without_mentions(str(error))}
        except StorageError:
            errors = {first_field: NOT_SAVED}
        if errors:
            await ack(response_action="errors", errors=errors)
        else:
            await ack()

    return listen


async def _start(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, _, values = submission(balance, body)
    form = StartForm(
        title=field(values, "title"),
        about=field(values, "about"),
        channel=chosen_channel(values, "channel"),
        assessors=chosen_people(values, "assessors"),
    )
    if errors := form.errors():
        return errors
    await balance.assessments.start(act, form)
    return {}


async def _reason(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    ref = need_ref(metadata)
    reason, evidence = field(values, "reason"), field(values, "evidence")
    await balance.assessments.give_reason(act, ref.assessment, ref.question, reason, evidence, seen=ref.seen)
    return {}


async def _not_applicable(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, _, metadata, values = submission(balance, body)
    ref = need_ref(metadata)
    answer = Answer.not_applicable(field(values, "reason"))
    await balance.assessments.move(
        act, ref.assessment, Trigger.NOT_APPLICABLE, turn=ref.turn, question=ref.question, answer=answer
    )
    return {}


async def _move(balance: Balance, body: dict[str, Any]) -> dict[str, str]:
    act, reply_to, metadata, values = submission(balance, body)
    ref = need_ref(metadata)
    channel = chosen_channel(values, "channel")
    if not channel:
        return {"channel": "Choose the channel where the team goes on."}
    balance.reconciler.insist(ref.assessment)
    await balance.assessments.move_to(act, ref.assessment, channel)
    balance.tell(reply_to, note("Moved. The team goes on in the new thread."))
    return {}
