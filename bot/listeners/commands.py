"""/balance: a word that is a command, or a title to start with."""

import difflib
from typing import Final

from bot.cards import help
from bot.cards.callbacks import Do
from bot.listeners import private_lists, settings, starting
from bot.listeners.context import Balance
from bot.listeners.feature import Actions, Commands
from bot.listeners.interaction import Interaction
from bot.listeners.payload import BadPayload, Command
from flows.hearing.text import readable, trimmed

WORDS: Final = ("help", "list", "status", "resume", "overview", "settings", "start")
_MARKS: Final = ".,:;!?*_~`\"'"
_NEAR: Final = 0.75
"""As alike as a word of four letters is to one with a slip in it."""


async def _balance(balance: Balance, command: Command) -> None:
    reply_to, text = command.reply_to, " ".join(trimmed(command.text).split())
    word, rest = _divided(text)
    match word:
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
            _start(balance, command, rest)
        case _ if rest or not text:
            _start(balance, command, text)
        case _:
            # One word that is no command: a slip, or a short title.
            near = difflib.get_close_matches(word, WORDS, n=1, cutoff=_NEAR)
            balance.tell(reply_to, help.one_word(text, *near))


def _divided(text: str) -> tuple[str, str]:
    """The first word, as a command would be written, and the rest as it was."""
    first, _, rest = text.partition(" ")
    return readable(first).strip(_MARKS + " "), trimmed(rest)


def _start(balance: Balance, command: Command, title: str) -> None:
    channel = command.act.channel or ""
    starting.open_form(balance, command.reply_to, command.trigger_id, title=title, channel=channel)


async def _on_click(balance: Balance, click: Interaction) -> None:
    """The command that was probably meant, as if it had been typed where its button stands."""
    if click.value not in WORDS or not click.act.sees:
        raise BadPayload("no command, or from nowhere")
    await _balance(balance, Command(click.act, click.reply_to, click.value, click.trigger_id))


ACTIONS: Actions = {Do.COMMAND: _on_click}
COMMANDS: Commands = {"/balance": _balance}
