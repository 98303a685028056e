"""Clicks: take ids from the payload, call one use case, return. What people see then is drawn afterwards."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.cards.callbacks import Do
from bot.cards.text import permalink
from bot.cards.words import note
from bot.listeners import action_plan, deciding, lists, reading, reminders, settings
from bot.listeners.context import Balance
from bot.listeners.home import refresh
from bot.listeners.opening import link_to_card
from bot.listeners.payload import BadPayload, Interaction, interaction
from bot.use_cases.base import Outcome
from bot.use_cases.requests import OutOfDate
from bot.use_cases.unit_of_work import check_may_answer
from flows.answer import Answer
from flows.machine import Trigger

log = logging.getLogger(__name__)

CHANGING_HOME = {Do.BRING, Do.TICK_ACTION, Do.UNTICK_ACTION}

Handler = Callable[[Balance, Interaction], Awaitable[None]]


def register(app: AsyncApp, balance: Balance) -> None:
    # The hot path first: Bolt asks its listeners one after the other.
    app.action(re.compile(f"^{Do.RATE}_"))(_listener(balance, None))
    parts = (
        MOVES,
        reading.HANDLERS,
        deciding.HANDLERS,
        action_plan.HANDLERS,
        lists.HANDLERS,
        reminders.HANDLERS,
    )
    handlers = {name: handler for part in parts for name, handler in part.items()}
    app.action(re.compile(""))(_listener(balance, handlers))


def _listener(balance: Balance, handlers: dict[str, Handler] | None) -> Callable[..., Awaitable[None]]:
    async def listen(ack: Callable[[], Awaitable[None]], body: dict[str, Any]) -> None:
        click = interaction(balance, body)
        balance.reconciler.clock.note(click.act.ts)
        action_id = click.action_id
        if handlers is None:
            await rate(balance, click, action_id)
        elif handler := handlers.get(action_id):
            await handler(balance, click)
            if click.view_id and action_id in CHANGING_HOME:
                refresh(balance, click.act.person)
        else:
            raise BadPayload(f"unknown action {action_id!r:.80}")
        await ack()

    return listen


async def rate(balance: Balance, click: Interaction, action_id: str) -> None:
    digit = action_id.removeprefix(f"{Do.RATE}_")
    if digit not in {"1", "2", "3", "4", "5"}:
        raise BadPayload(f"unknown rating {action_id!r:.80}")
    await _move(balance, click, Trigger.ANSWER, Answer.rated(int(digit)))


async def _not_sure(balance: Balance, click: Interaction) -> None:
    await _move(balance, click, Trigger.NOT_SURE, Answer.not_sure())


async def _plain_move(trigger: Trigger, balance: Balance, click: Interaction) -> None:
    await _move(balance, click, trigger)


async def _move(balance: Balance, click: Interaction, trigger: Trigger, answer: Answer | None = None) -> None:
    ref = click.need_ref()
    await _use(
        balance,
        click,
        balance.assessments.move(
            click.act, ref.assessment, trigger, turn=ref.turn, question=ref.question, answer=answer
        ),
    )


async def _use(balance: Balance, click: Interaction, use_case: Awaitable[Outcome]) -> None:
    """Run a use case for a click, and have the clicked card replaced through the click's own address."""
    assessment_id = click.need_ref().assessment
    click.lend_address(balance.reconciler.addresses)
    try:
        await use_case
    except OutOfDate:
        balance.tasks.spawn(_mend_old_card(balance, click, assessment_id), "old card")
        raise


async def _mend_old_card(balance: Balance, click: Interaction, assessment_id: str) -> None:
    """The clicked card is not what it should be: draw the current one anew, or close a stray one."""
    if click.message_ts is None:
        return
    stray = await balance.whereabouts.redraw_clicked(balance.workspace, assessment_id, click.message_ts)
    if stray and click.response_url:
        words = note(
            "This card is no longer in use. The current one is further down in this thread, or where the "
            "assessment was moved to."
        )
        await balance.slack.respond(
            click.response_url, replace_original=True, text=words.text, blocks=words.blocks
        )
    balance.reconciler.wake(assessment_id)


async def _submit(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await _use(balance, click, balance.assessments.submit(click.act, ref.assessment, turn=ref.turn))


async def _reopen(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    use_case = balance.assessments.move(click.act, ref.assessment, Trigger.REOPEN, fresh_card=True)
    await _use(balance, click, use_case)
    assessment = await balance.assessments.get(balance.workspace, ref.assessment)
    thread = permalink(balance.identity.url, assessment.channel, assessment.thread_ts or "")
    # Said in the channel, where the summary was clicked: the thread may well be closed.
    here = replace(click.reply_to, thread_ts=None)
    balance.tell(here, note(f"You can change answers now, at the bottom of <{thread}|the thread>."))


async def _go_to(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await _use(
        balance,
        click,
        balance.assessments.move(
            click.act, ref.assessment, Trigger.GO_TO, turn=ref.turn, question=None, to=ref.question
        ),
    )


async def _change(balance: Balance, click: Interaction) -> None:
    """Change one answer: from the card (in place), or from a private word (the card is elsewhere)."""
    ref = click.need_ref()
    use_case = balance.assessments.move(click.act, ref.assessment, Trigger.GO_TO, to=ref.question)
    await _use(balance, click, use_case)


async def _abandon(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await _use(balance, click, balance.assessments.abandon(click.act, ref.assessment, turn=ref.turn))


async def _bring(balance: Balance, click: Interaction) -> None:
    """From App Home or a list: a fresh card at the bottom of the thread, and a link to it."""
    ref = click.need_ref()
    balance.reconciler.insist(ref.assessment)
    await balance.assessments.bring_card(click.act, ref.assessment)
    balance.tasks.spawn(link_to_card(balance, click, ref), "link to the card")


async def _retry(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    check_may_answer(await balance.assessments.get(balance.workspace, ref.assessment), click.act)
    balance.reconciler.wake(ref.assessment, insist=True)
    balance.tell(click.reply_to, note("Balance tries again now."))


MOVES: dict[str, Handler] = {
    Do.NOT_SURE: _not_sure,
    Do.BACK: partial(_plain_move, Trigger.BACK),
    Do.KEEP: partial(_plain_move, Trigger.KEEP),
    Do.PAUSE: partial(_plain_move, Trigger.PAUSE),
    Do.RESUME: partial(_plain_move, Trigger.RESUME),
    Do.CHANGE: _change,
    Do.GO_TO: _go_to,
    Do.SUBMIT: _submit,
    Do.REOPEN: _reopen,
    Do.ABANDON: _abandon,
    Do.BRING: _bring,
    Do.RETRY: _retry,
    Do.SETTINGS: settings.open_channel,
    Do.MY_SETTINGS: settings.open_mine,
}
