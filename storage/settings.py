"""What a workspace, a channel and a person have set for themselves; who has set nothing has the defaults."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Table, select

from flows.actor import is_taken_out
from flows.retention_rules import Period, Retention, Unit
from flows.settings import ChannelRules, ChannelSettings, PersonSettings, WorkspaceSettings, rules_in
from flows.states import AWAITING, State
from storage.panels import IS_NO_BALLOT
from storage.statements import insert_or_update
from storage.tables import ASSESSMENTS, CHANNELS, PEOPLE, WORKSPACES
from storage.transaction import Transaction
from storage.workspace import Workspace


class SettingsStore:
    """The settings of one workspace, within one transaction."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace

    def workspace(self) -> WorkspaceSettings:
        return workspace_rules(self._one(WORKSPACES, WORKSPACES.c.settings))

    def keep_workspace(self, rules: WorkspaceSettings) -> None:
        self._put(WORKSPACES, {"settings": asdict(rules)})

    def keep_retention(self, rules: Retention) -> None:
        """Only that: a form that was opened before changes no other rule."""
        self.keep_workspace(replace(self.workspace(), retention=rules))

    def rules(self, channel: str) -> ChannelRules:
        """What holds in a channel, by its own settings and the workspace's."""
        return rules_in(self.workspace(), self.channel(channel))

    def channel(self, channel: str) -> ChannelSettings:
        return channel_rules(self._one(CHANNELS, CHANNELS.c.settings, channel_id=channel))

    def invited_by(self, channel: str) -> str | None:
        """Who brought the bot into this channel, as far as it is known."""
        found = self._one(CHANNELS, CHANNELS.c.invited_by, channel_id=channel)
        return str(found) if found and not is_taken_out(str(found)) else None

    def has_own(self, channel: str) -> bool:
        """Whether somebody has set rules for this channel, be they the defaults."""
        return bool(self._one(CHANNELS, CHANNELS.c.settings, channel_id=channel))

    def keep_channel(self, channel: str, rules: ChannelSettings) -> None:
        self._put(CHANNELS, {"settings": asdict(rules)}, channel_id=channel)

    def keep_inviter(self, channel: str, person: str) -> None:
        self._put(CHANNELS, {"invited_by": person}, channel_id=channel)

    def person(self, person: str) -> PersonSettings:
        return person_rules(self._one(PEOPLE, PEOPLE.c.settings, user_id=person))

    def keep_person(self, person: str, rules: PersonSettings) -> None:
        self._put(PEOPLE, {"settings": asdict(rules)}, user_id=person)

    def people(self, people: Collection[str]) -> dict[str, PersonSettings]:
        """The rules of those among these people who have set any."""
        found = self._many(PEOPLE, PEOPLE.c.user_id, people)
        return {person: person_rules(stored) for person, stored in found}

    def channels(self, channels: Collection[str]) -> dict[str, ChannelSettings]:
        """The rules of those among these channels that have any."""
        found = self._many(CHANNELS, CHANNELS.c.channel_id, channels)
        return {channel: channel_rules(stored) for channel, stored in found}

    def channels_at_work(self) -> list[str]:
        """Those with assessments that are not over."""
        of = ASSESSMENTS.c
        at_work = (of.state.not_in((State.CLOSED, State.ABANDONED)), IS_NO_BALLOT)
        query = select(of.channel_id).where(self._workspace.rows_of(ASSESSMENTS), *at_work)
        found = self._transaction.execute(query.distinct().order_by(of.channel_id))
        return list(found.scalars().all())

    def awaiting(self, channels: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The titles of what waits for a decision in these channels, oldest first."""
        of, found = ASSESSMENTS.c, dict[str, tuple[str, ...]]()
        query = select(of.channel_id, of.title).where(
            self._workspace.rows_of(ASSESSMENTS),
            of.channel_id.in_(channels),
            of.state.in_(AWAITING),
            IS_NO_BALLOT,
        )
        for row in self._transaction.execute(query.order_by(of.created_at)):
            found[row.channel_id] = (*found.get(row.channel_id, ()), row.title)
        return found

    def _many(self, table: Table, column: Any, ids: Collection[str]) -> list[tuple[str, Any]]:
        here = self._workspace.rows_of(table)
        found = self._transaction.execute(select(column, table.c.settings).where(here, column.in_(ids)))
        return [(str(row[0]), row.settings) for row in found]

    def _one(self, table: Table, column: Any, **key: str) -> Any:
        this = [table.c[name] == value for name, value in (self._workspace.columns | key).items()]
        return self._transaction.execute(select(column).where(*this)).scalar()

    def _put(self, table: Table, values: Mapping[str, Any], **key: str) -> None:
        insert_or_update(self._transaction, table, self._workspace.columns | key, values)


def channel_rules(stored: Mapping[str, Any] | None) -> ChannelSettings:
    """What was stored, with defaults for what is newer than that. Whom it only suggests is none who was taken
    out; who may start, and who must decide, is told as it was set, so that somebody sets it anew."""
    known = _with_tuples(stored, "reviewers", "starters", "must_decide")
    return ChannelSettings(**known | {"reviewers": _still_there(known["reviewers"])})


def workspace_rules(stored: Mapping[str, Any] | None) -> WorkspaceSettings:
    """The same. Who was taken out leads nothing."""
    known = _with_tuples(stored, "leads", "must_decide")
    known["leads"] = _still_there(known["leads"])
    return WorkspaceSettings(**known | {"retention": _retention(known.get("retention") or {})})


def person_rules(stored: Mapping[str, Any] | None) -> PersonSettings:
    return PersonSettings(**(stored or {}))


def _with_tuples(stored: Mapping[str, Any] | None, *people: str) -> dict[str, Any]:
    """JSON knows lists only. In the order in which a form gives them: where somebody was taken out since, a
    form that is sent as it was drawn changes nothing."""
    known = dict(stored or {})
    return known | {name: tuple(sorted(set(known.get(name, ())))) for name in people}


def _still_there(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(person for person in people if not is_taken_out(person))


def _retention(stored: Mapping[str, Any]) -> Retention:
    periods = {
        outcome: Period(period["number"], Unit(period["unit"])) if period else None
        for outcome, period in stored.items()
    }
    return Retention(**periods)
