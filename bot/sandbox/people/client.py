"""What a person sees in the Slack client, and what it lets them do."""

from bot.sandbox.errors import CannotAct
from bot.sandbox.wire.core import Core
from bot.sandbox.world import Channel, ChannelKind, Message, Profile, dm_id


class Client:
    """One person's client: the ground that all their acts stand on."""

    def __init__(self, core: Core, profile: Profile) -> None:
        self._core = core
        self.profile = profile

    @property
    def id(self) -> str:
        return self.profile.id

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def dm(self) -> str:
        """The id of this person's conversation with the bot."""
        return dm_id(self.id)

    # What they see

    def messages(self, channel: str) -> list[Message]:
        """The channel from top to bottom, with the ephemeral messages that only this person sees."""
        where = self._visible_channel(channel)
        return self._in_order(where.timeline(), [m for m in self._whispers(where) if not m.is_reply])

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A thread: its parent, if it is still there, and the replies."""
        where = self._visible_channel(channel)
        parent = [where.messages[ts]] if ts in where.messages else []
        return self._in_order(
            parent + where.replies(ts), [m for m in self._whispers(where) if m.thread_ts == ts]
        )

    def message(self, channel: str, ts: str) -> Message:
        """One message, ephemeral or not."""
        return self._message(self._visible_channel(channel), ts)

    def mark_read(self, channel: str) -> None:
        """Everything in the channel up to now has been seen."""
        where = self._open_channel(channel)
        newest = max((message.ts for message in self.messages(channel)), default="")
        if where.read.get(self.id, "") < newest:
            where.read[self.id] = newest
            self._core.world.changed("conversations", user=self.id)

    def ephemerals(self, channel: str) -> list[Message]:
        """The messages in this channel that only this person sees."""
        return self._whispers(self._visible_channel(channel))

    def _whispers(self, channel: Channel) -> list[Message]:
        return [message for message in channel.ephemerals.values() if message.ephemeral_for == self.id]

    @staticmethod
    def _in_order(messages: list[Message], whispers: list[Message]) -> list[Message]:
        return sorted([*messages, *whispers], key=lambda message: message.ts)

    # What the client allows

    def _visible_channel(self, channel: str) -> Channel:
        """A channel that this person can look into; public ones they can read without joining."""
        where = self._find_channel(channel)
        if where.kind is not ChannelKind.PUBLIC and not where.has(self.id):
            raise CannotAct(f"{self.name} cannot see this conversation.")
        return where

    def _find_channel(self, channel: str) -> Channel:
        for known in self._core.world.channels.values():
            if channel in (known.id, f"#{known.name}"):
                return known
        raise CannotAct(f"There is no channel {channel}.")

    def _open_channel(self, channel: str) -> Channel:
        """A channel that this person is a member of."""
        self._check_active()
        where = self._visible_channel(channel)
        if not where.has(self.id):
            raise CannotAct(f"{self.name} is not in #{where.name}.")
        return where

    def _check_active(self) -> None:
        if self.profile.deleted:
            raise CannotAct(f"{self.name}’s account is deactivated.")

    def _check_can_write(self, where: Channel) -> None:
        if where.archived:
            raise CannotAct(f"#{where.name} is archived.")
        manifest = self._core.manifest
        if where.kind is ChannelKind.IM and (not manifest.messages_tab or manifest.messages_read_only):
            raise CannotAct("Sending messages to this app has been turned off.")

    def _message(self, where: Channel, ts: str) -> Message:
        """A message that this person sees."""
        whisper = where.ephemerals.get(ts)
        if whisper is not None and whisper.ephemeral_for == self.id:
            return whisper
        message = where.find(ts)
        if message is None:
            raise CannotAct("This message is no longer there.")
        return message

    def _own_message(self, where: Channel, ts: str) -> Message:
        message = self._message(where, ts)
        if message.user != self.id:
            raise CannotAct("People can only edit their own messages.")
        return message
