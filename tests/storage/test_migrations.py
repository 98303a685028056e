"""Migrations: they make exactly the tables that are declared, and leave a newer database alone."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, delete, func, inspect, select, text, update

from flows.actor import Actor
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.decision import Decision, Verdict
from flows.evidence import Evidence, EvidenceKind
from flows.listing import Wanted
from flows.settings import ChannelRules
from flows.states import State
from flows.triggers import Trigger
from flows.waiting import Matter
from storage import filling, patience, schema, scores
from storage.database import Database
from storage.engine import for_writing
from storage.errors import NewerDatabase, NotAStore, StoreBusy, StoreUnavailable
from storage.listing import Listing
from storage.listing_parts import Sight
from storage.tables import ASSESSMENTS, METADATA, WAITS
from storage.transaction import Transaction
from tests.crash.process import FORKS
from tests.flows.moves import fire
from tests.storage.conftest import Store
from tests.storage.samples import (
    AMINA,
    FRAMEWORK,
    HERE,
    HOUSING,
    NOW,
    PRIYA,
    TOM,
    answer,
    assessment,
    finish,
    submit,
)
from tests.storage.test_chains import act, verified

ROOT = Path(__file__).parents[2]
SLACKS_PATIENCE = 3.0


def test_an_empty_database_gets_every_table(url: str) -> None:
    database = Database(url)
    if not database.is_sqlite:
        assert schema.state(database)[0] is None
    revision = schema.upgrade(database)
    assert schema.state(database) == (revision, revision)
    with database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    database.close()
    assert tables == set(METADATA.tables) | {"alembic_version"}


def test_upgrading_again_changes_nothing(database: Database) -> None:
    assert schema.upgrade(database) == schema.state(database)[1]


def test_the_migrations_make_the_tables_that_are_declared(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_database_of_a_newer_balance_is_refused_and_left_as_it_is(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.write_now(
        lambda transaction: transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    for look in (schema.upgrade, schema.state):
        with pytest.raises(NewerDatabase) as caught:
            look(database)
        assert "the database is at version 9999, which this Balance does not know" in str(caught.value)
        assert "Install the newer Balance again, or use another database." in str(caught.value)
    version = database.write_now(
        lambda transaction: transaction.execute(text("SELECT version_num FROM alembic_version")).scalar()
    )
    database.close()
    assert version == "9999"


def test_what_says_of_two_versions_that_it_is_of_each_is_no_store(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.write_now(lambda t: t.execute(text("INSERT INTO alembic_version VALUES ('0001')")))
    for look in (schema.upgrade, schema.state):
        with pytest.raises(NotAStore, match="Nothing was changed"):
            look(database)
    database.close()


def test_two_bots_can_start_together_on_an_empty_database(url: str) -> None:
    with ProcessPoolExecutor(2, FORKS) as both:  # Alembic does one thing at a time in a process
        revisions = list(both.map(_upgraded, [url, url]))
    assert revisions[0] == revisions[1]


def _upgraded(url: str) -> str:
    database = Database(url)
    revision = schema.upgrade(database)
    database.close()
    return revision


@pytest.fixture
def held(database: Database) -> Iterator[Callable[[], None]]:
    """The store, which another process holds until the function is called."""
    other = Database(database.url)
    connection = for_writing(other.engine).connect()
    connection.begin()
    if not database.is_sqlite:
        connection.execute(select(func.pg_advisory_xact_lock(schema.ONE_AT_A_TIME)))
    yield connection.rollback
    connection.close()
    other.close()


def test_a_start_waits_longer_for_another_one_than_a_click_may(
    database: Database, held: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    with ThreadPoolExecutor(1) as other:
        starting = other.submit(schema.upgrade, database)
        time.sleep(SLACKS_PATIENCE)
        assert not starting.done(), "it would have ended with an error"
        held()
        assert starting.result() == schema.state(database)[1]
    assert [record.getMessage() for record in caplog.records if record.name == "storage.patience"] == [
        "Another process holds the database. Waiting up to 30 s for it."
    ]


def test_a_start_does_not_wait_for_ever(
    database: Database, held: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.1)
    with pytest.raises(StoreBusy):
        schema.upgrade(database)
    held()


def test_a_server_that_is_not_there_is_said_to_be_away() -> None:
    away = Database("postgresql://balance@127.0.0.1:9/balance")
    for look in (schema.upgrade, schema.state):
        with pytest.raises(StoreUnavailable):
            look(away)
    away.close()


# --- what an earlier Balance left

THEN = datetime(2025, 11, 3, 10, 0, tzinfo=UTC)


def _add(connection: Connection, table: str, **values: Any) -> None:
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)


def _assessment(connection: Connection, id: str, state: str, at: object, **more: Any) -> None:
    fields = {"thread_ts": "1700.000001", "paused_from": None, "return_to": None} | more
    fields = {"title": "Falls data", "about": ""} | fields
    _add(
        connection,
        "assessments",
        id=id,
        enterprise_id="",
        team_id="T0HERE",
        channel_id=HOUSING,
        owner_id=AMINA,
        everyone=True,
        framework_id=FRAMEWORK.id,
        framework_version=FRAMEWORK.version,
        state=state,
        turn=5,
        moved_by=TOM,
        moved_ts="1700.000009",
        trouble=None,
        drawn_by="",
        drawn_until=at,
        version=3,
        created_at=at,
        updated_at=at,
        **fields,
    )
    _add(connection, "participants", assessment_id=id, user_id=AMINA, role="owner")
    _add(connection, "activity", assessment_id=id, at=at, user_id=AMINA, what="start", detail="{}")


def _fill_first_tables(connection: Connection) -> None:
    """Rows as the first Balance wrote them: one handed in, one paused, one abandoned."""
    at = THEN if connection.dialect.name == "postgresql" else "2025-11-03 10:00:00.000000"
    _add(
        connection,
        "frameworks",
        id=FRAMEWORK.id,
        version=FRAMEWORK.version,
        digest=FRAMEWORK.digest,
        body=FRAMEWORK.to_json(),
        stored_at=at,
    )
    _add(connection, "people", enterprise_id="", team_id="T0HERE", user_id=AMINA, said_last="greet")
    _assessment(connection, "one", "submitted", at, title="Gro\u0308\u00dfe", about="STRASSE 50%")
    _assessment(connection, "two", "paused", at, paused_from="a-2", return_to=None)
    _assessment(connection, "three", "abandoned", at)
    given = {
        "kind": "rating",
        "rating": 4,
        "reason": "We asked.",
        "evidence": "",
        "answered_by": TOM,
    }
    for id in ("one", "two"):
        for table in ("answers", "answer_changes"):
            fields = {"assessor": "team", "question_id": "a-1", "answered_at": at} | given
            _add(connection, table, assessment_id=id, **fields)
    answers = json.dumps({"a-1": {**given, "answered_at": THEN.isoformat()}})
    _add(
        connection,
        "submissions",
        assessment_id="one",
        number=1,
        submitted_by=TOM,
        submitted_at=at,
        answers=answers,
    )
    _add(
        connection,
        "surfaces",
        id="token",
        assessment_id="one",
        kind="summary",
        subject="",
        channel_id=HOUSING,
        thread_ts="1700.000001",
        ts="1700.000002",
        wanted=1,
        shown=1,
        move_wanted=False,
        posting=False,
        detail="{}",
    )


@pytest.fixture
def earlier(url: str) -> Iterator[Store]:
    """A database of the first Balance with data in it, brought to the version of today."""
    database = Database(url)
    if database.file:
        database.file.touch()
    with database.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        command.upgrade(schema.config(connection), "0001")
        _fill_first_tables(connection)
    schema.upgrade(database)
    yield Store(database)
    database.close()


def test_assessments_of_the_first_balance_are_read_as_they_were(earlier: Store) -> None:
    given = Given(Answer.rated(4, "We asked."), TOM, THEN)
    one, two, three = (earlier.load(id) for id in ("one", "two", "three"))
    assert (one.state, two.state, three.state) == (State.SUBMITTED, State.PAUSED, State.ABANDONED)
    assert two.progress.place == "a-2"
    assert one.given == two.given == {"a-1": given}
    assert one.last_submission is not None
    assert one.last_submission.given == {"a-1": given}
    query = select(ASSESSMENTS.c.id, ASSESSMENTS.c.handed_in_at).order_by(ASSESSMENTS.c.id)
    rows = earlier.rows(lambda transaction: transaction.execute(query).all())
    handed_in = {row.id: row.handed_in_at for row in rows}
    assert handed_in == {"one": one.last_submission.at, "two": None, "three": None}
    for found in (one, two, three):
        assert (found.reviewers, found.decisions, found.actions, found.queries) == (frozenset(), (), (), ())
        assert (found.all_decide, found.self_review, found.look_again_on) == (False, False, None)
        assert (found.must_decide, found.owner_chooses, found.owner_replaces) == (frozenset(), True, True)
        assert found.progress.asked == ()


@pytest.mark.parametrize("text", ["größe", "Straße 50%", "falls"])
def test_what_the_first_balance_left_is_found_by_its_words(earlier: Store, text: str) -> None:
    def look(transaction: Transaction) -> list[str]:
        sight = Sight(AMINA, frozenset({HOUSING}))
        here = Listing(transaction, HERE, earlier.frameworks.load, sight)
        return sorted(row.id for row in here.all(Wanted(text=text), 0, 10, NOW).items)

    assert earlier.rows(look) == (["three", "two"] if text == "falls" else ["one"])


def test_what_the_first_balance_left_can_go_on_and_be_decided(earlier: Store) -> None:
    earlier.change(lambda found: fire(found.progress, Trigger.ASK_FOR_CHANGES, asked=["b-1"]), "one")
    earlier.change(lambda found: fire(found.progress, Trigger.GO_TO, to="b-1"), "one")
    earlier.change(lambda found: fire(found.progress, Trigger.RESUME), "two")
    assert earlier.load("one").progress.asked == ("b-1",)
    assert earlier.load("two").state == "a-2"


def test_scores_of_what_was_submitted_before_there_were_any_are_filled_in_once(earlier: Store) -> None:
    def fill() -> int:
        return earlier.rows(lambda transaction: scores.fill(transaction, earlier.frameworks.load))

    def kept() -> list[tuple[str, str, int | None]]:
        query = text("SELECT assessment_id, principle_id, tenths FROM scores ORDER BY 1, 2")
        return [tuple(row) for row in earlier.rows(lambda transaction: transaction.execute(query).all())]

    assert fill() == 1
    assert kept() == [("one", "a", 40), ("one", "b", None)]
    weak = text("SELECT question_id, rating FROM troubles WHERE assessment_id = 'one' ORDER BY 1")
    troubles = earlier.rows(lambda transaction: transaction.execute(weak).all())
    assert [tuple(row) for row in troubles] == [("a-2", None), ("b-1", None), ("b-2", None)]
    assert fill() == 0
    earlier.change(lambda found: fire(found.progress, Trigger.REOPEN), "one")
    earlier.change(lambda found: submit(found, 2), "one")
    assert fill() == 0
    assert kept() == [("one", "a", 40), ("one", "b", None)]


def test_that_nobody_can_decide_waits_for_the_owner_of_what_was_submitted_before(earlier: Store) -> None:
    filling.fill(earlier.database, earlier.frameworks.load)
    waits = earlier.rows(lambda transaction: transaction.execute(select(WAITS)).all())
    found = {(row.assessment_id, row.matter, row.user_id) for row in waits}
    assert ("one", Matter.CHOOSE.value, AMINA) in found
    due = earlier.rows(lambda t: t.execute(select(ASSESSMENTS.c.id, ASSESSMENTS.c.remind_from)).all())
    assert dict(map(tuple, due))["one"] == THEN, "the next sweep looks at it"


def test_a_decision_does_not_wait_any_more_for_whose_answer_a_colleague_had_changed(store: Store) -> None:
    """As version 0010 left it: the tables were the same, and it waited for Priya's decision."""
    store.add(assessment())
    store.change(lambda found: found.choose_reviewers(frozenset({PRIYA}), Actor(AMINA, NOW), ChannelRules()))
    store.change(lambda found: answer(found, Answer.rated(5), by=PRIYA))
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="a-1"))
    store.change(finish)
    store.change(submit)
    before = {"matter": Matter.DECIDE.value, "user_id": PRIYA, "subject": ""}
    store.rows(lambda t: t.execute(update(WAITS).values(before)))
    store.rows(lambda t: t.execute(text("UPDATE alembic_version SET version_num = '0010'")))
    with for_writing(store.database.engine).begin() as connection:
        command.upgrade(schema.config(connection), "0011")
    filling.fill(store.database, store.frameworks.load)
    waits = store.rows(lambda t: t.execute(select(WAITS)).all())
    assert {(row.matter, row.user_id) for row in waits} == {(Matter.CHOOSE.value, AMINA)}


