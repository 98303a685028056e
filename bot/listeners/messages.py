"""Typed messages: only what is plainly an answer or a command in an assessment's thread, what mentions the
bot, and direct messages. All other talk is left alone."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from slack_bolt.async_app import AsyncApp

from bot.cards.words import note
from bot.listeners import talk, thread
from bot.listeners.context import Balance, ReplyTo
from bot.listeners.errors import tell_unexpected
from bot.listeners.home import refresh
from bot.listeners.payload import Payload, check_event_team
from bot.use_cases.requests import Act
from flows import replies
from flows.errors import FlowError
from storage.errors import StorageError

SPOKEN = {None, "thread_broadcast", "file_share", "me_message"}
"""Subtypes of messages that a person has written."""

CONVERTED = {"channel_convert_to_private", "channel_convert_to_public"}

MOST_RECENT = 2_000
EDITED = "An edited message does not change an answer. Type a new one, or choose Change on the card."


def register(app: AsyncApp, messages: "Messages") -> None:
    app.event("message")(messages.listen)
    app.event("app_mention")(messages.listen)
    app.event("member_joined_channel")(messages.joined)
    app.event("member_left_channel")(messages.left)
    app.event("channel_unarchive")(messages.came_back)
    app.event("group_unarchive")(messages.came_back)


class Messages:
    """One post that mentions the bot arrives twice, as `message` and as `app_mention`: whichever comes
    first is taken. The store remembers what was answered, by whichever process; this spares it the rest.
    Who comes second waits for the first: nothing is acknowledged before it is committed."""

    def __init__(self, balance: Balance) -> None:
        self._balance = balance
        self._recent: LRUCache[str, asyncio.Event] = LRUCache(MOST_RECENT)
        """By key, set once it is taken; what could not be taken is no longer here."""

    async def listen(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        check_event_team(self._balance, body)
        if event.get("subtype") == "message_deleted" or _is_tombstone(event):
            await self._deleted(event)
        elif event.get("subtype") == "message_changed":
            await self._edited(event)
        elif event.get("subtype") in CONVERTED:
            self._balance.lists.places.forget()
        elif _is_spoken(event):
            await self._spoken(event)

    async def hear(self, message: Payload) -> None:
        """A message that was found in its thread afterwards: taken as if it had just come in. Raises
        StorageError, and nothing else."""
        if not _is_spoken(message):
            return
        try:
            await self._spoken(message, just_now=False)
        except StorageError:
            raise
        except Exception as error:
            tell_unexpected(self._balance, {"event": message}, error)

    async def joined(self, event: dict[str, Any]) -> None:
        """Invited: what waited for this channel goes on, and the channel is told once how to begin."""
        channel, person = event.get("channel"), event.get("user")
        self._came_or_went(person)
        if person != self._balance.identity.user_id or not isinstance(channel, str):
            return
        inviter = event.get("inviter")
        if isinstance(inviter, str):
            await self._balance.rules.was_invited(self._balance.workspace, channel, inviter)
        await self._balance.reconciler.wake_channel(channel)
        if await self._balance.assessments.first_time(self._balance.workspace, f"welcome:{channel}"):
            talk.welcome(self._balance, channel)

    async def left(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """Gone from a channel: App Home, if they have it before them, no longer shows what happens there."""
        check_event_team(self._balance, body)
        person = event.get("user")
        self._came_or_went(person)
        if isinstance(person, str):
            refresh(self._balance, person)

    def _came_or_went(self, person: object) -> None:
        """Who may see what is asked anew: about this person, and about everybody if it is the bot."""
        if isinstance(person, str):
            self._balance.lists.places.forget("" if person == self._balance.identity.user_id else person)

    async def came_back(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """A channel is no longer archived: what waited for it goes on."""
        check_event_team(self._balance, body)
        if isinstance(channel := event.get("channel"), str):
            await self._balance.reconciler.wake_channel(channel)

    async def _spoken(self, event: Payload, *, just_now: bool = True) -> None:
        said = _said(self._balance, event)
        if said is None:
            return
        while under_way := self._recent.get(said.act.key):
            await under_way.wait()
            if self._recent.get(said.act.key) is under_way:
                return
        taken = self._recent[said.act.key] = asyncio.Event()
        if just_now:
            self._balance.reconciler.clock.note(said.act.ts)
        try:
            await self._take(said, event)
        except BaseException:
            self._recent.pop(said.act.key, None)  # not taken: when Slack sends it again, it counts
            raise
        finally:
            taken.set()

    async def _take(self, said: "_Said", event: Payload) -> None:
        try:
            await self._answer(said, event)
        except FlowError as error:
            # Remembered like an answer: found again later, it must neither be told again nor taken then.
            if await self._balance.assessments.first_time(self._balance.workspace, said.act.key):
                talk.tell_error(self._balance, said.reply_to, error)

    async def _answer(self, said: "_Said", event: Payload) -> None:
        channel, thread_ts = said.act.channel or "", event.get("thread_ts")
        intent = replies.parse(said.text)
        private = event.get("channel_type") == "im" or channel.startswith("D")
        if intent is None and not said.mentioned and not private:
            return  # people talking: nothing is asked of the store, and nothing said whatever happens
        if isinstance(thread_ts, str):
            found = await self._balance.whereabouts.in_thread(self._balance.workspace, channel, thread_ts)
            if found:
                if intent is None and said.mentioned:
                    intent = replies.parse_mention(said.text)
                await thread.reply(
                    self._balance, found, said.act, said.reply_to, intent, mentioned=said.mentioned
                )
                return
        # Of a mention's two events, another process on this store may get the other one.
        if (said.mentioned or private) and await self._balance.assessments.first_time(
            self._balance.workspace, said.act.key
        ):
            await talk.reply(self._balance, said.act, said.reply_to, replies.parse_mention(said.text))

    async def _deleted(self, event: Payload) -> None:
        channel = event.get("channel")
        ts = event.get("deleted_ts") or (event.get("message") or {}).get("ts")
        if isinstance(channel, str) and isinstance(ts, str):
            gone = await self._balance.whereabouts.message_gone(self._balance.workspace, channel, ts)
            if gone:
                self._balance.reconciler.wake(gone)

    async def _edited(self, event: Payload) -> None:
        """Somebody edited what they had typed as an answer: say why that changes nothing."""
        message, before = event.get("message"), event.get("previous_message")
        channel = event.get("channel")
        if not (isinstance(message, dict) and isinstance(before, dict) and isinstance(channel, str)):
            return
        person, thread_ts = message.get("user"), message.get("thread_ts")
        if message.get("bot_id") or not isinstance(person, str) or not isinstance(thread_ts, str):
            return
        old, new = str(before.get("text", "")), str(message.get("text", ""))
        if old == new or replies.parse(old) is None:
            return
        balance, workspace = self._balance, self._balance.workspace
        once = f"edit:{channel}:{event.get('event_ts') or message.get('ts')}"[:200]
        if not await balance.whereabouts.in_thread(workspace, channel, thread_ts):
            return
        if await balance.assessments.first_time(workspace, once):
            balance.tell(ReplyTo(person, channel, thread_ts), note(EDITED))


@dataclass(frozen=True, slots=True)
class _Said:
    """A message that a person wrote."""

    act: Act
    reply_to: ReplyTo
    text: str
    mentioned: bool


def _is_spoken(event: Payload) -> bool:
    return event.get("subtype") in SPOKEN and not event.get("bot_id")


def _is_tombstone(event: Payload) -> bool:
    """A deleted message that has replies stays as a tombstone, and comes as a change."""
    message = event.get("message")
    return isinstance(message, dict) and message.get("subtype") == "tombstone"


def _said(balance: Balance, event: Payload) -> _Said | None:
    person, channel, ts, text = (event.get(name) for name in ("user", "channel", "ts", "text"))
    if not (isinstance(person, str) and isinstance(channel, str) and isinstance(ts, str)):
        return None
    if not isinstance(text, str) or not re.fullmatch(r"\d+\.\d+", ts) or person == balance.identity.user_id:
        return None
    home_team = event.get("user_team") or event.get("team")
    if isinstance(home_team, str) and home_team != balance.identity.team_id:
        return None  # Slack Connect: people of another organisation read along
    name = re.compile(rf"<@{re.escape(balance.identity.user_id)}(\|[^>]*)?>")
    thread_ts = event.get("thread_ts")
    where = thread_ts if isinstance(thread_ts, str) else None
    act = Act(balance.workspace, person, f"message:{channel}:{ts}", ts, channel)
    return _Said(act, ReplyTo(person, channel, where), name.sub(" ", text).strip(), bool(name.search(text)))
