"""Talking with the bot: in a direct message, or by @mention anywhere."""

from bot.cards import help
from bot.cards.words import note, note_with_change
from bot.listeners import private_lists
from bot.listeners.context import Balance, ReplyTo
from bot.use_cases.requests import Act, Refusal
from flows import replies
from flows.errors import FlowError


async def reply(balance: Balance, act: Act, reply_to: ReplyTo, intent: replies.Intent | None) -> None:
    """Do what the buttons do, or say briefly what can be done."""
    match intent:
        case replies.Start(title=title):
            balance.tell(reply_to, help.ready_to_start(title))
        case replies.List() | replies.Resume() | replies.Status():
            private_lists.tell_waiting(balance, reply_to)
        case replies.Help():
            balance.tell(reply_to, help.talk_help())
        case replies.Hello():
            await _say(balance, act, reply_to, ("greet", "short"))
        case _:
            await _say(balance, act, reply_to, ("ask", "short", "greet"))


async def _say(balance: Balance, act: Act, reply_to: ReplyTo, choices: tuple[str, ...]) -> None:
    which = await balance.assessments.choose_words(balance.workspace, act.person, choices)
    balance.tell(reply_to, help.greeting(which))


def welcome(balance: Balance, channel: str) -> None:
    """Once to each channel, when the bot is invited."""
    balance.later(balance.slack.say(channel, help.welcome()), "welcome")


def tell_error(balance: Balance, to: ReplyTo, error: FlowError) -> None:
    """A no in plain words; where somebody else was faster, with a way to change that answer."""
    change = error.change if isinstance(error, Refusal) else None
    balance.tell(to, note_with_change(str(error), change) if change else note(str(error)))
