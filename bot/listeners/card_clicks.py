"""A click on a card: the card is replaced or put away through the click's own address, and an old one is
mended."""

from collections.abc import Awaitable

from bot.cards.words import note
from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.use_cases.base import Outcome
from flows.refusals import OutOfDate


async def on_card(balance: Balance, click: Interaction, use_case: Awaitable[Outcome]) -> None:
    """Run a use case for a click on a card."""
    click.lend_address(balance.reconciler.addresses)
    try:
        outcome = await use_case
    except OutOfDate:
        balance.later(_mend(balance, click, click.need_ref().assessment), "old card")
        raise
    balance.tell_lost_decision(outcome, click.reply_to)


def put_away(balance: Balance, click: Interaction) -> None:
    """An offer that was answered goes, where nobody but who answered it sees it."""
    if click.own_address:
        balance.later(balance.slack.respond(click.own_address, delete_original=True), "offer")


async def _mend(balance: Balance, click: Interaction, assessment_id: str) -> None:
    """The clicked card is not what it should be: draw the current one anew, or close a stray one."""
    if click.message_ts is None:
        return
    stray = await balance.relocating.redraw_clicked(balance.workspace, assessment_id, click.message_ts)
    if stray and click.is_in_message and click.response_url:
        words = note(
            "This card is no longer in use. The current one is further down in this thread, or where the "
            "assessment was moved to."
        )
        await balance.slack.respond(
            click.response_url, replace_original=True, text=words.text, blocks=words.blocks
        )
    balance.reconciler.wake(assessment_id)
