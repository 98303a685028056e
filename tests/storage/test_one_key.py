"""A store of which the workspace joined an Enterprise Grid organisation, before rows were known by the team
alone: what stands under two keys becomes one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Select, String, column, insert, inspect, select
from sqlalchemy import table as named

from flows.settings import ChannelSettings, WorkspaceSettings
from storage import schema
from storage.database import Database
from storage.engine import for_writing
from storage.reminders import SENT, STOPPED
from storage.settings import SettingsStore
from storage.tables import (
    ASSESSMENTS,
    DIGESTS,
    ERASED,
    FRAMEWORKS,
    LISTENING,
    METADATA,
    PEOPLE,
    REMINDERS,
    SEEN_EVENTS,
)
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, HERE, HOUSING, NOW, PRIYA, SOCIAL_CARE, TOM, later

ALONE, ORGANISATION = "", "E0ORG"
JOINED = later(60)


@pytest.fixture
def joined(url: str) -> Iterator[Store]:
    """Work was done before the workspace joined and after, under either key; brought to today's version."""
    database = Database(url)
    if database.file:
        database.file.touch()
    with for_writing(database.engine).begin() as connection:
        command.upgrade(schema.config(connection), "0015")
        framework = {"id": FRAMEWORK.id, "version": FRAMEWORK.version, "digest": FRAMEWORK.digest}
        _add(connection, "frameworks", body=FRAMEWORK.to_json(), stored_at=NOW, **framework)
        _fill(connection, ALONE, "one", NOW)
        _fill(connection, ORGANISATION, "two", JOINED)
        for enterprise, settings in ((ALONE, {"leads": [AMINA]}), (ORGANISATION, {"leads": [PRIYA]})):
            _row(connection, "workspaces", enterprise, settings=settings)
        _row(
            connection, "channels", ALONE, channel_id=HOUSING, invited_by=AMINA, settings={"all_decide": True}
        )
        _row(connection, "channels", ORGANISATION, channel_id=HOUSING, invited_by=TOM, settings={})
        _row(connection, "channels", ALONE, channel_id=SOCIAL_CARE, settings={"reminders": False})
        for enterprise, said in ((ALONE, "greet"), (ORGANISATION, "")):
            _row(connection, "people", enterprise, user_id=AMINA, said_last=said, settings={})
    schema.upgrade(database)
    yield Store(database)
    database.close()


def _fill(connection: Connection, enterprise: str, id: str, at: datetime) -> None:
    """What is there under each key: one row of its own, and where it can be, one that the other has too."""
    _row(connection, "listening", enterprise, since=at, until=at + timedelta(minutes=5))
    _row(
        connection,
        "assessments",
        enterprise,
        id=id,
        channel_id=HOUSING,
        owner_id=AMINA,
        title=id,
        about="",
        everyone=True,
        framework_id=FRAMEWORK.id,
        framework_version=FRAMEWORK.version,
        state="a-1",
        turn=1,
        moved_ts="0",
        asked=[],
        drawn_by="",
        drawn_until=at,
        version=1,
        created_at=at,
        updated_at=at,
    )
    for matter in {f"answer:{id}", "answer:one"}:
        step = {"user_id": AMINA, "matter": matter, "step": "1", "assessment_id": "one"}
        state = STOPPED if enterprise else SENT
        _row(connection, "reminders", enterprise, **step, state=state, at=at, token=id)
    for key in (f"click:{id}", "welcome:both"):
        _row(connection, "seen_events", enterprise, key=key, at=at)
    for week in (f"week {id}", "both"):
        _row(connection, "digests", enterprise, user_id=AMINA, week=week, at=at)
    gone = {"started_at": at, "erased_at": at, "erased_by": "Amina", "why": "asked"}
    _row(
        connection, "erased", enterprise, assessment_id=f"gone {id}", **gone, rows=1, digest="d", messages=[]
    )


def _row(connection: Connection, table: str, enterprise: str, **values: Any) -> None:
    _add(connection, table, enterprise_id=enterprise, team_id=HERE.team_id, **values)


def _add(connection: Connection, table: str, **values: Any) -> None:
    """As an earlier version had its columns, in the types that they still have."""
    known = METADATA.tables[table].c
    columns = (column(name, known[name].type if name in known else String()) for name in values)
    connection.execute(insert(named(table, *columns)).values(values))


def _keys(store: Store, query: Select[Any]) -> set[Any]:
    return set(store.rows(lambda transaction: transaction.execute(query).scalars().all()))


def test_every_assessment_is_there_again_and_what_was_erased_is_known(joined: Store) -> None:
    assert [joined.load(id).title for id in ("one", "two")] == ["one", "two"]
    assert _keys(joined, select(ERASED.c.assessment_id)) == {"gone one", "gone two"}
    assert _keys(joined, select(ASSESSMENTS.c.team_id)) == {HERE.team_id}
    assert _keys(joined, select(FRAMEWORKS.c.id)) == {FRAMEWORK.id}


def test_of_settings_the_newest_holds_and_what_it_does_not_say_stays(joined: Store) -> None:
    def read(store: SettingsStore) -> tuple[WorkspaceSettings, ChannelSettings, ChannelSettings, str | None]:
        return (
            store.workspace(),
            store.channel(HOUSING),
            store.channel(SOCIAL_CARE),
            store.invited_by(HOUSING),
        )

    workspace, housing, care, inviter = joined.rows(lambda t: read(SettingsStore(t, HERE)))
    assert workspace.leads == (PRIYA,)
    assert housing.all_decide
    assert not care.reminders
    assert inviter == TOM
    assert _keys(joined, select(PEOPLE.c.said_last)) == {"greet"}


def test_reminders_seen_events_and_digests_are_all_there_and_of_two_alike_the_later(joined: Store) -> None:
    reminders = select(REMINDERS.c.matter, REMINDERS.c.state, REMINDERS.c.at).order_by(REMINDERS.c.matter)
    found = joined.rows(lambda t: t.execute(reminders).all())
    assert [tuple(row) for row in found] == [("answer:one", STOPPED, JOINED), ("answer:two", STOPPED, JOINED)]
    assert _keys(joined, select(SEEN_EVENTS.c.key)) == {"click:one", "click:two", "welcome:both"}
    assert _keys(joined, select(DIGESTS.c.week)) == {"week one", "week two", "both"}


def test_what_was_heard_since_it_joined_is_what_was_heard(joined: Store) -> None:
    spans = joined.rows(lambda t: t.execute(select(LISTENING.c.since, LISTENING.c.until)).all())
    assert [tuple(span) for span in spans] == [(JOINED, JOINED + timedelta(minutes=5))]


def test_the_keys_are_what_is_declared(joined: Store, database: Database) -> None:
    """Alembic does not compare primary keys."""
    for name, table in METADATA.tables.items():
        expected = [one.name for one in table.primary_key]
        for store in (joined.database, database):
            with store.engine.connect() as connection:
                assert inspect(connection).get_pk_constraint(name)["constrained_columns"] == expected, name
