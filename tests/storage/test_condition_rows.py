"""Conditions that an earlier Balance kept within their decision become rows, and can be given a life."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from flows.actor import Actor
from flows.assessment import Assessment
from flows.condition import Condition, TermsForm
from flows.condition_acts import say_met, set_terms
from flows.conditions import Confirmers, counted, in_force
from flows.states import State
from flows.waiting import Matter, waits_of
from storage import filling, schema
from storage.database import Database
from storage.tables import METADATA
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, HOSTILE, HOUSING, NOW, TOM

GRACE = "U0GRACE"
THEN = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


def _add(connection: Connection, table: str, **values: object) -> None:
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)


def _fill(connection: Connection) -> None:
    """What was approved with conditions in the second of two decisions, as version 0010 kept it."""
    at = THEN if connection.dialect.name == "postgresql" else "2026-02-03 10:00:00.000000"
    framework = {"id": FRAMEWORK.id, "version": FRAMEWORK.version, "digest": FRAMEWORK.digest}
    _add(connection, "frameworks", **framework, body=FRAMEWORK.to_json(), stored_at=at)
    _add(
        connection,
        "assessments",
        id="old",
        enterprise_id="",
        team_id="T0HERE",
        channel_id=HOUSING,
        owner_id=AMINA,
        title="Falls data",
        about="",
        everyone=True,
        framework_id=FRAMEWORK.id,
        framework_version=FRAMEWORK.version,
        state=State.APPROVED_WITH_CONDITIONS,
        turn=5,
        moved_ts="1700.000009",
        drawn_by="",
        drawn_until=at,
        version=3,
        created_at=at,
        updated_at=at,
        handed_in_at=at,
    )
    for person, role in ((AMINA, "owner"), (GRACE, "reviewer")):
        _add(connection, "participants", assessment_id="old", user_id=person, role=role)
    submission = {"submitted_by": TOM, "submitted_at": at, "answers": "{}"}
    _add(connection, "submissions", assessment_id="old", number=1, **submission)
    for number, withdrawn, conditions in ((1, at, ["An earlier one."]), (2, None, ["Sign it.", HOSTILE])):
        _add(
            connection,
            "decisions",
            assessment_id="old",
            number=number,
            verdict="approve_with_conditions",
            decided_by=GRACE,
            decided_at=at,
            submission=1,
            mark="m" * 16,
            words="",
            conditions=json.dumps(conditions),
            questions="[]",
            acknowledged="[]",
            is_self_review=False,
            withdrawn_at=withdrawn,
            withdrawn_why="",
        )


@pytest.fixture
def earlier(url: str) -> Iterator[Store]:
    database = Database(url)
    if database.file:
        database.file.touch()
    with database.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        command.upgrade(schema.config(connection), "0010")
        _fill(connection)
    schema.upgrade(database)
    store = Store(database)
    filling.fill(database, store.frameworks.load)
    yield store
    database.close()


def test_of_old_conditions_the_text_is_known_and_nothing_else(earlier: Store) -> None:
    found = earlier.load("old")
    assert [one.conditions for one in found.decisions] == [
        (Condition("An earlier one."),),
        (Condition("Sign it."), Condition(HOSTILE)),
    ]
    assert [one.mark for one in found.decisions] == ["m" * 16] * 2
    assert [one.key for one in in_force(found)] == ["2.0", "2.1"]
    numbers = counted(found)
    assert numbers is not None
    assert (numbers.total, numbers.met, numbers.is_recorded) == (2, 0, False)


def test_nobody_is_waited_for_because_of_an_old_condition(earlier: Store) -> None:
    found = earlier.load("old")
    assert waits_of(found) == frozenset()
    assert not any(
        one.condition.holds_up_sharing or one.condition.is_overdue(date.max) for one in in_force(found)
    )


def test_an_old_condition_can_be_given_an_owner_and_a_day_and_be_met(earlier: Store) -> None:
    def give(found: Assessment) -> None:
        form = TermsForm(TOM, date(2026, 4, 1))
        first = in_force(found)[0].condition.mark
        set_terms(found, "2.0", first, form, Actor(GRACE, NOW), Confirmers())

    earlier.change(give, "old")
    waits = {(one.matter, one.person, one.subject) for one in waits_of(earlier.load("old"))}
    assert waits == {(Matter.MEET, TOM, "2.0"), (Matter.UNMET, AMINA, "2.0"), (Matter.UNMET, GRACE, "2.0")}

    def meet(found: Assessment) -> None:
        say_met(found, "2.0", in_force(found)[0].condition.mark, "Signed.", Actor(TOM, NOW))
        say_met(found, "2.1", in_force(found)[1].condition.mark, "So it is.", Actor(AMINA, NOW))

    earlier.change(meet, "old")
    waits = {(one.matter, one.person, one.subject) for one in waits_of(earlier.load("old"))}
    assert waits == {(Matter.CONFIRM, GRACE, "2.0"), (Matter.CONFIRM, GRACE, "2.1")}


def test_the_tables_become_those_that_are_declared(earlier: Store) -> None:
    with earlier.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
