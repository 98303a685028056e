"""The settings of a channel and of a person: who may change them, and what follows from them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.use_cases.requests import Act
from flows.refusals import NotAllowed, Why
from flows.settings import ChannelSettings, PersonSettings
from storage.database import Database
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """One transaction each, no call to Slack. Raises FlowError with words for the person."""

    database: Database

    async def of_channel(self, workspace: Workspace, channel: str) -> ChannelSettings:
        return await self.database.read(lambda t: SettingsStore(t, workspace).channel(channel))

    async def of_person(self, workspace: Workspace, person: str) -> PersonSettings:
        return await self.database.read(lambda t: SettingsStore(t, workspace).person(person))

    async def invited_by(self, workspace: Workspace, channel: str) -> str | None:
        return await self.database.read(lambda t: SettingsStore(t, workspace).invited_by(channel))

    async def was_invited(self, workspace: Workspace, channel: str, person: str) -> None:
        """Remember who brought the bot into this channel."""
        await self._write(workspace, lambda store: store.keep_inviter(channel, person))

    async def change_channel(
        self, act: Act, channel: str, settings: ChannelSettings, *, is_admin: bool
    ) -> None:
        """Raises NotAllowed for who is neither an admin nor brought the bot here, Refusal for rules that
        contradict each other."""
        settings.check()

        def work(store: SettingsStore) -> None:
            inviter = store.invited_by(channel)
            if not is_admin and inviter != act.person:
                raise NotAllowed(Why.ONLY_THESE_SET, people=[inviter] if inviter else [])
            store.keep_channel(channel, settings)

        await self._write(act.workspace, work)

    async def change_mine(self, act: Act, settings: PersonSettings) -> None:
        await self._write(act.workspace, lambda store: store.keep_person(act.person, settings))

    async def turn_reminders(self, workspace: Workspace, person: str, *, on: bool) -> None:
        """Off, or on again: as they were, if they are not off."""

        def work(store: SettingsStore) -> None:
            mine = store.person(person)
            if on != (mine.reminders != "off"):
                store.keep_person(person, replace(mine, reminders="on" if on else "off"))

        await self._write(workspace, work)

    async def _write(self, workspace: Workspace, work: Callable[[SettingsStore], None]) -> None:
        def transaction(transaction: Transaction) -> None:
            work(SettingsStore(transaction, workspace))

        await self.database.write(transaction)
