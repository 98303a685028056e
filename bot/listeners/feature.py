"""What the module of a feature exports for the registrar: its ACTIONS, VIEWS, EVENTS, COMMANDS and SHORTCUTS,
as far as it has any."""

from collections.abc import Awaitable, Callable, Mapping

from bot.listeners.context import Balance
from bot.listeners.forms import Form
from bot.listeners.interaction import Interaction
from bot.listeners.payload import Command, Payload, Shortcut

OnClick = Callable[[Balance, Interaction], Awaitable[None]]
OnEvent = Callable[[Balance, Payload], Awaitable[None]]
"""Given the whole body, as the team that it is for stands beside the event."""
OnCommand = Callable[[Balance, Command], Awaitable[None]]
OnShortcut = Callable[[Balance, Shortcut], Awaitable[None]]

Actions = Mapping[str, OnClick]
Views = Mapping[str, Form]
Events = Mapping[str, OnEvent]
Commands = Mapping[str, OnCommand]
Shortcuts = Mapping[str, OnShortcut]
