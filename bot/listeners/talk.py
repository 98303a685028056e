"""Talking with the bot: in a direct message, or by @mention anywhere."""

from functools import partial

from bot.cards import direct, help
from bot.cards.asked import how_long, stands_here, who_sees, who_sees_any
from bot.cards.card import Card
from bot.cards.direct import Topic
from bot.cards.words import note, note_with_change
from bot.listeners import asked, private_lists
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.refusing import words
from bot.use_cases.in_time import AnsweredBefore
from bot.use_cases.requests import Act
from flows import intents
from flows.assessment import Assessment
from flows.folding import has_words
from flows.refusals import Refusal

_TOPICS: dict[type[object], Topic] = {
    intents.Thanks: Topic.THANKS,
    intents.Okay: Topic.OKAY,
    intents.Scores: Topic.SCORES,
    intents.Questions: Topic.QUESTIONS,
    intents.StopReminding: Topic.REMINDERS_OFF,
    intents.RemindAgain: Topic.REMINDERS_ON,
}


async def reply(
    balance: Balance, act: Act, reply_to: ReplyTo, intent: intents.Intent | intents.Offer | None
) -> None:
    """Do what the buttons do, or say briefly what can be done; once for each message."""
    if isinstance(intent, intents.StopReminding | intents.RemindAgain):
        # With being remembered as taken: else a store that fails in between would leave it undone.
        is_new = await balance.reminders.switch(act, on=isinstance(intent, intents.RemindAgain))
    else:
        is_new = await balance.remembering.first_time(balance.workspace, act.key)
    if not is_new:
        return
    match intent:
        case intents.Start(title=title):
            balance.tell(reply_to, help.ready_to_start(title))
        case intents.List() | intents.Resume() | intents.Status():
            private_lists.tell_waiting(balance, reply_to)
        case intents.Help():
            which = await _choose(balance, act, ("help", "help_short"))
            balance.tell(reply_to, help.talk_help(again=which != "help"))
        case intents.Hello():
            await _greet(balance, act, reply_to, ("greet", "short"))
        case intents.Ask():
            told_before = partial(_told_who_can, balance, act)
            private_lists.tell(
                balance, reply_to, partial(asked.answer, balance, reply_to, intent, told_before)
            )
        case intents.HowLong():
            if at_hand := await balance.panels.only_open(balance.workspace, act.person):
                balance.tell(reply_to, how_long(at_hand))
            else:
                await _say(balance, act, reply_to, Topic.QUESTIONS)
        case intents.WhoSees():
            at_hand = await balance.panels.only_open(balance.workspace, act.person)
            balance.tell(reply_to, who_sees(at_hand) if at_hand else who_sees_any())
        case intents.WhoDecides():
            private_lists.tell(balance, reply_to, partial(asked.who_decides, balance, reply_to))
        case None:
            await _greet(balance, act, reply_to, ("ask", "short", "greet"))
        case _ if type(intent) in _TOPICS:
            await _say(balance, act, reply_to, _TOPICS[type(intent)])
        case _:  # an answer, or a wish, of which only the thread says what it is about
            which = await _choose(balance, act, Topic.WHICH.choices)
            stops = isinstance(intent, intents.Pause)
            _tell_which(balance, reply_to, again=which != Topic.WHICH, stops=stops)


async def in_thread(
    balance: Balance, assessment: Assessment, act: Act, reply_to: ReplyTo, intent: intents.Intent | None
) -> None:
    """What was said to the bot in the thread of an assessment, and is neither an answer nor a wish."""
    if isinstance(intent, intents.Ask):
        if await balance.remembering.first_time(act.workspace, act.key):
            private_lists.tell(
                balance, reply_to, partial(_asked_in_thread, balance, assessment, act, reply_to, intent)
            )
    elif intent is None:
        if await balance.remembering.first_time(act.workspace, act.key):
            balance.tell(reply_to, await _not_understood(balance, assessment, act))
    else:
        await reply(balance, act, reply_to, intent)


async def _asked_in_thread(
    balance: Balance, assessment: Assessment, act: Act, reply_to: ReplyTo, question: intents.Ask
) -> Card:
    """In the thread of a ballot nobody else is there to be asked."""
    if other := await asked.of_another(balance, reply_to, question, assessment.title):
        return other
    if assessment.panel_of:
        return await _not_understood(balance, assessment, act)
    if not question.standing:
        return direct.who_can(assessment, reply_to.person)
    today = (await balance.now_for(reply_to.person)).date()
    named = question.this or has_words(assessment.title, question.chiefly)
    return stands_here(assessment, reply_to.person, today, named=named)


async def _not_understood(balance: Balance, assessment: Assessment, act: Act) -> Card:
    which = await _choose(balance, act, ("not_understood", "not_understood_short"))
    return help.thread_not_understood(assessment, again=which != "not_understood")


async def greet_once(balance: Balance, person: str, channel: str | None) -> None:
    """Whoever opens the conversation with the bot for the first time does not find it blank."""
    if await balance.remembering.first_words(balance.workspace, person, "greet"):
        balance.tell(ReplyTo(person, channel), help.greeting("greet"))


async def _greet(balance: Balance, act: Act, reply_to: ReplyTo, choices: tuple[str, ...]) -> None:
    balance.tell(reply_to, help.greeting(await _choose(balance, act, choices)))


async def _say(balance: Balance, act: Act, reply_to: ReplyTo, topic: Topic) -> None:
    which = await _choose(balance, act, topic.choices)
    balance.tell(reply_to, direct.say(which, balance.starting.framework))


async def _told_who_can(balance: Balance, act: Act) -> bool:
    return await _choose(balance, act, Topic.WHO_CAN.choices) != Topic.WHO_CAN


async def _choose(balance: Balance, act: Act, choices: tuple[str, ...]) -> str:
    return await balance.remembering.choose_words(balance.workspace, act.person, choices)


def _tell_which(balance: Balance, reply_to: ReplyTo, *, again: bool, stops: bool) -> None:
    """The open questions of this person, each with the way there."""

    async def answer() -> Card:
        now = await balance.now_for(reply_to.person)
        waiting = await balance.queries.to_answer(reply_to.person, now.date())
        return direct.which(waiting, again=again, stops=stops, now=now, url=balance.identity.url)

    private_lists.tell(balance, reply_to, answer)


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
