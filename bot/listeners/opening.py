"""Opening windows: after the acknowledgement, and within the 3 s that a trigger lives."""

from collections.abc import Awaitable
from typing import Any

from bot.cards import modals
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.interaction import Interaction
from bot.listeners.promised import promised

NOT_OPENED = "The window could not be opened in time. Please try once more."


def open_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    in_time(balance, click.reply_to, balance.slack.open_view(click.trigger_id, view))


def open_view(balance: Balance, reply_to: ReplyTo, trigger_id: str, view: dict[str, Any]) -> None:
    in_time(balance, reply_to, balance.slack.open_view(trigger_id, view))


def push_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    """On top of the window in which it was clicked."""
    in_time(balance, click.reply_to, balance.slack.push_view(click.trigger_id, view))


def update_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    in_time(balance, click.reply_to, balance.slack.update_view(click.view_id or "", view))


def open_words(balance: Balance, reply_to: ReplyTo, trigger_id: str, words: str) -> None:
    """A no that is seen wherever the person is."""
    in_time(balance, reply_to, balance.slack.open_view(trigger_id, modals.no(words)))


def in_time(balance: Balance, reply_to: ReplyTo, opening: Awaitable[object]) -> None:
    """Go on with it after the acknowledgement; whoever gets no window is told so."""
    promised(balance, reply_to, opening, "A window could not be opened", lambda _: NOT_OPENED)
