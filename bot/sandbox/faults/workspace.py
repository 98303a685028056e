"""Faults of the workspace: what admins and colleagues do to the place where the app works."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack

from bot.sandbox.errors import CannotAct
from bot.sandbox.faults.board import Board
from bot.sandbox.faults.calls import Answer, CallSpec
from bot.sandbox.faults.fault import Fault, Lasting, as_extent
from bot.sandbox.faults.names import RESPONSE_URL
from bot.sandbox.people.person import Person
from bot.sandbox.wire.file_routes import UPLOAD
from bot.sandbox.wire.log import Injected
from bot.sandbox.wire.shapes import person_json
from bot.sandbox.world import BOT_USER, Channel, ChannelKind

_ARCHIVED = frozenset({"is_archived", "is_inactive", "posting_to_channel_denied"})
_SHUT_OUT = frozenset({"not_in_channel", "channel_not_found", "missing_scope"})
_DEACTIVATED = frozenset({"user_not_in_channel"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A state of the workspace, and the refusals that follow from it."""

    channel: str | None
    user: str | None
    refusals: frozenset[str]


class WorkspaceFaults:
    """Slack sends what it sends of these, if the manifest subscribes to it. `end` changes each back."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def delete_message(self, channel: str, ts: str) -> None:
        """An admin deletes a message: a card, or the parent of a thread. This one is not changed back."""
        where = self._channel(channel)
        message = where.find(ts)
        if message is None:
            raise CannotAct("This message is no longer there.")
        core = self._board.core
        self._board.deleted.add((where.id, ts))
        core.log.inject(
            Injected("delete_message", "message", {"channel": where.id, "ts": ts}, core.clock.now())
        )
        core.posts.delete(where, message)

    def archive(self, channel: str, **extent: Unpack[Lasting]) -> Fault[Standing]:
        where = self._channel(channel)
        if where.archived:
            raise CannotAct(f"#{where.name} is archived.")
        self._somebody_in(where).channels.archive(where.id)

        def put_back() -> None:
            if where.archived:
                self._somebody_in(where).channels.unarchive(where.id)

        return self._stand("archive", f"#{where.name} is archived", extent, put_back, _ARCHIVED, where)

    def rename(self, channel: str, name: str, **extent: Unpack[Lasting]) -> Fault[Standing]:
        where = self._channel(channel)
        before = where.name
        self._somebody_in(where).channels.rename(where.id, name)

        def put_back() -> None:
            self._somebody_in(where).channels.rename(where.id, before)

        return self._stand("rename", f"#{before} is called #{name}", extent, put_back, frozenset(), where)

    def make_private(self, channel: str, **extent: Unpack[Lasting]) -> Fault[Standing]:
        where = self._channel(channel)
        if where.kind is not ChannelKind.PUBLIC:
            raise CannotAct(f"#{where.name} is not a public channel.")
        self._somebody_in(where).channels.make_private(where.id)

        def put_back() -> None:
            if where.kind is ChannelKind.PRIVATE:
                self._somebody_in(where).channels.make_public(where.id)

        return self._stand("make_private", f"#{where.name} is private", extent, put_back, _SHUT_OUT, where)

    def remove_bot(self, channel: str, **extent: Unpack[Lasting]) -> Fault[Standing]:
        """Somebody removes the app; `end` invites it again."""
        where = self._channel(channel)
        self._somebody_in(where).channels.kick_bot(where.id)

        def put_back() -> None:
            if not where.has(BOT_USER):
                self._somebody_in(where).channels.invite_bot(where.id)

        words = f"{self._board.core.world.bot.name} is removed from #{where.name}"
        return self._stand("remove_bot", words, extent, put_back, _SHUT_OUT, where)

    def deactivate(self, user: str, **extent: Unpack[Lasting]) -> Fault[Standing]:
        """An account is deactivated: out of every channel, though messages to it still go through."""
        # https://github.com/slackapi/python-slack-sdk/issues/1156
        profile = self._board.core.world.people.get(user)
        if profile is None or profile.deleted:
            raise CannotAct("There is no such active account.")
        left = self._leave_channels(user)
        profile.deleted = True
        self._announce_user(user)

        def put_back() -> None:
            profile.deleted = False
            _come_back(user, left)
            self._announce_user(user)

        words = f"{profile.name}’s account is deactivated"
        return self._stand("deactivate", words, extent, put_back, _DEACTIVATED, user=user)

    def revoke_token(self, error: str = "token_revoked", **extent: Unpack[Lasting]) -> Fault[CallSpec]:
        """The bot's token is refused, and the bot is in no channel; `end` gives both back as they were."""
        # "It will, however, deactivate the bot user and remove its channel memberships."
        # https://docs.slack.dev/reference/methods/auth.revoke
        events = self._board.core.events
        events.send("tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
        left = self._leave_channels(BOT_USER)
        refused = Answer(200, {"ok": False, "error": error})
        # The app's own token is another one, and a response_url needs none.
        spares = frozenset({"apps.connections.open", RESPONSE_URL, UPLOAD})
        spec = CallSpec(refused, None, None, after=False, spares=spares)

        def put_back() -> None:
            _come_back(BOT_USER, left)
            self._board.core.world.changed("conversations")

        self._board.core.world.changed("conversations")
        words = f"{self._board.core.world.bot.name}’s key is refused: {error}"
        return self._board.add("revoke_token", words, spec, as_extent(extent), put_back)

    def _stand(
        self,
        name: str,
        words: str,
        extent: Lasting,
        put_back: Callable[[], None],
        refusals: frozenset[str],
        where: Channel | None = None,
        user: str | None = None,
    ) -> Fault[Standing]:
        spec = Standing(where.id if where else None, user, refusals)
        fault = self._board.add(name, words, spec, as_extent(extent), put_back)
        fault.hits = 1
        self._board.record(fault, spec.channel or user or "", {})
        return fault

    def _channel(self, channel: str) -> Channel:
        for known in self._board.core.world.channels.values():
            if channel in (known.id, f"#{known.name}"):
                return known
        raise CannotAct(f"There is no channel {channel}.")

    def _somebody_in(self, where: Channel) -> Person:
        """Who does it: an admin if there is one in the channel."""
        members = [person for id, person in self._board.people.items() if where.has(id)]
        members.sort(key=lambda person: not person.profile.is_admin)
        if not members:
            raise CannotAct(f"Nobody is in #{where.name}.")
        return members[0]

    def _leave_channels(self, user: str) -> list[Channel]:
        """Take somebody out of every channel, but not of direct conversations; returns which they were."""
        left = [
            channel
            for channel in self._board.core.world.channels.values()
            if channel.kind is not ChannelKind.IM and channel.has(user)
        ]
        for channel in left:
            channel.members.remove(user)
        return left

    def _announce_user(self, user: str) -> None:
        core = self._board.core
        shape = person_json(core.world, core.world.people[user])
        stamp = core.stamps.next()
        core.events.send(
            "user_change",
            {"type": "user_change", "user": shape, "cache_ts": int(core.clock.now()), "event_ts": stamp},
        )
        core.world.changed("conversations")


def _come_back(user: str, left: list[Channel]) -> None:
    for channel in left:
        if not channel.has(user):
            channel.members.append(user)
