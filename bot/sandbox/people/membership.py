"""A person who changes the channels themselves: inviting, leaving, archiving, renaming."""

from bot.sandbox.errors import CannotAct
from bot.sandbox.people.client import Client
from bot.sandbox.wire.events import CHANNEL_TYPE
from bot.sandbox.world import BOT_USER, TEAM_ID, Channel, ChannelKind
from bot.sandbox.world.types import Json


class Membership:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core

    def join(self, channel: str) -> None:
        """Join a public channel."""
        where = self._client.find_channel(channel)
        is_elsewhere = self._client.profile.team != TEAM_ID or bool(where.host)
        if where.kind is not ChannelKind.PUBLIC or where.archived or is_elsewhere:
            raise CannotAct("Only an open, public channel can be joined.")
        if not where.has(self._client.profile.id):
            self._enter(where, self._client.profile.id, inviter=None)

    def leave(self, channel: str) -> None:
        """Leave a channel, of one's own will or not: of both, apps are told the same."""
        where = self._own_channel(channel)
        self._exit(where, self._client.profile.id)

    def invite_bot(self, channel: str) -> None:
        """Add the app to a channel."""
        where = self._own_channel(channel)
        if where.has(BOT_USER):
            raise CannotAct(f"{self._core.world.bot.name} is already in #{where.name}.")
        self._enter(where, BOT_USER, inviter=self._client.profile.id)

    def kick_bot(self, channel: str) -> None:
        """Remove the app from a channel."""
        where = self._own_channel(channel)
        if not where.has(BOT_USER):
            raise CannotAct(f"{self._core.world.bot.name} is not in #{where.name}.")
        left = "group_left" if where.kind is ChannelKind.PRIVATE else "channel_left"
        self._exit(where, BOT_USER, (left, {"actor_id": self._client.profile.id}))

    def archive(self, channel: str) -> None:
        self._set_archived(channel, archived=True)

    def unarchive(self, channel: str) -> None:
        self._set_archived(channel, archived=False)

    def make_private(self, channel: str) -> None:
        """Make a public channel private. It keeps its id, its members and its messages."""
        words = "made this channel *private*. Now, it can only be viewed or joined by invitation."
        self._convert(channel, ChannelKind.PRIVATE, "channel_convert_to_private", words)

    def make_public(self, channel: str) -> None:
        words = "made this channel *public*. Any member in this workspace can see and join it."
        self._convert(channel, ChannelKind.PUBLIC, "channel_convert_to_public", words)

    def _convert(self, channel: str, kind: ChannelKind, subtype: str, words: str) -> None:
        where = self._own_channel(channel)
        where.kind = kind
        # https://docs.slack.dev/reference/events/message/channel_convert_to_private
        self._core.posts.notice(where, self._client.profile.id, subtype, words)
        self._core.world.changed("conversations")

    def rename(self, channel: str, name: str) -> None:
        where = self._own_channel(channel)
        where.name = name
        stem = _stem(where)
        details = {"channel": {"id": where.id, "name": name, "created": where.created}}
        self._announce(where, f"{stem}_rename", details)
        self._core.world.changed("conversations")

    def _set_archived(self, channel: str, *, archived: bool) -> None:
        where = self._own_channel(channel)
        where.archived = archived
        event = f"{_stem(where)}_{'archive' if archived else 'unarchive'}"
        # Of a private channel that comes back, Slack tells who it was under another name:
        # https://docs.slack.dev/tools/node-slack-sdk/reference/types/interfaces/GroupUnarchiveEvent
        who = "actor_id" if event == "group_unarchive" else "user"
        self._announce(where, event, {who: self._client.profile.id} | ({"is_moved": 0} if archived else {}))
        self._core.world.changed("conversations")

    def _enter(self, where: Channel, user: str, inviter: str | None) -> None:
        where.members.append(user)
        details: Json = {"user": user, "channel_type": _letter(where), "team": TEAM_ID}
        if inviter is not None:
            details["inviter"] = inviter
        self._announce(where, "member_joined_channel", details)
        self._core.posts.notice(where, user, "channel_join", f"<@{user}> has joined the channel", inviter)
        self._core.world.changed("conversations")

    def _exit(self, where: Channel, user: str, *more: tuple[str, Json]) -> None:
        gone = {"user": user, "channel_type": _letter(where), "team": TEAM_ID}
        for event, details in (("member_left_channel", gone), *more):
            self._announce(where, event, details)
        where.members.remove(user)
        self._core.world.changed("conversations")

    def _announce(self, where: Channel, event: str, details: Json) -> None:
        stamp = self._core.stamps.next()
        self._core.events.about(where, {"type": event, "channel": where.id, "event_ts": stamp} | details)

    def _own_channel(self, channel: str) -> Channel:
        where = self._client.find_channel(channel)
        if where.kind is ChannelKind.IM:
            raise CannotAct("This is a direct conversation, not a channel.")
        if not where.has(self._client.profile.id):
            raise CannotAct(f"{self._client.profile.name} is not in #{where.name}.")
        return where


def _letter(where: Channel) -> str:
    return "C" if CHANNEL_TYPE[where.kind] == "channel" else "G"


def _stem(where: Channel) -> str:
    return "group" if where.kind is ChannelKind.PRIVATE else "channel"
