"""A message that a person wrote, read with care."""

from dataclasses import dataclass, field

from bot.listeners.budget import AskBudget
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.payload import Payload, id_of, is_ts, text_of
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
    home: str = ""
    """What the message calls the team of who wrote it."""
    budget: AskBudget = field(default_factory=AskBudget)


def writer_of(balance: Balance, message: Payload) -> str | None:
    """Which person wrote a message; None for what an app, Slack itself or nobody did."""
    if message.get("subtype") not in _WRITTEN or message.get("bot_id"):
        return None
    person = id_of(message, "user")
    return None if person in (balance.identity.user_id, SLACKBOT) else person


def typed(balance: Balance, event: Payload) -> Typed | None:
    """None for what no person wrote."""
    person, channel = writer_of(balance, event), id_of(event, "channel")
    ts, text = event.get("ts"), event.get("text")
    if not person or not channel or not isinstance(ts, str) or not isinstance(text, str):
        return None
    if not is_ts(ts):
        return None
    said, mentioned = addressed(text, balance.identity.user_id)
    thread_ts = event.get("thread_ts")
    where = thread_ts if isinstance(thread_ts, str) and is_ts(thread_ts) else None
    return Typed(
        act=Act(balance.workspace, person, message_key(channel, ts), ts, channel, sees={channel: True}),
        reply_to=ReplyTo(person, channel, where),
        text=decoded(keepable(said)),
        mentioned=mentioned,
        # Each can be an enterprise too: see extract_actor_team_id in slack_bolt 1.30, request/internals.py.
        home=text_of(event, "user_team") or text_of(event, "team") or "",
        private=event.get("channel_type") == "im" or channel.startswith("D"),
    )
