"""/balance and the shortcut."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.cards import help
from bot.cards.callbacks import View
from bot.listeners import private_lists, settings
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.opening import open_start
from bot.listeners.payload import BadPayload, command

Ack = Callable[..., Awaitable[None]]


def register(app: AsyncApp, balance: Balance) -> None:
    async def on_command(ack: Ack, body: dict[str, Any]) -> None:
        await slash(balance, body)
        await ack()

    async def on_shortcut(ack: Ack, body: dict[str, Any]) -> None:
        person, trigger = (body.get("user") or {}).get("id"), body.get("trigger_id")
        if not isinstance(person, str) or not isinstance(trigger, str):
            raise BadPayload("a shortcut without a person or a trigger")
        open_start(balance, ReplyTo(person), trigger)
        await ack()

    app.command("/balance")(on_command)
    app.shortcut(View.START)(on_shortcut)


async def slash(balance: Balance, body: dict[str, Any]) -> None:
    act, reply_to, text, trigger = command(balance, body)
    channel = act.channel or ""
    word, _, rest = text.strip().partition(" ")
    match word.lower():
        case "help":
            balance.tell(reply_to, help.command_help())
        case "list":
            private_lists.tell_found(balance, reply_to, rest)
        case "status" if not rest:
            private_lists.tell_status(balance, reply_to)
        case "resume" if not rest:
            private_lists.tell_waiting(balance, reply_to)
        case "overview" if not rest:
            private_lists.tell_overview(balance, reply_to)
        case "settings" if not rest:
            await settings.show(balance, reply_to)
        case "start":
            open_start(balance, reply_to, trigger, title=rest.strip(), channel=channel)
        case _ if rest or not word:
            open_start(balance, reply_to, trigger, title=text.strip(), channel=channel)
        case _:
            # One word that is no command: rather a slip than a title.
            balance.tell(reply_to, help.unknown_word(word))
