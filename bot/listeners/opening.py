"""Opening windows: after the acknowledgement, and within the 3 s that a trigger lives."""

import logging
from collections.abc import Awaitable
from typing import Any

from bot.cards import modals
from bot.cards.words import note
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.interaction import Interaction
from bot.slack.errors import SlackProblem
from storage.errors import StorageError

log = logging.getLogger(__name__)

NOT_OPENED = "The window could not be opened in time. Please try once more."


def open_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    in_time(balance, click.reply_to, balance.slack.open_view(click.trigger_id, view))


def update_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    in_time(balance, click.reply_to, balance.slack.update_view(click.view_id or "", view))


def open_words(balance: Balance, reply_to: ReplyTo, trigger_id: str, words: str) -> None:
    """A no that is seen wherever the person is."""
    in_time(balance, reply_to, balance.slack.open_view(trigger_id, modals.no(words)))


def in_time(balance: Balance, reply_to: ReplyTo, opening: Awaitable[object]) -> None:
    """Go on with it after the acknowledgement; whoever gets no window is told so."""

    async def try_it() -> None:
        try:
            await opening
            return
        except SlackProblem as problem:
            log.warning("A window could not be opened: %s", problem)
        except StorageError as error:
            log.log(
                error.level, "A window could not be opened, because the database cannot be used: %s", error
            )
        except Exception as error:  # a fault of ours; whoever clicked waits for an answer all the same
            log.error("A window could not be opened", exc_info=error)
        balance.tell(reply_to, note(NOT_OPENED))

    balance.tasks.spawn(try_it(), "modal")
