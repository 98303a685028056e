"""Sheets of facts are kept with the assessments that they stand beside, and every entry stays."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from flows.actor import Actor
from flows.assessment import Assessment
from flows.entry import Entry, values
from flows.for_the_record import record
from flows.record.kept import Kept
from flows.record.reading import kept_of, read
from flows.record.writing import record_of, to_json
from flows.sheet import Sheet
from storage.chains import Fault, verify
from storage.erasing import erase
from storage.errors import SheetChanged
from storage.forgetting import about, forget
from storage.frameworks import FrameworkStore
from storage.records import RecordStore
from storage.tables import ENTRIES, SHEETS
from storage.transaction import Transaction
from tests.flows.test_sheet import own
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, HERE, HOUSING, NOW, TOM, assessment, later

CHANGED = replace(own(), name="Ours, in other words")
LAW = own().group("law")


def uses(store: Store, sheet: Sheet | None) -> Store:
    """The store as a bot has it that was started with this sheet."""
    frameworks = FrameworkStore()
    frameworks.sheets.in_use = sheet

    def keep(transaction: Transaction) -> None:
        frameworks.keep(transaction, FRAMEWORK, NOW)
        if sheet:
            frameworks.sheets.keep(transaction, sheet, NOW)

    store.rows(keep)
    return replace(store, frameworks=frameworks)


def started(store: Store) -> Store:
    """With one assessment that was started with the sheet."""
    mine = uses(store, own())
    what = assessment()
    what.sheet = own()
    mine.add(what)
    return mine


def fill(store: Store, minutes: int = 1, person: str = TOM, **typed: str) -> None:
    def change(one: Assessment) -> None:
        record(one, LAW, len(one.entries), typed, Actor(person, later(minutes), channel=HOUSING))

    store.change(change, at=later(minutes))


def kept(store: Store) -> Kept:
    return store.rows(lambda transaction: RecordStore().read(transaction, ["one"]))["one"]


def faults(store: Store) -> list[Fault]:
    found = store.rows(lambda transaction: verify(transaction, FrameworkStore().load)).found
    return [one.fault for one in found]


def test_every_entry_is_kept_and_the_last_of_a_field_stands(store: Store) -> None:
    mine = started(store)
    fill(mine, 1, power="The Act")
    fill(mine, 2, AMINA, power="Another Act", basis="task")
    fill(mine, 3, power="")
    for one in (mine.load(), Store(mine.database).load()):
        assert one.sheet == own()
        assert one.entries == (
            Entry("power", "The Act", TOM, later(1)),
            Entry("basis", "task", AMINA, later(2)),
            Entry("power", "Another Act", AMINA, later(2)),
            Entry("power", "", TOM, later(3)),
        )
        assert values(one.entries) == {"basis": "task"}
    assert faults(mine) == []


def test_an_entry_that_is_changed_in_the_store_is_found(store: Store) -> None:
    mine = started(store)
    fill(mine, power="The Act")
    mine.rows(lambda transaction: transaction.execute(ENTRIES.update().values(value="Another Act")))
    assert faults(mine) == [Fault.STANDS]


def test_a_pinned_sheet_is_never_rewritten(store: Store) -> None:
    mine = started(store)
    with pytest.raises(SheetChanged, match="Give the changed file a new version"):
        uses(mine, CHANGED)
    body = mine.rows(lambda transaction: transaction.execute(select(SHEETS.c.body)).scalar_one())
    assert body == own().to_json()
    assert uses(mine, replace(CHANGED, version="2")).load().sheet == own(), "it stays on the earlier one"


def test_one_that_nobody_uses_may_be_changed(store: Store) -> None:
    uses(store, own())
    changed = uses(store, CHANGED)
    what = assessment()
    what.sheet = CHANGED
    changed.add(what)
    assert changed.load().sheet == CHANGED


def test_what_began_without_gets_one_with_its_first_fact_and_not_before(store: Store) -> None:
    uses(store, None).add(assessment())
    mine = uses(store, own())
    assert (mine.load().sheet, mine.load().sheet_to_come) == (None, own())
    mine.change(lambda one: setattr(one, "title", "Another title"), at=later(1))
    assert Store(mine.database).load().sheet is None
    fill(mine, 2, power="The Act")
    assert (mine.load().sheet, mine.load().sheet_to_come) == (own(), None)
    assert faults(mine) == []


def test_nothing_is_pinned_of_which_another_process_stored_other_words(store: Store) -> None:
    uses(store, None).add(assessment())
    mine = uses(store, own())
    uses(store, CHANGED)
    with pytest.raises(SheetChanged, match="start Balance again"):
        fill(mine, power="The Act")
    assert mine.load().entries == ()


def test_it_comes_back_from_another_store(store: Store) -> None:
    mine = started(store)
    fill(mine, power="The Act", basis="task")
    data = to_json(record_of(kept(mine)))
    mine.rows(lambda transaction: erase(transaction, "one", by="", why="", at=NOW))
    assert mine.rows(lambda transaction: transaction.execute(select(ENTRIES)).all()) == []
    mine.rows(lambda transaction: RecordStore().add(transaction, kept_of(read(data)), HERE, NOW))
    assert to_json(record_of(kept(mine))) == data
    assert faults(mine) == []


def test_who_recorded_it_is_told_to_them_and_forgotten_when_they_ask(store: Store) -> None:
    mine = started(store)
    fill(mine, power=f"Ask <@{TOM}> for it")
    assert [row["field_id"] for row in mine.rows(lambda rows: about(rows, TOM))["entries"]] == ["power"]
    mine.rows(lambda transaction: forget(transaction, TOM, later(9)))
    [entry] = Store(mine.database).load().entries
    assert TOM not in (entry.by, entry.value)
    assert TOM not in entry.value
    assert mine.rows(lambda rows: about(rows, TOM)) == {}
    assert faults(mine) == []
