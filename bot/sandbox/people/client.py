"""One person's Slack client: where it lets them look, and what it lets them do."""

from bot.sandbox.errors import CannotAct
from bot.sandbox.wire.core import Core
from bot.sandbox.world import TEAM_ID, Channel, ChannelKind, Message, Profile, dm_id


class Client:
    """The ground that all their acts stand on; it raises CannotAct for what it does not offer."""

    def __init__(self, core: Core, profile: Profile) -> None:
        self.core = core
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

    def visible_channel(self, channel: str) -> Channel:
        """A channel that this person can look into; public ones they can read without joining."""
        where = self.find_channel(channel)
        if not self.can_see(where):
            raise CannotAct(f"{self.name} cannot see this conversation.")
        return where

    def can_see(self, where: Channel) -> bool:
        is_at_home = self.profile.team == TEAM_ID and not where.host
        return (where.kind is ChannelKind.PUBLIC and is_at_home) or where.has(self.id)

    @property
    def has_app(self) -> bool:
        """Whether the app is installed where they belong: else there is no Home, and no command of it."""
        return not self.core.world.is_outside(self.id)

    def find_channel(self, channel: str) -> Channel:
        for known in self.core.world.channels.values():
            if channel in (known.id, f"#{known.name}"):
                return known
        raise CannotAct(f"There is no channel {channel}.")

    def open_channel(self, channel: str) -> Channel:
        """A channel that this person is a member of."""
        self.check_active()
        where = self.visible_channel(channel)
        if not where.has(self.id):
            raise CannotAct(f"{self.name} is not in #{where.name}.")
        return where

    def check_active(self) -> None:
        if self.profile.deleted:
            raise CannotAct(f"{self.name}’s account is deactivated.")

    def check_can_write(self, where: Channel) -> None:
        if where.archived:
            raise CannotAct(f"#{where.name} is archived.")
        manifest = self.core.manifest
        if where.kind is ChannelKind.IM and (not manifest.messages_tab or manifest.messages_read_only):
            raise CannotAct("Sending messages to this app has been turned off.")

    def message_in(self, where: Channel, ts: str) -> Message:
        """A message that this person sees."""
        whisper = where.ephemerals.get(ts)
        if whisper is not None and whisper.ephemeral_for == self.id:
            return whisper
        message = where.find(ts)
        if message is None:
            raise CannotAct("This message is no longer there.")
        return message

    def own_message(self, where: Channel, ts: str) -> Message:
        message = self.message_in(where, ts)
        if message.user != self.id:
            raise CannotAct("People can only edit their own messages.")
        return message
