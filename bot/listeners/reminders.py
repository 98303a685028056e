"""The buttons of a reminder."""

from bot.cards.callbacks import Do
from bot.cards.reminder import settled
from bot.cards.words import note
from bot.listeners.context import Balance
from bot.listeners.feature import Actions
from bot.listeners.interaction import Interaction
from bot.listeners.own_day import own_zone
from flows.reminder_schedule import Reader

STOPPED_WORDS = (
    "Balance does not remind you of this again. In App Home, under Settings, you can turn all reminders off."
)


async def _tomorrow(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    zone = await own_zone(balance, click)
    until = await balance.reminders.put_off(click.act, ref.assessment, ref.question, Reader(zone))
    settle(balance, click, f"Balance reminds you again on {until.astimezone(zone):%A}.")


async def _stop(balance: Balance, click: Interaction) -> None:
    ref = click.need_ref()
    await balance.reminders.stop(click.act, ref.assessment, ref.question)
    settle(balance, click, STOPPED_WORDS)


def settle(balance: Balance, click: Interaction, words: str) -> None:
    """Put words in the place of the buttons that were clicked in a direct message; where that does not
    work, say them."""

    async def bring() -> None:
        shown = [block for block in click.blocks if isinstance(block, dict)]
        drawn = settled(shown, click.block_id, words)
        if click.own_address and drawn != shown:
            message = {"text": click.text or words, "blocks": drawn}
            if await balance.slack.respond(click.own_address, replace_original=True, **message):
                return
        balance.tell(click.reply_to, note(words))

    balance.later(bring(), "reminder")


ACTIONS: Actions = {
    Do.TOMORROW: _tomorrow,
    Do.STOP_REMINDING: _stop,
}
