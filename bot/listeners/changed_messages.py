"""Messages deleted or edited: a card that is gone is drawn anew; an edited answer changes nothing."""

from bot.cards.words import note
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.payload import Payload, part, text_of
from flows import replies

EDITED = "An edited message does not change an answer. Type a new one, or choose Change on the card."


async def listen(balance: Balance, event: Payload) -> None:
    """A `message` event that is none of a message just written."""
    # A deleted message that has replies stays as a tombstone, and comes as a change.
    if event.get("subtype") == "message_deleted" or part(event, "message").get("subtype") == "tombstone":
        await _deleted(balance, event)
    elif event.get("subtype") == "message_changed":
        await _edited(balance, event)


async def _deleted(balance: Balance, event: Payload) -> None:
    channel = text_of(event, "channel")
    ts = text_of(event, "deleted_ts") or text_of(part(event, "message"), "ts")
    if channel and ts and (gone := await balance.relocating.message_gone(balance.workspace, channel, ts)):
        balance.reconciler.wake(gone)


async def _edited(balance: Balance, event: Payload) -> None:
    """Somebody edited what they had typed as an answer: say why that changes nothing."""
    message, before = part(event, "message"), part(event, "previous_message")
    channel = text_of(event, "channel")
    person, thread_ts = text_of(message, "user"), text_of(message, "thread_ts")
    if message.get("bot_id") or not (channel and person and thread_ts):
        return
    old, new = str(before.get("text", "")), str(message.get("text", ""))
    if old == new or replies.parse(old) is None:
        return
    if not await balance.relocating.in_thread(balance.workspace, channel, thread_ts):
        return
    once = f"edit:{channel}:{event.get('event_ts') or message.get('ts')}"[:200]
    if await balance.answering.first_time(balance.workspace, once):
        balance.tell(ReplyTo(person, channel, thread_ts), note(EDITED))
