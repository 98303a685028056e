"""Posting, changing and deleting messages, with the events that follow. Who may do so is decided before."""

import uuid
from collections.abc import Sequence

from bot.sandbox.wire.events import Events
from bot.sandbox.wire.shapes import message_json
from bot.sandbox.world import BOT_USER, Channel, ChannelKind, Message, Ping, World
from bot.sandbox.world.ids import Stamps
from bot.sandbox.world.pings import pings_in
from bot.sandbox.world.types import Json


class Posts:
    def __init__(self, world: World, events: Events, stamps: Stamps) -> None:
        self._world = world
        self._events = events
        self._stamps = stamps

    def bot_posts(
        self,
        channel: Channel,
        text: str,
        blocks: list[Json],
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        metadata: Json | None = None,
        files: Sequence[str] = (),
    ) -> Message:
        """A message of the bot; `files` are the ids of those that it shares."""
        message = Message(
            self._stamps.next(), channel.id, BOT_USER, text, blocks, is_bot=True, metadata=metadata
        )
        if files:
            message.files, message.subtype = list(files), "file_share"
        self._add(channel, message, thread_ts, broadcast=broadcast)
        self._record_pings(message)
        return message

    def bot_whispers(
        self, channel: Channel, user: str, text: str, blocks: list[Json], *, thread_ts: str | None = None
    ) -> Message:
        """An ephemeral message of the bot. Slack keeps no history of these and sends no event."""
        message = Message(
            self._stamps.next(),
            channel.id,
            BOT_USER,
            text,
            blocks,
            thread_ts,
            is_bot=True,
            ephemeral_for=user,
        )
        channel.ephemerals[message.ts] = message
        self._record_pings(message)
        self._world.changed("messages", channel.id, thread_ts, user)
        return message

    def person_posts(
        self,
        channel: Channel,
        user: str,
        text: str,
        blocks: list[Json],
        thread_ts: str | None,
        *,
        broadcast: bool,
        files: Sequence[str] = (),
    ) -> Message:
        """A message that somebody typed; `files` are the ids of those that they share with it."""
        message = Message(
            self._stamps.next(), channel.id, user, text, blocks, client_msg_id=str(uuid.uuid4())
        )
        if files:
            message.files, message.subtype = list(files), "file_share"
        self._add(channel, message, thread_ts, broadcast=broadcast)
        if f"<@{BOT_USER}>" in text and channel.kind is not ChannelKind.IM:
            # Slack sends both events for one message, in channels but not in direct messages.
            shape = message_json(self._world, message)
            mention = {name: value for name, value in shape.items() if name != "subtype"}
            self._events.about(
                channel, mention | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
            )
        return message

    def notice(
        self, channel: Channel, user: str, subtype: str, text: str, inviter: str | None = None
    ) -> Message:
        """A line that Slack itself writes, such as who joined."""
        message = Message(self._stamps.next(), channel.id, user, text, subtype=subtype, inviter=inviter)
        self._add(channel, message, None, broadcast=False)
        return message

    def _add(self, channel: Channel, message: Message, thread_ts: str | None, *, broadcast: bool) -> None:
        root = channel.thread_root(thread_ts)
        if root is not None:
            message.thread_ts = root.ts
            if broadcast:
                message.subtype = "thread_broadcast"
        # A reply whose parent is gone goes to the channel, and Slack says nothing about it.
        channel.add(message)
        channel.read[message.user] = message.ts
        event = message_json(self._world, message) | {"event_ts": message.ts}
        if message.is_broadcast and root is not None:
            event["root"] = message_json(self._world, root)
        self._events.message(channel, event)
        self._world.changed("messages", channel.id, message.thread_ts)

    def change(
        self,
        channel: Channel,
        message: Message,
        by: str,
        text: str,
        blocks: list[Json],
        *,
        metadata: Json | None = None,
        mark_edited: bool = True,
    ) -> None:
        """Replace a message's content. What is not given is gone, but for the metadata."""
        before = message_json(self._world, message)
        message.text, message.blocks = text, blocks
        if metadata is not None:
            message.metadata = metadata or None
        if mark_edited:
            message.edited_by, message.edited_ts = by, self._stamps.next()
        message.warnings.clear()
        message.states.clear()
        if message.is_bot:
            self._record_pings(message)
        self._announce_change(channel, message, before)

    def _announce_change(self, channel: Channel, message: Message, before: Json) -> None:
        if message.ephemeral_for is None:
            stamp = self._stamps.next()
            self._events.message(
                channel,
                {
                    "subtype": "message_changed",
                    "hidden": True,
                    "message": message_json(self._world, message),
                    "previous_message": before,
                    "ts": stamp,
                    "event_ts": stamp,
                },
            )
        self._world.changed("messages", channel.id, message.thread_ts, message.ephemeral_for)

    def delete(self, channel: Channel, message: Message) -> None:
        if message.ephemeral_for is not None:
            channel.ephemerals.pop(message.ts, None)
            self._world.changed("messages", channel.id, message.thread_ts, message.ephemeral_for)
            return
        before = message_json(self._world, message)
        channel.drop(message)
        stamp = self._stamps.next()
        self._events.message(
            channel,
            {
                "subtype": "message_deleted",
                "hidden": True,
                "deleted_ts": message.ts,
                "previous_message": before,
                "ts": stamp,
                "event_ts": stamp,
            },
        )
        self._world.changed("messages", channel.id, message.thread_ts)

    def react(self, channel: Channel, message: Message, user: str, name: str, *, add: bool) -> None:
        """Add or take back a reaction; the caller has checked that it can be."""
        users = message.reactions.setdefault(name, [])
        if add:
            users.append(user)
        else:
            users.remove(user)
            if not users:
                del message.reactions[name]
        self._events.about(
            channel,
            {
                "type": "reaction_added" if add else "reaction_removed",
                "user": user,
                "reaction": name,
                "item": {"type": "message", "channel": channel.id, "ts": message.ts},
                "item_user": message.user,
                "event_ts": self._stamps.next(),
            },
        )
        self._world.changed("messages", channel.id, message.thread_ts)

    def _record_pings(self, message: Message) -> None:
        for target, where in pings_in(message.text, message.blocks):
            self._world.pings.append(Ping(target, message.channel, message.ts, where))
