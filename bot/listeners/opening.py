"""Opening modals: after the acknowledgement, and within the 3 s that a trigger lives."""

from collections.abc import Awaitable
from typing import Any

from bot.balance import Balance, ReplyTo
from bot.cards import modals
from bot.cards.words import note
from bot.listeners.payload import Interaction
from bot.slack_problems import SlackProblem


def open_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    _spawn(balance, click.reply_to, balance.slack.open_view(click.trigger_id, view))


def update_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    _spawn(balance, click.reply_to, balance.slack.update_view(click.view_id or "", view))


def open_start(
    balance: Balance, reply_to: ReplyTo, trigger_id: str, *, title: str = "", channel: str = ""
) -> None:
    _spawn(balance, reply_to, balance.slack.open_view(trigger_id, modals.start(title=title, channel=channel)))


def _spawn(balance: Balance, reply_to: ReplyTo, opening: Awaitable[object]) -> None:
    async def try_it() -> None:
        try:
            await opening
        except SlackProblem:
            balance.tell(reply_to, note("The window could not be opened in time. Please try once more."))
            raise

    balance.tasks.spawn(try_it(), "modal")
