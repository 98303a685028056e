"""The workspace as it stands: people, channels, messages and views. Nothing here talks to anyone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.world.pulse import Hint, Pulse
from bot.sandbox.world.types import Json

TEAM_ID = "T0RIVERSIDE"
TEAM_NAME = "Riverside Council"
TEAM_DOMAIN = "riverside-council"
BOT_USER = "U0APP000000"
BOT_ID = "B0APP000000"
APP_ID = "A0APP000000"
SLACKBOT = "USLACKBOT"


class ChannelKind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    IM = "im"


@dataclass(slots=True)
class Profile:
    """A member of the workspace."""

    id: str
    name: str
    username: str
    role: str = ""
    tz: str = "Europe/London"
    is_admin: bool = False
    is_owner: bool = False
    deleted: bool = False
    is_bot: bool = False
    is_guest: bool = False


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
            message.metadata, message.reactions = None, {}
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


@dataclass(slots=True)
class View:
    """A modal or an App Home, as Slack keeps it."""

    id: str
    user: str
    spec: Json
    """What the app sent: type, title, blocks and so on."""
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    """What the person has filled in: block_id, then action_id."""


@dataclass(frozen=True, slots=True)
class Ping:
    """The bot’s message notified somebody: `target` is a user id, `channel`, `here` or `everyone`."""

    target: str
    channel: str
    ts: str
    where: str


class World:
    """Everything that is the case in this workspace."""

    def __init__(self, people: Iterable[Profile], channels: Iterable[Channel], bot_name: str) -> None:
        self.bot = Profile(BOT_USER, bot_name, bot_name.lower(), is_bot=True)
        self.people: dict[str, Profile] = {person.id: person for person in people}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in channels}
        for person in self.people.values():
            self._open_dm(person)
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.pings: list[Ping] = []
        self.pulse = Pulse()

    def _open_dm(self, person: Profile) -> None:
        dm = Channel(dm_id(person.id), person.id, ChannelKind.IM, [person.id, BOT_USER])
        self.channels.setdefault(dm.id, dm)

    def profile(self, user: str) -> Profile | None:
        return self.bot if user == BOT_USER else self.people.get(user)

    def name_of(self, user: str) -> str:
        profile = self.profile(user)
        return profile.name if profile else user

    def modal_stack(self, user: str) -> list[View]:
        """The person's open modals; the last is on top."""
        return self.modals.setdefault(user, [])

    def changed(
        self, type: str, channel: str | None = None, thread: str | None = None, user: str | None = None
    ) -> None:
        self.pulse.send(Hint(type, channel, thread, user))


def dm_id(user: str) -> str:
    """The id of this person's conversation with the bot."""
    return "D" + user[1:]
