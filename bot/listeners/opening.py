"""Opening modals: after the acknowledgement, and within the 3 s that a trigger lives."""

import contextlib
from collections.abc import Awaitable
from typing import Any

from bot.cards import help, home, modals, starting
from bot.cards.callbacks import Ref
from bot.cards.reminder import settled
from bot.cards.text import permalink
from bot.cards.words import note
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.payload import Interaction
from bot.reconciler.drawing import trouble_words
from bot.slack.errors import SlackProblem
from storage.errors import StorageError


def open_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    _spawn(balance, click.reply_to, balance.slack.open_view(click.trigger_id, view))


def update_modal(balance: Balance, click: Interaction, view: dict[str, Any]) -> None:
    _spawn(balance, click.reply_to, balance.slack.update_view(click.view_id or "", view))


def open_start(
    balance: Balance, reply_to: ReplyTo, trigger_id: str, *, title: str = "", channel: str = ""
) -> None:
    """With the reviewers whom the channel's settings suggest, if the channel is known."""

    async def opening() -> None:
        suggested = None
        if channel:
            # Where they cannot be read, the form asks on its way back, as for a channel chosen in it.
            with contextlib.suppress(StorageError):
                suggested = await balance.starting.suggested(balance.workspace, channel, reply_to.person)
        view = starting.start(title=title, channel=channel, suggested=suggested)
        await balance.slack.open_view(trigger_id, view)

    _spawn(balance, reply_to, opening())


def open_words(balance: Balance, reply_to: ReplyTo, trigger_id: str, words: str) -> None:
    """A no that is seen wherever the person is."""
    _spawn(balance, reply_to, balance.slack.open_view(trigger_id, modals.no(words)))


async def link_to_card(balance: Balance, click: Interaction, ref: Ref) -> None:
    """Tell the person where the card stands now; in App Home, by a modal."""
    # A modal must be opened within 3 s of the click; the card is there long before, or the thread must do.
    await balance.reconciler.settled(ref.assessment, 1.5)
    assessment = await balance.assessments.get(balance.workspace, ref.assessment)
    links = await balance.whereabouts.links(assessment)
    if assessment.trouble:
        # The direct message about it may have got lost on its way: this is where its buttons are found again.
        words = trouble_words(assessment, assessment.trouble)
        balance.tell(click.reply_to, help.no_place(assessment, words))
        return
    if not assessment.thread_ts:
        words = "The assessment is not in its channel yet. You get a direct message about what to do."
        balance.tell(click.reply_to, note(words))
        return
    url = permalink(
        balance.identity.url, assessment.channel, links.card_ts or assessment.thread_ts, assessment.thread_ts
    )
    words = f"{home.where(assessment)} The card is at the bottom of its thread."
    if click.reply_to.response_url:
        balance.tell(click.reply_to, note(f"{words} <{url}|Open it>."))
    else:
        await balance.slack.open_view(click.trigger_id, modals.link(assessment, words, url))


def _spawn(balance: Balance, reply_to: ReplyTo, opening: Awaitable[object]) -> None:
    async def try_it() -> None:
        try:
            await opening
        except SlackProblem:
            balance.tell(reply_to, note("The window could not be opened in time. Please try once more."))
            raise

    balance.tasks.spawn(try_it(), "modal")


def settle(balance: Balance, click: Interaction, words: str) -> None:
    """Put words in the place of the buttons that were clicked in a direct message; where that does not
    work, say them."""

    async def bring() -> None:
        shown = [block for block in click.blocks if isinstance(block, dict)]
        drawn = settled(shown, click.block_id, words)
        if click.response_url and drawn != shown:
            message = {"text": click.text or words, "blocks": drawn}
            if await balance.slack.respond(click.response_url, replace_original=True, **message):
                return
        balance.tell(click.reply_to, note(words))

    balance.tasks.spawn(bring(), "reminder")
