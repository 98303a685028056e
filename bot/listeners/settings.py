"""Settings: `/balance settings`, buttons, and the two forms."""

import re
from typing import cast, get_args

from bot.cards import settings as cards
from bot.cards.callbacks import Do, View
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.feature import Actions, Views
from bot.listeners.forms import Form
from bot.listeners.interaction import Interaction
from bot.listeners.opening import open_modal
from bot.listeners.payload import BadPayload
from bot.listeners.submission import SubmittedForm
from bot.slack.errors import SlackProblem
from flows.permissions import check_sees
from flows.refusals import Refusal, Why
from flows.settings import ChannelSettings, PersonSettings, Reminders

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")


async def show(balance: Balance, reply_to: ReplyTo) -> None:
    """In private: what is set here, with buttons to change it."""
    channel = reply_to.channel if _CHANNEL.fullmatch(reply_to.channel or "") else None
    rules, here = balance.settings, balance.workspace
    settings = await rules.of_channel(here, channel) if channel else ChannelSettings()
    mine = await rules.of_person(here, reply_to.person)
    balance.tell(reply_to, cards.overview(channel or "", settings, mine))


async def _open_mine(balance: Balance, click: Interaction) -> None:
    mine = await balance.settings.of_person(balance.workspace, click.act.person)
    open_modal(balance, click, cards.my_form(mine))


async def _open_channel(balance: Balance, click: Interaction) -> None:
    """The button's value is the channel."""
    channel = _channel(click.value)
    check_sees(channel, click.act, Why.NOT_IN_CHANNEL_TO_SET)
    settings = await balance.settings.of_channel(balance.workspace, channel)
    open_modal(balance, click, cards.channel_form(channel, settings))


async def _save_channel(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    act, channel, look = form.act, _channel(form.metadata), form.chosen("look_again")
    check_sees(channel, act, Why.NOT_IN_CHANNEL_TO_SET)
    settings = ChannelSettings(
        reviewers=tuple(sorted(form.chosen_people("reviewers"))),
        all_decide=form.chosen("all_decide") == "all",
        self_review=form.chosen("self_review") == "yes",
        starters=tuple(sorted(form.chosen_people("starters"))),
        reminders=form.chosen("reminders") != "off",
        quiet_from=_hour(form.chosen("quiet_from")),
        quiet_to=_hour(form.chosen("quiet_to")),
        look_again_months=None if look == cards.NEVER else _months(look),
    )
    try:
        is_admin = (await balance.slack.user(act.person)).is_admin
    except SlackProblem as problem:
        # Whoever brought the bot here may change it whatever Slack says.
        if await balance.settings.invited_by(balance.workspace, channel) != act.person:
            raise Refusal(Why.RIGHTS_NOT_KNOWN_NOW) from problem
        is_admin = False
    await balance.settings.change_channel(act, channel, settings, is_admin=is_admin)
    return {}


async def _save_mine(balance: Balance, form: SubmittedForm) -> dict[str, Refusal]:
    how, hour = form.chosen("reminders"), _hour(form.chosen("digest_hour"))
    if how not in get_args(Reminders):
        raise BadPayload("not a way to be reminded")
    rules = PersonSettings(cast(Reminders, how), PersonSettings().digest_hour if hour is None else hour)
    await balance.settings.change_mine(form.act, rules)
    return {}


def _channel(value: str) -> str:
    if not _CHANNEL.fullmatch(value):
        raise BadPayload("not a channel")
    return value


def _hour(value: str) -> int | None:
    return int(value) if value in {str(hour) for hour in range(24)} else None


def _months(value: str) -> int:
    if value not in {str(number) for number in cards.MONTHS}:
        raise BadPayload("not a number of months")
    return int(value)


ACTIONS: Actions = {
    Do.SETTINGS: _open_channel,
    Do.MY_SETTINGS: _open_mine,
}
VIEWS: Views = {
    View.CHANNEL_SETTINGS: Form(_save_channel, "reviewers"),
    View.MY_SETTINGS: Form(_save_mine, "reminders"),
}
