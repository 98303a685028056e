"""Typed messages: only what is plainly an answer or a command in an assessment's thread, what mentions the
bot, and direct messages. All other talk is left alone."""

from functools import partial
from typing import Final

from bot.listeners import (
    changed_messages,
    insiders,
    offering,
    outside_voices,
    talk,
    thread,
)
from bot.listeners.changed_channels import NotSaid, in_thread, keep, or_later
from bot.listeners.clicked import in_view
from bot.listeners.context import Balance
from bot.listeners.errors import tell_unexpected
from bot.listeners.feature import Events
from bot.listeners.in_sight import in_sight, note_sight
from bot.listeners.meant_here import meant_here
from bot.listeners.payload import Payload, event_of
from bot.listeners.posted_files import files_of
from bot.listeners.typed import Typed, typed
from bot.use_cases.requests import Act
from flows import intents
from flows.assessment import Assessment
from flows.hearing import hear, or_beyond, or_directly, says_done
from flows.intents import Intent, Offer
from flows.refusals import NotAllowed, Refusal
from storage.errors import StorageError

FOR_A_QUESTION: Final = (
    *(intents.Rate, intents.NotSure, intents.NotApplicable, intents.Because, intents.Invalid),
    *(intents.Back, intents.GoTo, intents.Undo, intents.Keep, intents.Review, intents.Submit),
    *(intents.Explain, intents.WhoDecides),
)
CONVERTED = ("channel_convert_to_private", "channel_convert_to_public")


async def _listen(balance: Balance, body: Payload) -> None:
    event = event_of(balance, body)
    if event.get("subtype") in CONVERTED:
        balance.visibility.forget()
    elif message := typed(balance, event):
        balance.people.acted(message.act.person)
        if message.private:
            note_sight(balance, message.act)
        if thread := message.reply_to.thread_ts:
            balance.talk.heard(message.act.channel or "", thread, message.act.ts)
            files = files_of(event)
            balance.thread_files.heard(message.act.channel or "", thread, files)
            await or_later(balance, message, partial(outside_voices.heard, balance, files))
        await _hear(balance, message)
    else:
        await changed_messages.listen(balance, event)


async def hear_late(balance: Balance, message: Payload) -> None:
    """A message that was found in its thread afterwards: taken as if it had just come in. Raises
    StorageError, and nothing else."""
    try:
        if found := typed(balance, message):
            await _hear(balance, found)
    except StorageError:
        raise
    except Exception as error:
        tell_unexpected(balance, {"event": message}, error)


async def _hear(balance: Balance, message: Typed) -> None:
    await balance.in_flight.once(message.act.key, partial(_take, balance, message))


async def _take(balance: Balance, message: Typed) -> None:
    try:
        await in_sight(balance, message, partial(_answer, balance))
    except NotSaid as unknown:
        tell = message.mentioned or not isinstance(hear(message.text), Offer)  # else it may be talk
        await keep(balance, unknown, message, partial(_take, balance), tell=tell)
    except Refusal as refusal:
        # Remembered like an answer: found again later, it must neither be told again nor taken then.
        if await balance.remembering.first_time(balance.workspace, message.act.key):
            talk.tell_refusal(balance, message.reply_to, refusal)


async def _answer(balance: Balance, message: Typed) -> None:
    act, reply_to, spoken_to = message.act, message.reply_to, message.mentioned or message.private
    heard = hear(message.text)
    if heard is None and not spoken_to:
        return  # people talking: nothing is asked of the store, and nothing said whatever happens
    found = None
    if reply_to.thread_ts:
        channel = act.channel or ""
        found = await in_thread(balance, channel, reply_to.thread_ts, message.budget)
    elif message.private and heard:
        found = await _one_ballot(balance, act, heard)
    if not found and not spoken_to:
        return
    if found and found.panel_of:
        heard = heard or says_done(message.text)
        await in_view(balance, act, found.id)
    if why := await insiders.why_not_type(balance, act, message.home, heard):
        if spoken_to or not isinstance(heard, Offer):  # else it may be talk
            raise NotAllowed(why)
    elif found:
        if spoken_to:
            heard = or_beyond(heard, message.text)
        heard = meant_here(found, act, heard)
        kept = offering.instead(found, heard)
        if kept and await offering.make(
            balance, found, act, reply_to, kept, surely=not isinstance(heard, Offer)
        ):
            return
        if isinstance(heard, Offer):
            heard = None
        await thread.reply(balance, found, act, reply_to, heard, spoken_to=spoken_to)
    else:
        # Of a mention's two events, another process on this store may get the other one: told once.
        said = (or_directly if message.private else or_beyond)(heard, message.text)
        await talk.reply(balance, act, reply_to, said)


async def _one_ballot(balance: Balance, act: Act, heard: Intent | Offer) -> Assessment | None:
    """What is plainly an answer, or about one, is for the ballot of whoever typed it, if they have just one
    open, and that was before them last. What means something in any conversation with the bot does so
    here."""
    meant = heard.choices if isinstance(heard, Offer) else (heard,)
    if not all(isinstance(one, FOR_A_QUESTION) for one in meant):
        return None
    return await balance.panels.in_front_of(balance.workspace, act.person)


EVENTS: Events = {
    "message": _listen,
    "app_mention": _listen,
}
