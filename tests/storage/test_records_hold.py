"""An exported record is checked twice: by Balance, and by the verifier written from docs/record.md."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from flows import panel_settling
from flows.actor import Actor
from flows.assessment import Assessment
from flows.record.document import Record
from flows.record.kept import Kept
from flows.record.reading import RecordError, kept_of, read
from flows.record.writing import record_of, to_json
from flows.submission import Submission
from storage import packing
from storage.chains import Fault, verify_record
from storage.forgetting import forget
from storage.records import RecordStore
from storage.repository import Repository
from storage.tables import ANSWERS, ASSESSMENTS, METADATA
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, NOW, PRIYA, TOM, later
from tests.storage.test_chains import filled, touch, verified
from tests.storage.test_panels import convened, revealed
from tests.storage.test_sheets import fill, started

__all__ = ["filled"]

DOCS = Path(__file__).parents[2] / "docs"
Change = Callable[[dict[str, Any]], object]
by_the_book: Callable[[dict[str, Any]], tuple[str, bool]]
by_the_book = runpy.run_path(str(DOCS / "verify_record.py"))["check"]
BY_ITSELF = (sys.executable, "-I", str(DOCS / "verify_record.py"))


def kept(store: Store, id: str = "one") -> Kept:
    return store.rows(lambda transaction: RecordStore().read(transaction, [id]))[id]


def exported(what: Kept, *, without_names: bool = False) -> bytes:
    return to_json(record_of(what, without_names=without_names))


def both(data: bytes) -> tuple[bool, bool]:
    """Whether it holds: to Balance, and to the other one. To each, what cannot be read does not."""
    try:
        ours = not verify_record(kept_of(read(data))).found
    except RecordError:
        ours = False
    try:
        return ours, by_the_book(json.loads(data)["record"])[1]
    except (LookupError, TypeError, ValueError):
        return ours, False


def with_a_change(record: dict[str, Any], change: Change) -> bytes:
    """Whoever changes a file can make its checksum right again."""
    before = json.dumps(record)
    change(record)
    assert json.dumps(record) != before
    return to_json(Record.model_validate_json(json.dumps(record)))


def test_what_was_exported_holds(filled: Store) -> None:
    data = exported(kept(filled))
    assert both(data) == (True, True)
    words, _ = by_the_book(json.loads(data)["record"])
    assert kept(filled).head.digest in words


@pytest.mark.parametrize("key", [b'"title":', b'"rating":', b'"sha256":'])
def test_a_key_that_stands_twice_is_not_as_it_was_written(filled: Store, tmp_path: Path, key: bytes) -> None:
    """Balance and Python read the last one, other programs the first."""
    data, file = exported(kept(filled)), tmp_path / "record.json"
    for one, holds in ((data, True), (data.replace(key, key + b'"Nothing",' + key, 1), False)):
        file.write_bytes(one)
        assert both(one)[0] is holds
        ended = subprocess.run([*BY_ITSELF, file], capture_output=True, text=True, check=False)
        assert (ended.returncode == 0, "a key stands twice" in ended.stdout) == (holds, not holds)


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


CHAIN: list[Change] = [
    lambda record: record["history"].pop(3),
    lambda record: record["history"].insert(3, record["history"][2]),
    lambda record: record["history"][3].update(at="2026-03-05T09:30:00Z"),
    lambda record: record["history"][3].update(what="other"),
    lambda record: record["history"][3].update(question="b-1"),
    lambda record: record["history"][3].update(by="U0OTHER"),
    lambda record: record["history"][3].update(detail={"rating": 5}),
    lambda record: record["history"][3].update(link=None),
    lambda record: record["history"][-1].update(link=None),
    lambda record: record["history"][3]["link"].update(digest="0" * 64),
    lambda record: record["history"][3]["link"].update(number=9),
    lambda record: record["history"][3]["link"]["people"][0].update(digest="0" * 64),
    lambda record: record["history"][3]["link"]["people"][0].update(text="U0OTHER"),
    lambda record: record["history"][3]["link"]["content"].update(text='{"what":"other"}'),
    lambda record: record.update(team="T0OTHER"),
    lambda record: record.update(id="other"),
]
STANDS: list[Change] = [
    lambda record: record.update(title="Other"),
    lambda record: record.update(about="Other"),
    lambda record: record.update(recipients="Somebody else"),
    lambda record: record.update(everyone=not record["everyone"]),
    lambda record: record.update(created_at="2020-01-01T00:00:00Z"),
    lambda record: record["place"].update(channel="C0OTHER"),
    lambda record: record["course"].update(return_to="review"),
    lambda record: record["rules"].update(owner_chooses=not record["rules"]["owner_chooses"]),
    lambda record: record["looks"].update(again_on="2030-01-01"),
    lambda record: record.update(retention={"erase_on": "2030-01-01", "kept_until": None}),
    lambda record: record["framework"]["principles"][0]["questions"][0].update(text="Something else?"),
    lambda record: record["answers"][0].update(rating=5),
    lambda record: record["answers"][0].update(reason="Because."),
    lambda record: record["answers"][0]["reasons"][0].update(words="Because."),
    lambda record: record["answers"][1].update(kind="not_applicable"),
    lambda record: record["answers"].pop(),
    lambda record: record["submissions"][0].update(number=2),
    lambda record: record["submissions"][0]["answers"][2].update(rating=5),
    lambda record: record["submissions"][0]["evidence"].pop(),
    lambda record: record["evidence"][0].update(words="Nothing."),
    lambda record: record["evidence"][1]["file"].update(name="other.pdf"),
    lambda record: record["evidence"][1]["file"].update(deleted_at=None),
    lambda record: record["evidence"][2].update(said_by=TOM),
    lambda record: record["evidence"][2].pop("said_by"),
    lambda record: record["voices"][0].update(whose="nobody"),
    lambda record: record["voices"][0]["voices"][0]["answers"][0].update(rating=5),
    lambda record: record["decisions"][0].update(words="Other words."),
    lambda record: record["decisions"][0].update(is_self_review=False),
    lambda record: record["decisions"][0]["conditions"][0].update(due="2030-01-01"),
    lambda record: record["decisions"][0]["conditions"][2]["said"].update(words="Not at all."),
    lambda record: record["decisions"][0]["conditions"].pop(),
    lambda record: record["actions"][0].update(what="Nothing."),
    lambda record: record["actions"][0].update(done_at=None, done_by=None),
    lambda record: record["queries"][0].update(words="Nothing?"),
]
"""What stands is changed, and the rows are left."""


@pytest.mark.parametrize("change", [*CHAIN, *STANDS])
@pytest.mark.parametrize("without_names", [False, True], ids=["with names", "without"])
def test_each_change_is_found_by_both(filled: Store, change: Change, without_names: bool) -> None:
    record = json.loads(exported(kept(filled), without_names=without_names))["record"]
    assert both(with_a_change(record, change)) == (False, False)


@pytest.mark.parametrize("change", [*CHAIN, *STANDS])
def test_each_change_is_found_by_both_after_somebody_was_forgotten(filled: Store, change: Change) -> None:
    filled.rows(lambda transaction: forget(transaction, PRIYA, later(99)))
    record = json.loads(exported(kept(Store(filled.database))))["record"]
    assert both(with_a_change(record, change)) == (False, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["answers"][2].update(rating=5),
        lambda record: record["history"][3].update(by="U0SAM"),
        lambda record: record["looks"].update(again_on=None),
    ],
)
def test_where_content_was_erased_the_rest_is_compared_by_both(filled: Store, change: Change) -> None:
    filled.rows(lambda transaction: forget(transaction, TOM, later(99)))
    data = exported(kept(Store(filled.database)))
    assert both(data) == (True, True)
    words, _ = by_the_book(json.loads(data)["record"])
    assert "subject" in words, "it is named as what was not compared"
    assert both(with_a_change(json.loads(data)["record"], change)) == (False, False)


def test_without_names_nobody_can_take_the_place_of_another(filled: Store) -> None:
    record = json.loads(exported(kept(filled), without_names=True))["record"]
    others = {one["person"] for one in record["roles"]} - {record["decisions"][0]["by"]}
    record["decisions"][0]["by"] = min(others)
    data = to_json(Record.model_validate_json(json.dumps(record)))
    [found] = verify_record(kept_of(read(data))).found
    assert (found.fault, found.what) == (Fault.STANDS, "decision:1")


@pytest.mark.parametrize("without_names", [False, True])
@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("gone", [(), (PRIYA,), (AMINA, TOM)])
def test_a_panel_holds_to_both(store: Store, named: bool, without_names: bool, gone: tuple[str, ...]) -> None:
    convened(store, named=named)
    revealed(store)
    for person in gone:
        store.rows(lambda transaction, who=person: forget(transaction, who, later(99)))  # type: ignore[misc]
    record = json.loads(exported(kept(Store(store.database)), without_names=without_names))["record"]
    assert by_the_book(json.loads(json.dumps(record)))[0].count("panel") == 1, "it is named as not compared"
    assert both(to_json(Record.model_validate_json(json.dumps(record)))) == (True, True)
    record["panel"]["rounds"][0]["answers"][0]["answers"][0]["rating"] = 3
    assert both(to_json(Record.model_validate_json(json.dumps(record)))) == (False, False)


def test_a_sheet_holds_to_both(store: Store) -> None:
    started(store)
    fill(store, 1, power="The Act")
    record = json.loads(exported(kept(store)))["record"]
    assert both(to_json(Record.model_validate_json(json.dumps(record)))) == (True, True)
    for change in (
        lambda record: record["entries"][0].update(value="Another Act"),
        lambda record: record["sheet"]["groups"][0]["fields"][0].update(label="Another fact"),
    ):
        assert both(with_a_change(json.loads(json.dumps(record)), change)) == (False, False)


def test_the_second_verifier_is_short_and_needs_nothing_but_python() -> None:
    lines = (DOCS / "verify_record.py").read_text().splitlines()
    assert len(lines) < 130
    imports = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imports == {"hashlib", "json", "re", "sys", "pathlib"}


def test_that_a_median_was_taken_stands_in_the_store_and_in_its_record(
    store: Store,
) -> None:
    convened(store, named=False)
    revealed(store)

    def work(repository: Repository) -> None:
        found = repository.get("one", lock=True)
        assert found is not None
        panel_settling.take_medians(found, Actor(AMINA, later(23)))
        repository.activity.add("one", AMINA, "answer", later(23), "a-2", rating=4, is_median=True)
        repository.save(found, later(23))

    store.run(work)
    stands = {"a-1": False, "a-2": True, "b-1": True}
    given = Store(store.database).load().given
    assert {question: one.is_median for question, one in given.items()} == stands
    found = kept(store)
    assert {one.question: one.given.is_median for one in found.changes} == stands
    assert {
        id: one.is_median for id, one in packing.submission(packed(found.assessment)).given.items()
    } == stands
    data = exported(found)
    assert both(data) == (True, True)
    assert data.count(b'"is_median":true') == 5, "of what stands, of what ever stood, and in its history"
    touch(store, ANSWERS, is_median=False)
    assert both(exported(kept(store))) == (False, False), "whoever says that it was rated is found out"


def packed(found: Assessment) -> dict[str, Any]:
    """As it would be handed in, through JSON."""
    columns = packing.submission_columns(Submission(1, AMINA, NOW, dict(found.given)))
    return {**columns, "answers": json.loads(json.dumps(columns["answers"]))}
