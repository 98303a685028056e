"""The files that a person finds on messages: opening them, and deleting them."""

from bot.sandbox.errors import CannotAct
from bot.sandbox.people.client import Client
from bot.sandbox.world import File


class SharedFiles:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core

    def open(self, file: str) -> File:
        """One that is shared where this person can look."""
        found = self._core.world.files.get(file)
        if found is None or not any(
            self._client.can_see(channel) for channel, _ in self._core.world.shares(file)
        ):
            raise CannotAct("There is no such file here.")
        if found.is_deleted:
            raise CannotAct("This file was deleted.")
        return found

    def delete(self, file: str) -> None:
        """Delete it wherever it is shared. What an app or somebody else uploaded only an admin can delete."""
        self._client.check_active()
        found = self.open(file)
        if not self._client.profile.is_admin and found.user != self._client.id:
            raise CannotAct("Only an admin can delete this file.")
        self._core.files.delete(found)
