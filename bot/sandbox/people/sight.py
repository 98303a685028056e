"""What a person sees: messages, those for their eyes only among them."""

from bot.sandbox.people.client import Client
from bot.sandbox.world import Channel, Message


class Sight:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core

    def messages(self, channel: str) -> list[Message]:
        """The channel from top to bottom, with the ephemeral messages that only this person sees."""
        where = self._client.visible_channel(channel)
        return _in_order(where.timeline(), [m for m in self._whispers(where) if not m.is_reply])

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A thread: its parent, if it is still there, and the replies."""
        where = self._client.visible_channel(channel)
        parent = [where.messages[ts]] if ts in where.messages else []
        return _in_order(parent + where.replies(ts), [m for m in self._whispers(where) if m.thread_ts == ts])

    def message(self, channel: str, ts: str) -> Message:
        """One message, ephemeral or not."""
        return self._client.message_in(self._client.visible_channel(channel), ts)

    def mark_read(self, channel: str) -> None:
        """Everything in the channel up to now has been seen."""
        where = self._client.open_channel(channel)
        newest = max((message.ts for message in self.messages(channel)), default="")
        if where.read.get(self._client.id, "") < newest:
            where.read[self._client.id] = newest
            self._core.world.changed("conversations", user=self._client.id)

    def ephemerals(self, channel: str) -> list[Message]:
        """The messages in this channel that only this person sees."""
        return self._whispers(self._client.visible_channel(channel))

    def _whispers(self, channel: Channel) -> list[Message]:
        return [
            message for message in channel.ephemerals.values() if message.ephemeral_for == self._client.id
        ]


def _in_order(messages: list[Message], whispers: list[Message]) -> list[Message]:
    return sorted([*messages, *whispers], key=lambda message: message.ts)
