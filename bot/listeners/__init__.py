"""The listeners: read the payload, call a use case, return."""

import re

from slack_bolt.async_app import AsyncApp

from bot.listeners import (
    action_plan,
    actions,
    bolt_guard,
    commands,
    deciding,
    errors,
    home,
    messages,
    settings,
    views,
)
from bot.listeners.context import Balance


def register(app: AsyncApp, balance: Balance) -> messages.Messages:
    """Returns the ear for messages, for what is found in a thread and did not come as an event."""
    bolt_guard.register(app, balance)
    ear = messages.Messages(balance)
    messages.register(app, ear)
    for part in (actions, views, deciding, action_plan, settings, commands, home, errors):
        part.register(app, balance)
    # An event without a listener would be answered with an error, and Slack would send it again.
    app.event(re.compile(""))(_ignore)
    return ear


async def _ignore() -> None:
    """Subscribed to, but nothing to do."""