def test_what_an_earlier_version_left_says_what_it_was_decided_to_and_for_whom_a_look_waits(
    store: Store,
) -> None:
    """As 0012 leaves it: nothing of it is kept until the next start."""

    def approve(found: Assessment) -> None:
        submit(found)
        found.reviewers = frozenset({TOM})
        found.decisions = (Decision(1, Verdict.APPROVE, TOM, NOW, 1, "mark"),)
        fire(found.progress, Trigger.APPROVE)
        found.look_again_on = NOW.date()

    store.add(assessment())
    store.change(lambda found: finish(found))
    store.change(approve)
    store.rows(lambda t: t.execute(delete(WAITS)))
    store.rows(lambda t: t.execute(update(ASSESSMENTS).values(waits_kept=False, verdict=None)))
    filling.fill(store.database, store.frameworks.load)
    query = select(ASSESSMENTS.c.verdict, ASSESSMENTS.c.decided_at)
    assert tuple(store.rows(lambda t: t.execute(query).one())) == (Verdict.APPROVE, NOW)
    waits = store.rows(lambda t: t.execute(select(WAITS.c.matter, WAITS.c.user_id)).all())
    assert {tuple(row) for row in waits} == {(Matter.LOOK, AMINA), (Matter.LOOK, TOM)}


