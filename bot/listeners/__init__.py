"""The listeners: read the payload, call a use case, return."""

from functools import partial

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
    app.use(bolt_guard.Guard(partial(errors.refuse, balance)))
    ear = messages.Messages(balance)
    messages.register(app, ear)
    for part in (actions, views, deciding, action_plan, settings, commands, home, errors):
        part.register(app, balance)
    bolt_guard.take_every_event(app)
    return ear
