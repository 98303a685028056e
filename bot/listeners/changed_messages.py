"""Messages deleted or edited: a card that is gone is drawn anew; an edited answer changes nothing, and what
only became one by the edit is offered back."""

from dataclasses import replace
from functools import partial

from bot.cards.words import note
from bot.listeners import insiders, offering
from bot.listeners.changed_channels import in_thread, or_later
from bot.listeners.context import Balance
from bot.listeners.meant_here import meant_here
from bot.listeners.payload import Payload, id_of, is_ts, part, text_of
from bot.listeners.typed import Typed, typed
from flows.hearing import hear
from flows.intents import Intent, Offer

EDITED = "An edited message does not change an answer. Type a new one, or choose Change on the card."


async def listen(balance: Balance, event: Payload) -> None:
    """A `message` event that is none of a message just written."""
    # A deleted message that has replies stays as a tombstone, and comes as a change.
    if event.get("subtype") == "message_deleted" or part(event, "message").get("subtype") == "tombstone":
        await _deleted(balance, event)
    elif event.get("subtype") == "message_changed":
        await _edited(balance, event)


async def _deleted(balance: Balance, event: Payload) -> None:
    channel = id_of(event, "channel")
    ts = text_of(event, "deleted_ts") or text_of(part(event, "message"), "ts")
    if not (channel and ts and is_ts(ts)):
        return
    if gone := await balance.relocating.message_gone(balance.workspace, channel, ts):
        balance.reconciler.wake(gone)


async def _edited(balance: Balance, event: Payload) -> None:
    """Somebody edited what they had typed as an answer: say why that changes nothing."""
    message = part(event, "message") | {"channel": event.get("channel")}
    after = typed(balance, message)
    before = typed(balance, message | {"text": part(event, "previous_message").get("text", "")})
    if not (after and before and after.reply_to.thread_ts) or after.text == before.text:
        return  # or a link was unfurled
    was, now = hear(before.text), hear(after.text)
    answered = was is not None and not isinstance(was, Offer)
    if answered or now:
        moment = str(event.get("event_ts") or after.act.ts)
        await or_later(balance, after, partial(_say_why_not, balance, moment, now, answered=answered))


async def _say_why_not(
    balance: Balance, moment: str, now: Intent | Offer | None, after: Typed, *, answered: bool
) -> None:
    """`now`: what it means since that moment; `answered`: it was taken before. Raises NotSaid."""
    channel, to = after.act.channel or "", after.reply_to
    found = await in_thread(balance, channel, to.thread_ts or "", after.budget)
    if not found or await insiders.why_not_type(balance, after.act, after.home, now):
        return
    once = f"edit:{channel}:{moment}"[:200]
    now = meant_here(found, after.act, now)
    if not answered and now:
        meant = now if isinstance(now, Offer) else Offer((now,))
        act = replace(after.act, key=once)
        if await offering.make(balance, found, act, to, meant) or isinstance(now, Offer):
            return
    if await balance.remembering.first_time(balance.workspace, once):
        balance.tell(to, note(EDITED))
