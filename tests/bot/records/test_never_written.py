"""Whatever a file or a store is changed to, by hand or by chance, is looked at to the end: nothing raises but
what is caught and said."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Table, text
from sqlalchemy.exc import IntegrityError

from bot.records.verify import verified_of, words
from flows.record.document import FORMAT
from flows.record.kept import Kept
from flows.record.reading import RecordError, read_as_it_is
from flows.record.writing import record_of
from storage.chains import Verified, verify
from storage.erasing import erase
from storage.frameworks import FrameworkStore
from storage.tables import METADATA
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import assessment, later
from tests.storage.test_chains import keep

Place = tuple[str | int, ...]
ODD: tuple[Any, ...] = (None, -1, 10**25, "", "0001-01-01T00:00:00+14:00", "\ud800", [], {}, [[]])
ODD_CELLS = ("", "x", "[[]]", '{"a":1}', "7", 10**15, -1, b"\xff", "9999-99-99 00:00:00")


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """One of each kind: of a list only its first and its last."""
    if place:
        yield place
    if isinstance(value, dict):
        for name, part in value.items():
            yield from places(part, (*place, name))
    if isinstance(value, list):
        for at in {0, len(value) - 1} if value else ():
            yield from places(value[at], (*place, at))


def put(value: Any, place: Place, odd: Any) -> None:
    *way, last = place
    for step in way:
        value = value[step]
    value[last] = odd


@pytest.mark.parametrize("odd", range(3))
def test_whatever_stands_in_a_file_it_is_looked_at_or_refused(whole: Kept, odd: int) -> None:
    record = json.loads(record_of(whole).model_dump_json())
    record["framework"]["principles"] = record["framework"]["principles"][:2]
    refused = 0
    for number, place in enumerate(places(record)):
        made = copy.deepcopy(record)
        put(made, place, ODD[(3 * number + odd) % len(ODD)])
        data = json.dumps({"format": FORMAT, "version": 2, "sha256": "", "record": made}).encode()
        try:
            assert list(words(verified_of(read_as_it_is(data)[0])[1]))
        except RecordError:
            refused += 1
    assert refused > 100


def columns() -> list[tuple[Table, str]]:
    kept = ("assessment_id", "id", "team_id")
    return [
        (table, column.name)
        for table in METADATA.sorted_tables
        for column in table.c
        if column.name not in kept
    ]


def look(store: Store, table: Table, column: str, cell: Any) -> Verified | None:
    """With this in a column; None: the database does not take it. The store stays as it was."""
    with store.database.engine.connect() as connection:
        try:
            connection.execute(text(f'UPDATE {table.name} SET "{column}" = :cell'), {"cell": cell})
        except IntegrityError:
            return None
        verified = verify(Transaction(connection), FrameworkStore().load)
        connection.rollback()
        return verified


@pytest.mark.parametrize("odd", range(3))
def test_whatever_stands_in_a_store_all_of_it_is_looked_at(filled: Store, odd: int) -> None:
    keep(filled, 4)
    filled.add(assessment("gone"))
    filled.rows(lambda transaction: erase(transaction, "gone", by="Grace", why="Asked for", at=later(90)))
    looked = []
    for number, (table, column) in enumerate(columns()):
        found = look(filled, table, column, ODD_CELLS[(3 * number + odd) % len(ODD_CELLS)])
        if found is not None:
            assert found.assessments == 2
            assert list(words(found))
            looked.append(bool(found.found))
    assert len(looked) > 100
    assert True in looked
