"""A person of the workspace: what they see, and what they do."""

from bot.sandbox.people.clicks import Clicks
from bot.sandbox.people.client import Client
from bot.sandbox.people.composer import Composer
from bot.sandbox.people.files import SharedFiles
from bot.sandbox.people.home_tab import HomeTab
from bot.sandbox.people.membership import Membership
from bot.sandbox.people.modals import Modals
from bot.sandbox.people.sight import Sight
from bot.sandbox.wire.core import Core
from bot.sandbox.world import Profile


class Person:
    """Each act does what the client would do, and sends the app what Slack would send."""

    def __init__(self, core: Core, profile: Profile) -> None:
        self.client = Client(core, profile)
        self.sees = Sight(self.client)
        self.types = Composer(self.client)
        self.clicks = Clicks(self.client)
        self.files = SharedFiles(self.client)
        self.modal = Modals(self.client)
        self.home = HomeTab(self.client, self.modal)
        self.channels = Membership(self.client)

    @property
    def profile(self) -> Profile:
        return self.client.profile

    @property
    def id(self) -> str:
        return self.client.id

    @property
    def name(self) -> str:
        return self.client.name

    @property
    def dm(self) -> str:
        """The id of this person's conversation with the bot."""
        return self.client.dm
