"""The settings of a workspace, a channel and a person: who may change them, and what follows from them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.use_cases.requests import Act
from flows.refusals import NotAllowed, Why, raise_first
from flows.seen import check_seen
from flows.settings import (
    ChannelRules,
    ChannelSettings,
    PersonSettings,
    WorkspaceSettings,
    rules_in,
)
from storage.database import Database
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set: in the workspace, in one channel (none: the defaults), and by one person."""

    workspace: WorkspaceSettings
    channel: ChannelSettings
    person: PersonSettings


@dataclass(frozen=True, slots=True)
class ChangedRules:
    """The rules of a channel, before and after. `keep_theirs` are titles of what waits for a decision: it was
    submitted under the rules before."""

    channel: str
    before: ChannelRules
    after: ChannelRules
    keep_theirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """One transaction each, no call to Slack. Raises FlowError with words for the person. `seen` is the mark
    of what stood in their form: where others have changed it since, nothing is taken back, and OutOfDate is
    raised."""

    database: Database

    async def all(self, workspace: Workspace, channel: str | None, person: str) -> Settings:
        def work(transaction: Transaction) -> Settings:
            store = SettingsStore(transaction, workspace)
            of_channel = store.channel(channel) if channel else ChannelSettings()
            return Settings(store.workspace(), of_channel, store.person(person))

        return await self.database.read(work)

    async def rules(self, workspace: Workspace, channel: str) -> ChannelRules:
        """What holds there."""
        return await self.database.read(lambda t: SettingsStore(t, workspace).rules(channel))

    async def of_person(self, workspace: Workspace, person: str) -> PersonSettings:
        return await self.database.read(lambda t: SettingsStore(t, workspace).person(person))

    async def needs_no_admin(self, workspace: Workspace, person: str, channel: str | None) -> bool:
        """Whether they may change the rules, of the channel or (None) of the workspace, without being an
        admin."""

        def work(transaction: Transaction) -> bool:
            store = SettingsStore(transaction, workspace)
            return person in _may_set(store, channel)

        return await self.database.read(work)

    async def may_not(self, workspace: Workspace, channel: str | None) -> NotAllowed:
        """The refusal for who may not change them."""
        return await self.database.read(lambda t: _refusal(SettingsStore(t, workspace), channel))

    async def inviter(self, workspace: Workspace, channel: str) -> str | None:
        """Who may change the rules of this channel for having brought the bot into it, as far as known."""
        return await self.database.read(lambda t: SettingsStore(t, workspace).invited_by(channel))

    async def was_invited(
        self, workspace: Workspace, channel: str, person: str, *, gone: str | None = None
    ) -> None:
        """Remember who brought the bot into this channel, who may change its rules. Whoever brings it again
        gets no right over rules that were set, nor the place of who brought it before; but for one who is
        `gone`."""

        def work(store: SettingsStore) -> None:
            if store.invited_by(channel) in (None, gone) and not store.has_own(channel):
                store.keep_inviter(channel, person)

        await self._write(workspace, work)

    async def change_channel(
        self, act: Act, channel: str, settings: ChannelSettings, *, is_admin: bool, seen: str | None = None
    ) -> list[ChangedRules]:
        """Raises NotAllowed for who is neither an admin nor a governance lead nor brought the bot here,
        Refusal for rules that contradict each other. Who must decide, and what an owner may do, is for admins
        and leads: for others these stay as they are."""

        def work(store: SettingsStore) -> list[ChangedRules]:
            raise_first(settings.errors())
            if not is_admin and act.person not in _may_set(store, channel):
                raise _refusal(store, channel)
            workspace, before = store.workspace(), store.channel(channel)
            wanted = settings
            if not is_admin and act.person not in workspace.leads:
                wanted = replace(
                    settings,
                    must_decide=before.must_decide,
                    owner_chooses=before.owner_chooses,
                    owner_replaces=before.owner_replaces,
                )
            if wanted != before:
                check_seen(before.mark, seen, Why.SETTINGS_CHANGED)
            store.keep_channel(channel, wanted)
            waiting = store.awaiting([channel]).get(channel, ())
            return [ChangedRules(channel, rules_in(workspace, before), rules_in(workspace, wanted), waiting)]

        return await self._write(act.workspace, work)

    async def change_workspace(
        self, act: Act, settings: WorkspaceSettings, *, is_admin: bool, seen: str | None = None
    ) -> list[ChangedRules]:
        """Raises NotAllowed for who is neither an admin nor a governance lead; who the leads are, only an
        admin changes. Returns the channels with assessments that are not over."""

        def work(store: SettingsStore) -> list[ChangedRules]:
            before = store.workspace()
            if not is_admin and act.person not in before.leads:
                raise _refusal(store, None)
            wanted = settings if is_admin else replace(settings, leads=before.leads)
            wanted = replace(wanted, retention=before.retention)  # it has a form of its own
            if wanted != before:
                check_seen(before.mark, seen, Why.SETTINGS_CHANGED)
            raise_first(wanted.errors())
            store.keep_workspace(wanted)
            at_work = store.channels_at_work()
            return list(_changed(before, wanted, store, at_work))

        return await self._write(act.workspace, work)

    async def change_mine(self, act: Act, settings: PersonSettings) -> None:
        await self._write(act.workspace, lambda store: store.keep_person(act.person, settings))

    async def stop_weekly(self, workspace: Workspace, person: str) -> None:
        """The weekly message for governance leads does not come any more."""

        def work(store: SettingsStore) -> None:
            store.keep_person(person, replace(store.person(person), weekly_day=None))

        await self._write(workspace, work)

    async def _write(self, workspace: Workspace, work: Callable[[SettingsStore], T]) -> T:
        return await self.database.write(lambda transaction: work(SettingsStore(transaction, workspace)))


def _may_set(store: SettingsStore, channel: str | None) -> set[str]:
    """Who may change the rules beside the admins of the workspace."""
    leads = set(store.workspace().leads)
    inviter = store.invited_by(channel) if channel else None
    return leads | ({inviter} if inviter else set())


def _refusal(store: SettingsStore, channel: str | None) -> NotAllowed:
    why = Why.ONLY_THESE_SET if channel else Why.ONLY_THESE_SET_WORKSPACE
    return NotAllowed(why, people=sorted(_may_set(store, channel)))


def _changed(
    before: WorkspaceSettings, after: WorkspaceSettings, store: SettingsStore, channels: Collection[str]
) -> Iterator[ChangedRules]:
    waiting = store.awaiting(channels)
    set_there = store.channels(channels)
    for channel in channels:
        own = set_there.get(channel, ChannelSettings())
        yield ChangedRules(channel, rules_in(before, own), rules_in(after, own), waiting.get(channel, ()))
