"""What a form of settings carries beside its fields: the message that it was opened from, which tells the
settings anew, and the mark of what stood in it."""

import re

from bot.cards import settings as cards
from bot.listeners.context import Balance
from bot.listeners.interaction import Interaction
from bot.listeners.submission import SubmittedForm

CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")


def metadata(balance: Balance, click: Interaction, seen: str = "") -> str:
    """The channel that the message stands in, what its address is kept under, and the mark. Where the button
    has no value, it stands on another message, which stays as it is."""
    here = next(iter(click.act.sees), cards.NO_CHANNEL)
    return about(balance, click, here, seen) if click.value else f"{cards.NO_CHANNEL} - {seen}"


def about(balance: Balance, click: Interaction, channel: str, seen: str) -> str:
    """The same, of a form about this channel."""
    return f"{channel} {_address_of(balance, click)} {seen}"


def channel_of(form: SubmittedForm) -> str:
    return _carried(form)[0]


def seen_in(form: SubmittedForm) -> str:
    """The mark of what stood in it; of a form that an earlier version drew none, which fits nothing."""
    return _carried(form)[2]


def show_anew(balance: Balance, form: SubmittedForm) -> None:
    """The message from which the form was opened tells the settings as they are now."""
    channel, key, _ = _carried(form)
    if address := balance.reconciler.addresses.use(form.act.person, key):
        balance.later(_redraw(balance, form.act.person, channel, address), "settings")


def _carried(form: SubmittedForm) -> tuple[str, str, str]:
    channel, _, rest = form.metadata.partition(" ")
    key, _, seen = rest.partition(" ")
    return channel, key, seen


def _address_of(balance: Balance, click: Interaction) -> str:
    """What the address of the clicked message is kept under, for this person alone: the form itself carries
    no address, so none can be put in its place. After a restart the message stays as it was."""
    if click.own_address:
        balance.reconciler.addresses.remember(click.act.person, click.act.key, click.own_address)
    return click.act.key


async def _redraw(balance: Balance, person: str, channel: str, address: str) -> None:
    """Not for who may not see the channel any more that it is about: theirs stays as it was."""
    here = channel if CHANNEL_ID.fullmatch(channel) else ""
    if here and not await balance.visibility.can_see(person, here):
        return
    found = await balance.settings.all(balance.workspace, here or None, person)
    card = cards.overview(here, found.workspace, found.channel, found.person, person)
    await balance.slack.respond(address, text=card.text, blocks=card.blocks, replace_original=True)
