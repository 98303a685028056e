"""The workspace as it stands: people, channels, messages and views. Nothing here talks to anyone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.world.conversations import Channel, ChannelKind, Message
from bot.sandbox.world.files import File
from bot.sandbox.world.pulse import Hint, Pulse
from bot.sandbox.world.types import Json

TEAM_ID = "T0RIVERSIDE"
TEAM_NAME = "Riverside Council"
TEAM_DOMAIN = "riverside-council"
BOT_USER = "U0APP000000"
BOT_ID = "B0APP000000"
APP_ID = "A0APP000000"


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
    is_single_channel_guest: bool = False
    team: str = TEAM_ID
    """The workspace that they belong to: ours, a sibling of the same enterprise, or a partner's."""


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
            self.open_dm(person)
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.pings: list[Ping] = []
        self.pulse = Pulse()
        self.enterprises: dict[str, str] = {}
        """By workspace, the Enterprise Grid organisation that it belongs to; one without stands alone."""
        self.says_enterprise = False
        """Whether payloads call the enterprise of whoever acts their team, as Slack also does."""
        self.is_org_install = False
        """Whether the app is installed for the whole enterprise at once."""
        self.url = ""
        """Where the workspace is, ending in a slash; empty until the sandbox listens."""

    def open_dm(self, person: Profile) -> None:
        dm = Channel(dm_id(person.id), person.id, ChannelKind.IM, [person.id, BOT_USER])
        self.channels.setdefault(dm.id, dm)

    def is_outside(self, user: str) -> bool:
        """Whether they belong to another organisation than ours, as Slack Connect brings them together."""
        team = self.people[user].team if user in self.people else TEAM_ID
        return team != TEAM_ID and self.enterprises.get(team, team) != self.enterprises.get(TEAM_ID, TEAM_ID)

    def is_shared_outside(self, channel: Channel) -> bool:
        """Whether people of several organisations are in it, or another one hosts it."""
        return bool(channel.host) or any(self.is_outside(user) for user in channel.members)

    def home_of(self, profile: Profile) -> str:
        """What payloads call the team of a person."""
        enterprise = self.enterprises.get(profile.team)
        return enterprise if enterprise and self.says_enterprise else profile.team

    def move_channel(self, old: str, new: str) -> Channel:
        """The channel goes on under another id, with all that is in it, in its place among the others."""
        self.channels = {new if id == old else id: channel for id, channel in self.channels.items()}
        channel = self.channels[new]
        channel.id = new
        for message in (*channel.messages.values(), *channel.ephemerals.values()):
            message.channel = new
        return channel

    def profile(self, user: str) -> Profile | None:
        return self.bot if user == BOT_USER else self.people.get(user)

    def name_of(self, user: str) -> str:
        profile = self.profile(user)
        return profile.name if profile else user

    def shares(self, file: str) -> list[tuple[Channel, Message]]:
        """Where a file is shared: the messages that it hangs on."""
        return [
            (channel, message)
            for channel in self.channels.values()
            for message in channel.messages.values()
            if file in message.files
        ]

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
