"""Whole records, out of one store and into another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.framework import Framework
from flows.record.kept import Kept
from flows.record.writing import record_of, to_json
from storage import records, schema
from storage.database import Database
from storage.errors import FrameworkChanged
from storage.records import RecordStore
from storage.tables import ASSESSMENTS, FRAMEWORKS, SCORES, WAITS
from storage.workspace import Workspace
from tests.bot.cards.samples import HOSTILE, NOW, Words
from tests.flows.record.samples import LATER, TEAM, everything, kept
from tests.storage.conftest import Store

HERE = Workspace(TEAM)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """A SQLite store beside the one that is tested."""
    made = Database(f"sqlite:///{tmp_path}/other.db")
    schema.upgrade(made)
    yield made
    made.close()


def add(database: Database, *what: Kept) -> None:
    store = RecordStore()
    for one in what:
        database.write_now(lambda rows, one=one: store.add(rows, one, HERE, NOW))  # type: ignore[misc]


def read(database: Database, id: str) -> Kept:
    return database.read_now(lambda rows: RecordStore().read(rows, [id]))[id]


def as_bytes(one: Kept) -> bytes:
    return to_json(record_of(one))


def test_a_record_comes_out_of_a_store_as_it_was_put_in(database: Database, other: Database) -> None:
    for one in everything():
        before = as_bytes(one)
        add(database, one)
        once = read(database, one.assessment.id)
        assert as_bytes(once) == before
        add(other, once)
        assert as_bytes(read(other, one.assessment.id)) == before


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_what_people_typed_comes_out_as_it_was(database: Database, text: str) -> None:
    one = kept(words=Words.hostile(text))
    before = as_bytes(one)
    add(database, one)
    assert as_bytes(read(database, one.assessment.id)) == before


def test_what_lists_and_reminders_go_by_is_there_too(database: Database) -> None:
    one = kept("submitted with a reviewer")
    add(database, one)
    with database.engine.connect() as connection:
        row = connection.execute(select(ASSESSMENTS)).one()
        assert (row.handed_in_at, row.remind_from, row.version) == (NOW, LATER, 1)
        assert one.assessment.title.casefold() in row.folded
        assert len(connection.execute(select(SCORES)).all()) == 3
        assert connection.execute(select(WAITS)).all()


def test_ids_come_oldest_first_and_page_by_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "AT_ONCE", 3)
    many = list(everything())[:10]
    for number, one in enumerate(many):
        one.assessment.created_at = NOW - timedelta(days=number // 2)
        one.assessment.updated_at = NOW + timedelta(days=number)
    add(database, *many)
    found = list(records.ids(database))
    assert found == [one.assessment.id for one in sorted(many, key=_age)]
    late = {one.assessment.id for one in many[7:]}
    assert set(records.ids(database, NOW + timedelta(days=7))) == late


def _age(one: Kept) -> tuple[object, str]:
    return one.assessment.created_at, one.assessment.id


def test_questions_with_other_words_under_the_same_version_are_refused(database: Database) -> None:
    one = kept()
    add(database, one)
    asked = one.assessment.framework
    fields = {name: getattr(asked, name) for name in Framework.__dataclass_fields__}
    one.assessment.progress.framework = Framework(**{**fields, "name": "Another name"})
    one.assessment.id = "another00000"
    with pytest.raises(FrameworkChanged):
        add(database, one)


def test_a_framework_is_stored_once(database: Database) -> None:
    add(database, *list(everything())[:3])
    with database.engine.connect() as connection:
        assert len(connection.execute(select(FRAMEWORKS)).all()) == 1


def test_what_is_not_there_is_nothing(store: Store) -> None:
    assert store.database.read_now(lambda rows: RecordStore().read(rows, ["nothing"])) == {}


def test_many_are_read_at_once_as_each_by_itself(database: Database) -> None:
    here, there = [*everything()], kept()
    there = replace(there, team="T0OTHER")
    there.assessment.id, there.assessment.actions = "there0000000", ()
    add(database, *here)
    database.write_now(lambda rows: RecordStore().add(rows, there, Workspace("T0OTHER"), NOW))
    every = [*records.ids(database)]
    found = database.read_now(lambda rows: RecordStore().read(rows, [*every, "nothing"]))
    assert found.keys() == set(every) == {one.assessment.id for one in (*here, there)}
    assert all(as_bytes(found[id]) == as_bytes(read(database, id)) for id in every)


def test_names_of_then_come_with_it(database: Database) -> None:
    one = kept()
    add(database, replace(one, names={}))
    assert all(not entry.names for entry in record_of(read(database, one.assessment.id)).people)
    other = kept()
    other.assessment.id = "another00000"
    other.assessment.actions = ()
    add(database, other)
    people = record_of(read(database, one.assessment.id)).people
    assert [entry.id for entry in people if not entry.names and entry.id in other.names] == []
