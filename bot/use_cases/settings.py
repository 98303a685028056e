"""The settings of a channel and of a person: who may change them, and what follows from them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.cards.text import mention, people
from bot.use_cases.requests import Act, NotAllowed, Refusal
from flows.rules import ChannelRules, PersonRules
from storage.database import Database
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Rules:
    """One transaction each, no call to Slack. Raises FlowError with words for the person."""

    database: Database

    async def of_channel(self, workspace: Workspace, channel: str) -> ChannelRules:
        return await self.database.read(lambda t: SettingsStore(t, workspace).channel(channel))

    async def of_person(self, workspace: Workspace, person: str) -> PersonRules:
        return await self.database.read(lambda t: SettingsStore(t, workspace).person(person))

    async def invited_by(self, workspace: Workspace, channel: str) -> str | None:
        return await self.database.read(lambda t: SettingsStore(t, workspace).invited_by(channel))

    async def was_invited(self, workspace: Workspace, channel: str, person: str) -> None:
        """Remember who brought the bot into this channel."""
        await self._write(workspace, lambda store: store.keep_inviter(channel, person))

    async def change_channel(self, act: Act, channel: str, settings: ChannelRules, *, is_admin: bool) -> None:
        """Raises NotAllowed for who is neither an admin nor brought the bot here, Refusal for rules that
        contradict each other."""
        check_rules(settings)

        def work(store: SettingsStore) -> None:
            inviter = store.invited_by(channel)
            if not is_admin and inviter != act.person:
                who = f"Workspace admins and {mention(inviter)}" if inviter else "Workspace admins"
                raise NotAllowed(f"{who} can change the settings of this channel.")
            store.keep_channel(channel, settings)

        await self._write(act.workspace, work)

    async def change_mine(self, act: Act, settings: PersonRules) -> None:
        await self._write(act.workspace, lambda store: store.keep_person(act.person, settings))

    async def _write(self, workspace: Workspace, work: Callable[[SettingsStore], None]) -> None:
        def transaction(transaction: Transaction) -> None:
            work(SettingsStore(transaction, workspace))

        await self.database.write(transaction)


def check_rules(settings: ChannelRules) -> None:
    if (settings.quiet_from is None) != (settings.quiet_to is None):
        raise Refusal("Choose both a beginning and an end of the quiet hours, or neither.")
    if settings.quiet_from is not None and settings.quiet_from == settings.quiet_to:
        raise Refusal("Quiet hours that begin and end at the same hour are none. Choose another hour.")


def check_may_start(settings: ChannelRules, person: str) -> None:
    """Raises NotAllowed."""
    if settings.starters and person not in settings.starters:
        raise NotAllowed(
            f"In this channel, {people(settings.starters)} can start an assessment. Ask one of them, or "
            "choose another channel."
        )
