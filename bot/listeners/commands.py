"""/balance: a word that is a command, or a title to start with."""

from bot.cards import help
from bot.listeners import private_lists, settings, starting
from bot.listeners.context import Balance
from bot.listeners.feature import Commands
from bot.listeners.payload import Command


async def _balance(balance: Balance, command: Command) -> None:
    reply_to, text = command.reply_to, command.text.strip()
    word, _, rest = text.partition(" ")
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
            _start(balance, command, rest.strip())
        case _ if rest or not word:
            _start(balance, command, text)
        case _:
            # One word that is no command: rather a slip than a title.
            balance.tell(reply_to, help.unknown_word(word))


def _start(balance: Balance, command: Command, title: str) -> None:
    channel = command.act.channel or ""
    starting.open_form(balance, command.reply_to, command.trigger_id, title=title, channel=channel)


COMMANDS: Commands = {"/balance": _balance}
