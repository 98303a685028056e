"""What cannot be taken back asks first, in a window. A dialog of the button itself would ask everybody who
clicks, also those who may not; here they are told so before."""

from collections.abc import Awaitable

from bot.cards import modals
from bot.cards.callbacks import Do, Ref
from bot.cards.refusals import words
from bot.listeners.clicked import clicked
from bot.listeners.context import Balance
from bot.listeners.feature import Actions
from bot.listeners.home import refresh_if_open
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, update_modal
from bot.use_cases.base import Outcome
from flows.machine import check_can
from flows.permissions import check_may_close, check_owns
from flows.refusals import Refusal, Why
from flows.triggers import Trigger


async def _ask_to_abandon(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_owns(assessment, click.act, Why.ONLY_OWNER_ABANDONS)
    check_can(assessment.progress, Trigger.ABANDON)
    open_modal(balance, click, modals.abandon(assessment, Ref.of(assessment).at(click.act.channel or "")))


async def _abandon(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    abandoning = balance.answering.abandon(click.act, ref.assessment, turn=ref.turn)
    await _do(balance, click, abandoning, "Abandoned. The answers so far are kept.")


async def _ask_to_close(balance: Balance, click: Interaction) -> None:
    assessment = await clicked(balance, click)
    check_may_close(assessment, click.act)
    check_can(assessment.progress, Trigger.CLOSE)
    open_modal(balance, click, modals.close(assessment, Ref.of(assessment).at(click.act.channel or "")))


async def _close(balance: Balance, click: Interaction) -> None:
    closing = balance.deciding.close(click.act, click.need_ref().assessment)
    await _do(balance, click, closing, "Closed. All of it stays readable.")


async def _do(balance: Balance, click: Interaction, use_case: Awaitable[Outcome], said: str) -> None:
    """Do it, and say in the window what came of it: a private word would be hidden behind that."""
    try:
        outcome = await use_case
    except Refusal as refusal:
        update_modal(balance, click, modals.no(words(refusal, click.act.person)))
        return
    update_modal(balance, click, modals.done(outcome.assessment, said))
    refresh_if_open(balance, click)


ACTIONS: Actions = {
    Do.ABANDON: _ask_to_abandon,
    Do.ABANDON_NOW: _abandon,
    Do.CLOSE: _ask_to_close,
    Do.CLOSE_NOW: _close,
}
