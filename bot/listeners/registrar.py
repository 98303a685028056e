"""Every feature, hooked into Bolt: which listener hears what."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar

from slack_bolt.async_app import AsyncApp

from bot.listeners import (
    action_plan,
    answering,
    asking_first,
    bolt_guard,
    channels,
    commands,
    comparing,
    conditions,
    deciding,
    describing,
    erasing,
    errors,
    evidence,
    exporting,
    for_the_record,
    handing_over,
    home,
    insiders,
    inviting,
    lists,
    looking_again,
    messages,
    offering,
    outside_voices,
    panels,
    reading,
    relocating,
    reminders,
    reviewing,
    settings,
    starting,
)
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Commands, Events, OnCommand, OnEvent, OnShortcut, Shortcuts, Views
from bot.listeners.forms import Ack, Form, answer
from bot.listeners.in_sight import in_sight, note_sight
from bot.listeners.interaction import interaction
from bot.listeners.payload import BadPayload, Payload, command, part, shortcut, text_of

T = TypeVar("T")

Listener = Callable[[Ack, Payload], Awaitable[None]]


def one_each(*of_features: Mapping[str, T]) -> dict[str, T]:
    """All of them in one. Raises ValueError where two features want the same."""
    together: dict[str, T] = {}
    for some in of_features:
        if twice := together.keys() & some.keys():
            raise ValueError(f"two features want {', '.join(sorted(twice))}")
        together |= some
    return together


ACTIONS: Actions = one_each(
    action_plan.ACTIONS,
    answering.ACTIONS,
    asking_first.ACTIONS,
    commands.ACTIONS,
    comparing.ACTIONS,
    conditions.ACTIONS,
    deciding.ACTIONS,
    describing.ACTIONS,
    erasing.ACTIONS,
    evidence.ACTIONS,
    exporting.ACTIONS,
    for_the_record.ACTIONS,
    handing_over.ACTIONS,
    inviting.ACTIONS,
    lists.ACTIONS,
    looking_again.ACTIONS,
    offering.ACTIONS,
    outside_voices.ACTIONS,
    panels.ACTIONS,
    reading.ACTIONS,
    relocating.ACTIONS,
    reminders.ACTIONS,
    reviewing.ACTIONS,
    settings.ACTIONS,
    starting.ACTIONS,
)
VIEWS: Views = one_each(
    action_plan.VIEWS,
    answering.VIEWS,
    conditions.VIEWS,
    deciding.VIEWS,
    describing.VIEWS,
    erasing.VIEWS,
    evidence.VIEWS,
    exporting.VIEWS,
    for_the_record.VIEWS,
    handing_over.VIEWS,
    inviting.VIEWS,
    lists.VIEWS,
    looking_again.VIEWS,
    panels.VIEWS,
    relocating.VIEWS,
    reviewing.VIEWS,
    settings.VIEWS,
    starting.VIEWS,
)
EVENTS: Events = one_each(channels.EVENTS, evidence.EVENTS, home.EVENTS, messages.EVENTS)
COMMANDS: Commands = one_each(commands.COMMANDS)
SHORTCUTS: Shortcuts = one_each(evidence.SHORTCUTS, starting.SHORTCUTS)


def register(app: AsyncApp, balance: Balance) -> None:
    app.use(bolt_guard.Guard(partial(errors.refuse, balance)))
    app.error(errors.handler(balance))
    # Clicks first, as one listener: Bolt asks its listeners one after the other, and a rating waits for it.
    app.action(re.compile(""))(_on_click(balance))
    for name, on_event in EVENTS.items():
        app.event(name)(_on_event(balance, on_event))
    for name, form in VIEWS.items():
        app.view(name)(_on_form(balance, form))
    for name, on_command in COMMANDS.items():
        app.command(name)(_on_command(balance, on_command))
    for name, on_shortcut in SHORTCUTS.items():
        app.shortcut(name)(_on_shortcut(balance, on_shortcut))
    bolt_guard.take_every_event(app)


def _on_click(balance: Balance) -> Listener:
    async def listen(ack: Ack, body: Payload) -> None:
        click = interaction(balance, body)
        note_sight(balance, click.act)
        balance.people.acted(click.act.person)
        click = await insiders.checked_click(balance, click)
        balance.people.met(click.act.person, text_of(part(body, "user"), "username") or "")
        handler = ACTIONS.get(click.action_id)
        if handler is None:
            raise BadPayload("unknown action")
        await in_sight(balance, click, partial(handler, balance))
        await ack()

    return listen


def _on_event(balance: Balance, on_event: OnEvent) -> Callable[[Payload], Awaitable[None]]:
    async def listen(body: Payload) -> None:
        await on_event(balance, body)

    return listen


def _on_form(balance: Balance, form: Form) -> Listener:
    async def listen(ack: Ack, body: Payload) -> None:
        await answer(form, balance, ack, body)

    return listen


def _on_command(balance: Balance, on_command: OnCommand) -> Listener:
    async def listen(ack: Ack, body: Payload) -> None:
        typed = command(balance, body)
        note_sight(balance, typed.act)
        balance.people.acted(typed.act.person)
        await on_command(balance, typed)
        await ack()

    return listen


def _on_shortcut(balance: Balance, on_shortcut: OnShortcut) -> Listener:
    async def listen(ack: Ack, body: Payload) -> None:
        used = shortcut(balance, body)
        balance.people.acted(used.reply_to.person)
        await insiders.check_member(balance, used.reply_to.person, used.home)
        if used.act:
            note_sight(balance, used.act)
        await on_shortcut(balance, used)
        await ack()

    return listen
