"""Channels: the bot is invited, people come and go, and a channel comes back from the archive or gets another
id."""

from bot.listeners import talk
from bot.listeners.budget import AskBudget
from bot.listeners.changed_channels import follow
from bot.listeners.context import Balance
from bot.listeners.feature import Events
from bot.listeners.home import refresh
from bot.listeners.payload import Payload, event_of, id_of, moment_of, part, text_of
from bot.slack.errors import SlackProblem


async def _joined(balance: Balance, body: Payload) -> None:
    """Invited: what waited for this channel goes on, and the channel is told once how to begin."""
    # Its team is not asked: a channel that another organisation hosts is one to be invited to.
    event = part(body, "event")
    person, channel = id_of(event, "user"), id_of(event, "channel")
    if not person or not channel:
        return
    if person != balance.identity.user_id:
        balance.visibility.joined(person, channel, _moment(event))
        return
    balance.visibility.forget()
    if inviter := id_of(event, "inviter"):
        gone = await _gone_inviter(balance, channel)
        await balance.settings.was_invited(balance.workspace, channel, inviter, gone=gone)
    await balance.reconciler.wake_channel(channel)
    if await balance.remembering.first_time(balance.workspace, f"welcome:{channel}"):
        talk.welcome(balance, channel)


async def _gone_inviter(balance: Balance, channel: str) -> str | None:
    """Who invited it before, if they have left, or are of a partner organisation, whose people change no
    rules. Where Slack does not say in time, they are still there."""
    before = await balance.settings.inviter(balance.workspace, channel)
    if before is None:
        return None
    try:
        found = await AskBudget().within(balance.people.as_they_are_now(before))
    except (SlackProblem, TimeoutError):
        return None
    return None if found.can_be_told else before


async def _left(balance: Balance, body: Payload) -> None:
    """Gone from a channel: App Home, if they have it before them, no longer shows what happens there."""
    event = event_of(balance, body)
    person, channel = id_of(event, "user"), id_of(event, "channel")
    if not person or not channel:
        return
    if person == balance.identity.user_id:
        balance.visibility.forget()
    else:
        balance.visibility.left(person, channel, _moment(event))
        refresh(balance, person)


def _moment(event: Payload) -> str:
    return moment_of(text_of(event, "event_ts") or "0")


async def _came_back(balance: Balance, body: Payload) -> None:
    """A channel is no longer archived: what waited for it goes on."""
    if channel := id_of(event_of(balance, body), "channel"):
        await balance.reconciler.wake_channel(channel)


async def _changed(balance: Balance, body: Payload) -> None:
    """https://docs.slack.dev/reference/events/channel_id_changed"""
    event = event_of(balance, body)
    old, new = id_of(event, "old_channel_id"), id_of(event, "new_channel_id")
    if old and new and old != new:
        await follow(balance, old, new)


EVENTS: Events = {
    "channel_id_changed": _changed,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_unarchive": _came_back,
    "group_unarchive": _came_back,
}
