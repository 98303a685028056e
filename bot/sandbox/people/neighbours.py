"""Beyond the workspace: the enterprise that it joins, a sibling in it, and a partner that it shares channels
with."""

from bot.sandbox.errors import CannotAct
from bot.sandbox.people.person import Person
from bot.sandbox.wire.core import Core
from bot.sandbox.world import BOT_USER, TEAM_ID, Channel, Profile
from bot.sandbox.world.ids import new_id

ENTERPRISE, SIBLING_TEAM = "E0RIVERSIDE", "T0SIBLING01"
PARTNER_TEAM = "T0PARTNER01"


class Neighbours:
    """What happens between workspaces, while the sandbox runs."""

    def __init__(self, core: Core, people: dict[str, Person]) -> None:
        self._core = core
        self._people = people

    def join_enterprise(self, *, says_enterprise: bool = False) -> None:
        """From now on the workspace belongs to an Enterprise Grid organisation, with a sibling in it.
        `says_enterprise`: payloads call the enterprise of people their team."""
        self._core.world.enterprises |= {TEAM_ID: ENTERPRISE, SIBLING_TEAM: ENTERPRISE}
        self._core.world.says_enterprise = says_enterprise
        self._core.world.changed("conversations")

    def sibling(self, name: str, *channels: str) -> Person:
        """Somebody of the sibling workspace, in these channels."""
        if SIBLING_TEAM not in self._core.world.enterprises:
            raise CannotAct("The workspace has joined no enterprise.")
        return self._settle(name, SIBLING_TEAM, channels)

    def partner(self, name: str, *channels: str, enterprise: str | None = None) -> Person:
        """Somebody of a partner organisation, in these channels, which Slack Connect shares with it.
        `enterprise`: the one that the partner belongs to, if any."""
        if enterprise:
            self._core.world.enterprises[PARTNER_TEAM] = enterprise
        return self._settle(name, PARTNER_TEAM, channels)

    def hosted_by_partner(self, channel: str) -> None:
        """The channel is the partner's, who shares it with us."""
        self._channel(channel).host = PARTNER_TEAM
        self._core.world.changed("conversations")

    def change_id(self, channel: str, *, told: bool = True) -> str:
        """The channel goes on under another id, which is returned, as when a private one is shared. `told`:
        the app hears of it. https://docs.slack.dev/reference/events/channel_id_changed"""
        where, new = self._channel(channel), new_id("C")
        old = where.id
        self._core.world.move_channel(old, new)
        self._core.response_urls.move(old, new)
        if told and where.has(BOT_USER):
            details = {"old_channel_id": old, "new_channel_id": new, "event_ts": self._core.stamps.next()}
            self._core.events.send("channel_id_changed", {"type": "channel_id_changed"} | details, where)
        self._core.world.changed("conversations")
        return new

    def _settle(self, name: str, team: str, channels: tuple[str, ...]) -> Person:
        profile = Profile(new_id("U"), name, name.lower().replace(" ", "."), team=team)
        world = self._core.world
        world.people[profile.id] = profile
        world.open_dm(profile)
        for channel in channels:
            self._channel(channel).members.append(profile.id)
        self._people[profile.id] = person = Person(self._core, profile)
        world.changed("conversations")
        return person

    def _channel(self, channel: str) -> Channel:
        if channel not in self._core.world.channels:
            raise CannotAct(f"There is no channel {channel}.")
        return self._core.world.channels[channel]
