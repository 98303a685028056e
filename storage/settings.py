"""What a channel and a person have set for themselves; who has set nothing has the defaults."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, select

from flows.settings import ChannelSettings, PersonSettings
from storage.statements import insert_or_update
from storage.tables import CHANNELS, PEOPLE
from storage.transaction import Transaction
from storage.workspace import Workspace


class SettingsStore:
    """The settings of one workspace, within one transaction."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._workspace = workspace

    def channel(self, channel: str) -> ChannelSettings:
        return channel_rules(self._one(CHANNELS, CHANNELS.c.settings, channel_id=channel))

    def invited_by(self, channel: str) -> str | None:
        """Who brought the bot into this channel, as far as it is known."""
        found = self._one(CHANNELS, CHANNELS.c.invited_by, channel_id=channel)
        return str(found) if found else None

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
    """What was stored, with defaults for what is newer than that."""
    known = dict(stored or {})
    for people in ("reviewers", "starters"):
        known[people] = tuple(known.get(people, ()))
    return ChannelSettings(**known)


def person_rules(stored: Mapping[str, Any] | None) -> PersonSettings:
    return PersonSettings(**(stored or {}))
