"""Talking with the bot: in a direct message, or by @mention anywhere."""

from bot.cards import help
from bot.cards.refusals import words
from bot.cards.words import note, note_with_change
from bot.listeners import private_lists
from bot.listeners.context import Balance, ReplyTo
from bot.use_cases.in_time import AnsweredBefore
from bot.use_cases.requests import Act
from flows import intents
from flows.refusals import Refusal


async def reply(
    balance: Balance, act: Act, reply_to: ReplyTo, intent: intents.Intent | intents.Offer | None
) -> None:
    """Do what the buttons do, or say briefly what can be done."""
    match intent:
        case intents.Start(title=title):
            balance.tell(reply_to, help.ready_to_start(title))
        case intents.List() | intents.Resume() | intents.Status():
            private_lists.tell_waiting(balance, reply_to)
        case intents.Help():
            balance.tell(reply_to, help.talk_help())
        case intents.Hello():
            await _say(balance, act, reply_to, ("greet", "short"))
        case _:
            await _say(balance, act, reply_to, ("ask", "short", "greet"))


async def _say(balance: Balance, act: Act, reply_to: ReplyTo, choices: tuple[str, ...]) -> None:
    which = await balance.answering.choose_words(balance.workspace, act.person, choices)
    balance.tell(reply_to, help.greeting(which))


def welcome(balance: Balance, channel: str) -> None:
    """Once to each channel, when the bot is invited."""
    balance.later(balance.slack.say(channel, help.welcome()), "welcome")


def tell_refusal(balance: Balance, to: ReplyTo, refusal: Refusal) -> None:
    """A no in plain words; where somebody else was faster, with a way to change that answer."""
    said = words(refusal, to.person)
    if isinstance(refusal, AnsweredBefore):
        balance.tell(to, note_with_change(said, refusal.change))
    else:
        balance.tell(to, note(said))
