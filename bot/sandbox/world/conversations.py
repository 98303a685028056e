"""Channels, and the messages in them."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.world.types import Json

SLACKBOT = "USLACKBOT"


class ChannelKind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    IM = "im"


@dataclass(slots=True)
class Message:
    """A message, or an ephemeral one if `ephemeral_for` names its only reader."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    is_bot: bool = False
    metadata: Json | None = None
    edited_ts: str | None = None
    edited_by: str | None = None
    client_msg_id: str | None = None
    inviter: str | None = None
    ephemeral_for: str | None = None
    tombstone: bool = False
    files: list[str] = field(default_factory=list)
    """The ids of those that hang on it."""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, Json] = field(default_factory=dict)
    """Per person, what they have chosen in this message's menus: block_id, then action_id."""
    warnings: dict[str, str] = field(default_factory=dict)
    """Per person, the warning mark that their last click on this message left."""

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_broadcast(self) -> bool:
        return self.subtype == "thread_broadcast"


@dataclass(slots=True)
class Channel:
    """A channel or a direct conversation with the bot."""

    id: str
    name: str
    kind: ChannelKind
    members: list[str] = field(default_factory=list)
    archived: bool = False
    host: str = ""
    """The workspace that it belongs to, where that is not ours: another organisation shares it with us."""
    created: int = 1_700_000_000
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[Message]] = field(default_factory=dict)
    """Replies by their parent's ts, in order of time."""
    read: dict[str, str] = field(default_factory=dict)
    """Per person, the ts up to which they have read."""

    def has(self, user: str) -> bool:
        return user in self.members

    def add(self, message: Message) -> None:
        self.messages[message.ts] = message
        if message.thread_ts is not None and message.is_reply:
            self.threads.setdefault(message.thread_ts, []).append(message)

    def drop(self, message: Message) -> None:
        """Take a message out; a parent with replies leaves a tombstone, as in Slack."""
        if self.threads.get(message.ts):
            message.user, message.is_bot = SLACKBOT, False
            message.text, message.blocks = "This message was deleted.", []
            message.subtype, message.tombstone = "tombstone", True
            message.metadata, message.files, message.reactions = None, [], {}
            return
        self.messages.pop(message.ts, None)
        if message.thread_ts is not None and message.is_reply:
            siblings = self.threads.get(message.thread_ts, [])
            siblings.remove(message)
            if not siblings:
                self._forget_empty_thread(message.thread_ts)

    def _forget_empty_thread(self, parent_ts: str) -> None:
        self.threads.pop(parent_ts, None)
        parent = self.messages.get(parent_ts)
        if parent is not None and parent.tombstone:
            del self.messages[parent_ts]

    def find(self, ts: str | None) -> Message | None:
        """A message that still stands: neither deleted nor ephemeral."""
        message = self.messages.get(ts or "")
        return None if message is None or message.tombstone else message

    def thread_root(self, ts: str | None) -> Message | None:
        """The parent that a reply to `ts` would hang from, or None if it is gone."""
        message = self.find(ts)
        if message is None or not message.is_reply:
            return message
        return self.find(message.thread_ts)

    def timeline(self) -> list[Message]:
        """What stands in the channel itself: no replies but those also sent to the channel."""
        return [message for message in self.messages.values() if not message.is_reply or message.is_broadcast]

    def replies(self, parent_ts: str) -> list[Message]:
        return self.threads.get(parent_ts, [])
