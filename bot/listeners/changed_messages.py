"""Messages deleted or edited: a card that is gone is drawn anew; an edited answer changes nothing, and what
only became one by the edit is offered back."""

from bot.cards.words import note
from bot.listeners import offering
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.payload import Payload, part, text_of
from bot.slack.markup import decoded
from bot.use_cases.requests import Act
from flows.hearing import hear
from flows.intents import Offer

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
    ts = text_of(message, "ts")
    if message.get("bot_id") or not (channel and person and thread_ts and ts):
        return
    old, new = str(before.get("text", "")), str(message.get("text", ""))
    if old == new:
        return  # a link was unfurled
    was, now = hear(decoded(old)), hear(decoded(new))
    answered = was is not None and not isinstance(was, Offer)
    if not (answered or now):
        return
    found = await balance.relocating.in_thread(balance.workspace, channel, thread_ts)
    if not found:
        return
    if not answered and now:
        act = Act(balance.workspace, person, f"edited:{channel}:{ts}"[:200], ts, channel)
        meant = now if isinstance(now, Offer) else Offer((now,))
        await offering.make(balance, found, act, ReplyTo(person, channel, thread_ts), meant)
        return
    once = f"edit:{channel}:{event.get('event_ts') or ts}"[:200]
    if await balance.answering.first_time(balance.workspace, once):
        balance.tell(ReplyTo(person, channel, thread_ts), note(EDITED))
