"""A message that a person wrote, read with care."""

from dataclasses import dataclass

from bot.listeners.context import Balance, ReplyTo
from bot.listeners.payload import Payload, id_of, is_ts
from bot.slack.client import SLACKBOT
from bot.slack.markup import addressed, decoded
from bot.use_cases.requests import Act, message_key
from flows.typed import keepable

_WRITTEN = (None, "thread_broadcast", "file_share", "me_message")
"""Subtypes of messages that a person has written."""


@dataclass(frozen=True, slots=True)
class Typed:
    """As it was typed but for the name of the bot. `private`: nobody but the bot reads along."""

    act: Act
    reply_to: ReplyTo
    text: str
    mentioned: bool
    private: bool


def typed(balance: Balance, event: Payload) -> Typed | None:
    """None for what nobody of this workspace wrote."""
    if event.get("subtype") not in _WRITTEN or event.get("bot_id"):
        return None
    person, channel = id_of(event, "user"), id_of(event, "channel")
    ts, text = event.get("ts"), event.get("text")
    if not person or not channel or not isinstance(ts, str) or not isinstance(text, str):
        return None
    if not is_ts(ts) or person in (balance.identity.user_id, SLACKBOT):
        return None
    home_team = event.get("user_team") or event.get("team")
    if isinstance(home_team, str) and home_team != balance.identity.team_id:
        return None  # Slack Connect: people of another organisation read along
    said, mentioned = addressed(text, balance.identity.user_id)
    thread_ts = event.get("thread_ts")
    where = thread_ts if isinstance(thread_ts, str) and is_ts(thread_ts) else None
    return Typed(
        act=Act(balance.workspace, person, message_key(channel, ts), ts, channel, sees={channel: True}),
        reply_to=ReplyTo(person, channel, where),
        text=decoded(keepable(said)),
        mentioned=mentioned,
        private=event.get("channel_type") == "im" or channel.startswith("D"),
    )
