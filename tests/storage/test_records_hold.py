"""An exported record is checked twice: by Balance, and by the verifier written from docs/record.md."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.reading import kept_of, read
from flows.record.writing import record_of, to_json
from storage.chains import Fault, verify_record
from storage.forgetting import forget
from storage.records import RecordStore
from storage.tables import ASSESSMENTS, METADATA
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import NOW, TOM, later
from tests.storage.test_chains import filled, verified

__all__ = ["filled"]

DOCS = Path(__file__).parents[2] / "docs"
by_the_book: Callable[[dict[str, Any]], tuple[str, bool]]
by_the_book = runpy.run_path(str(DOCS / "verify_record.py"))["check"]


def kept(store: Store, id: str = "one") -> Kept:
    found = store.rows(lambda transaction: RecordStore().read(transaction, id))
    assert found is not None
    return found


def exported(what: Kept, *, without_names: bool = False) -> bytes:
    return to_json(record_of(what, without_names=without_names))


def both(data: bytes) -> tuple[bool, bool]:
    """Whether it holds: to Balance, and to the other one."""
    ours = verify_record(kept_of(read(data)))
    return not ours.found, by_the_book(json.loads(data)["record"])[1]


def test_what_was_exported_holds(filled: Store) -> None:
    data = exported(kept(filled))
    assert both(data) == (True, True)
    words, _ = by_the_book(json.loads(data)["record"])
    assert kept(filled).head.digest in words


def test_without_names_it_holds_as_well(filled: Store) -> None:
    data = exported(kept(filled), without_names=True)
    assert TOM.encode() not in data.replace(f"<@{TOM}>".encode(), b""), "but where somebody typed it"
    assert both(data) == (True, True)


def test_with_somebody_forgotten_it_holds_as_well(filled: Store) -> None:
    filled.rows(lambda transaction: forget(transaction, TOM, later(99)))
    data = exported(kept(Store(filled.database)))
    assert both(data) == (True, True)


def test_it_comes_back_from_another_store_with_its_chain(filled: Store) -> None:
    before = kept(filled)
    data = exported(before)
    again = Store(filled.database).of(filled.workspace)

    def move(transaction: Transaction) -> None:
        for table in METADATA.sorted_tables:
            if "assessment_id" in table.c:
                transaction.execute(delete(table).where(table.c.assessment_id == "one"))
        transaction.execute(delete(ASSESSMENTS).where(ASSESSMENTS.c.id == "one"))
        RecordStore().add(transaction, kept_of(read(data)), filled.workspace, NOW)

    again.rows(move)
    assert exported(kept(again)) == data
    assert verified(Store(filled.database)).found == []


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["history"].pop(3),
        lambda record: record["history"].insert(3, record["history"][2]),
        lambda record: record["history"][3].update(at="2026-03-05T09:30:00Z"),
        lambda record: record["history"][3].update(what="other"),
        lambda record: record["history"][3].update(detail={"rating": 5}),
        lambda record: record["history"][3]["link"].update(digest="0" * 64),
        lambda record: record["history"][3]["link"]["people"][0].update(text="U0OTHER"),
        lambda record: record["history"][3]["link"]["content"].update(text='{"what":"other"}'),
        lambda record: record.update(title="Other"),
        lambda record: record.update(team="T0OTHER"),
        lambda record: record.update(id="other"),
    ],
)
def test_each_change_is_found_by_both(filled: Store, change: Callable[[dict[str, Any]], object]) -> None:
    """Whoever changes a file can make its checksum right again; the chain they cannot."""
    record = json.loads(exported(kept(filled)))["record"]
    change(record)
    data = to_json(Record.model_validate_json(json.dumps(record)))
    assert both(data) == (False, False)


def test_what_stands_otherwise_than_its_chain_says_is_found(filled: Store) -> None:
    record = record_of(kept(filled))
    other = record.model_copy(update={"recipients": "Somebody else"})
    [found] = verify_record(kept_of(read(to_json(other)))).found
    assert (found.fault, found.what) == (Fault.STANDS, "subject")


def test_the_second_verifier_is_short_and_needs_nothing_but_python() -> None:
    lines = (DOCS / "verify_record.py").read_text().splitlines()
    assert len(lines) < 100
    imports = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imports == {"hashlib", "json", "sys", "datetime", "pathlib"}
