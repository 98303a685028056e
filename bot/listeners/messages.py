"""Typed messages: only what is plainly an answer or a command in an assessment's thread, what mentions the
bot, and direct messages. All other talk is left alone."""

from functools import partial

from bot.listeners import changed_messages, offering, talk, thread
from bot.listeners.context import Balance
from bot.listeners.errors import tell_unexpected
from bot.listeners.feature import Events
from bot.listeners.in_sight import note_sight
from bot.listeners.payload import Payload, event_of
from bot.listeners.typed import Typed, typed
from flows.hearing import hear, or_beyond, or_directly
from flows.intents import Offer
from flows.refusals import Refusal
from storage.errors import StorageError

CONVERTED = ("channel_convert_to_private", "channel_convert_to_public")


async def _listen(balance: Balance, body: Payload) -> None:
    event = event_of(balance, body)
    if event.get("subtype") in CONVERTED:
        balance.visibility.forget()
    elif message := typed(balance, event):
        if message.private:
            note_sight(balance, message.act)
        if thread := message.reply_to.thread_ts:
            balance.talk.heard(message.act.channel or "", thread, message.act.ts)
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
        await _answer(balance, message)
    except Refusal as refusal:
        # Remembered like an answer: found again later, it must neither be told again nor taken then.
        if await balance.answering.first_time(balance.workspace, message.act.key):
            talk.tell_refusal(balance, message.reply_to, refusal)


async def _answer(balance: Balance, message: Typed) -> None:
    act, reply_to, spoken_to = message.act, message.reply_to, message.mentioned or message.private
    heard = hear(message.text)
    if heard is None and not spoken_to:
        return  # people talking: nothing is asked of the store, and nothing said whatever happens
    if reply_to.thread_ts:
        channel = act.channel or ""
        found = await balance.relocating.in_thread(balance.workspace, channel, reply_to.thread_ts)
        if found:
            if message.mentioned:
                heard = or_beyond(heard, message.text)
            kept = heard if heard is None or isinstance(heard, Offer) else offering.in_a_pause(found, heard)
            if kept and await offering.make(balance, found, act, reply_to, kept):
                return
            if isinstance(heard, Offer):
                heard = None
            await thread.reply(balance, found, act, reply_to, heard, mentioned=message.mentioned)
            return
    if spoken_to:
        # Of a mention's two events, another process on this store may get the other one: told once.
        said = (or_directly if message.private else or_beyond)(heard, message.text)
        await talk.reply(balance, act, reply_to, said)


EVENTS: Events = {
    "message": _listen,
    "app_mention": _listen,
}
