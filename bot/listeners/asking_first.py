"""What cannot be taken back asks first, in a window. A dialog of the button itself would ask everybody who
clicks, also those who may not; here they are told so before."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bot.cards import modals
from bot.cards.callbacks import Do, Ref
from bot.listeners.clicked import clicked, in_view, window_ref
from bot.listeners.context import Balance
from bot.listeners.feature import Actions
from bot.listeners.home import refresh_if_open
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal, update_modal
from bot.listeners.refusing import words
from bot.listeners.relocating import card_link
from bot.use_cases.base import Outcome
from bot.use_cases.requests import Act
from flows.assessment import Assessment
from flows.deciding import decisions_mark
from flows.machine import check_can
from flows.permissions import check_may_answer, check_may_close, check_owns
from flows.refusals import Refusal, Why
from flows.triggers import Trigger

WAIT_SECONDS = 1.5
"""For the card to which the window leads: it is there long before, or the thread must do."""

Check = Callable[[Assessment, Act], None]
Window = Callable[[Assessment, Ref, str], dict[str, Any]]
"""Of what asks first; the words say why the last click did nothing, if it did nothing."""


async def _ask(check: Check, trigger: Trigger, window: Window, balance: Balance, click: Interaction) -> None:
    """`check` raises NotAllowed for who may not, and `trigger` is what the button in the window does."""
    assessment = await clicked(balance, click)
    check(assessment, click.act)
    check_can(assessment.progress, trigger)
    open_modal(balance, click, window(assessment, _ref(assessment, click), ""))


def _ref(assessment: Assessment, click: Interaction) -> Ref:
    """With a mark of the decisions in force: what the window does takes none of them back unseen."""
    return replace(window_ref(assessment, click.act), seen=decisions_mark(assessment))


def _check_may_abandon(assessment: Assessment, act: Act) -> None:
    check_owns(assessment, act, Why.ONLY_OWNER_ABANDONS)


async def _abandon(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()

    async def abandoning() -> Outcome:
        found = await in_view(balance, click.act, ref.assessment)
        use = balance.panels if found.panel else balance.answering
        return await use.abandon(click.act, ref.assessment, turn=ref.turn, decisions=ref.seen or None)

    await _do(balance, click, abandoning(), modals.abandon, "Abandoned. The answers so far are kept.")


async def _close(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    closing = balance.deciding.close(click.act, ref.assessment, turn=ref.turn, decisions=ref.seen or None)
    await _do(balance, click, closing, modals.close, "Closed. All of it stays readable.")


async def _reopen(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    act, reopen = click.act, Trigger.REOPEN
    reopening = balance.answering.move(
        act, ref.assessment, reopen, turn=ref.turn, fresh_card=True, decisions=ref.seen or None
    )
    said = "Answers can be changed now, in the thread."
    if await _do(balance, click, reopening, modals.reopen, said):
        balance.later(_lead_to_the_card(balance, click), "reopened")


async def _lead_to_the_card(balance: Balance, click: Interaction) -> None:
    """In the same window, once the card stands: the thread may well be closed, and far up."""
    assessment_id = click.need_ref().assessment
    await balance.reconciler.settled(assessment_id, WAIT_SECONDS)
    assessment = await balance.reading.get(balance.workspace, assessment_id)
    if link := await card_link(balance, assessment):
        view = modals.link(assessment, "Answers can be changed now, at the bottom of the thread.", link)
        await balance.slack.update_view(click.view_id or "", view)


async def _do(
    balance: Balance, click: Interaction, use_case: Awaitable[Outcome], window: Window, said: str
) -> bool:
    """Do it, and say in the window what came of it: a private word would be hidden behind that. Whether it
    was done. Where the decisions are others by now, the `window` comes again, and says so."""
    try:
        outcome = await use_case
    except Refusal as refusal:
        why = words(refusal, click.act.person)
        if refusal.why is Why.DECISIONS_CHANGED:
            now = await clicked(balance, click)
            update_modal(balance, click, window(now, _ref(now, click), why))
        else:
            update_modal(balance, click, modals.no(why))
        return False
    update_modal(balance, click, modals.done(outcome.assessment, said))
    refresh_if_open(balance, click)
    return True


ACTIONS: Actions = {
    Do.ABANDON: partial(_ask, _check_may_abandon, Trigger.ABANDON, modals.abandon),
    Do.ABANDON_NOW: _abandon,
    Do.CLOSE: partial(_ask, check_may_close, Trigger.CLOSE, modals.close),
    Do.CLOSE_NOW: _close,
    Do.REOPEN: partial(_ask, check_may_answer, Trigger.REOPEN, modals.reopen),
    Do.REOPEN_NOW: _reopen,
}