def test_evidence_of_before_does_not_say_whose_its_words_are_and_its_record_holds(store: Store) -> None:
    """As version 0024 left it: a message was kept without who wrote it."""
    before = Evidence(
        1, "a-1", EvidenceKind.MESSAGE, "Signed.", "https://slack.example/p1", HOUSING, TOM, NOW
    )
    store.add(assessment())
    act(store, TOM, "add_evidence", lambda found: setattr(found, "evidence", (before,)), 1)
    act(store, AMINA, "answer", finish, 2)
    act(store, AMINA, "submit", submit, 3)
    with for_writing(store.database.engine).begin() as connection:
        connection.execute(text("ALTER TABLE evidence DROP COLUMN said_by"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0024'"))
        command.upgrade(schema.config(connection), "0025")
    later_on = Store(store.database)
    assert later_on.load().evidence == (before,)
    assert verified(later_on).found == []
    act(later_on, AMINA, "take_back_evidence", _take_back, 4)
    assert verified(later_on).found == []


def _take_back(found: Assessment) -> None:
    found.evidence = tuple(replace(one, taken_back_by=AMINA, taken_back_at=NOW) for one in found.evidence)


def test_the_tables_of_an_earlier_balance_become_those_that_are_declared(earlier: Store) -> None:
    with earlier.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
