"""Which looks followed an assessment, also past those that were erased."""

from collections.abc import Sequence
from dataclasses import replace

from flows.assessment import Assessment
from storage.erasing import Tombstone, erase
from storage.retention import later_looks
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, assessment, later


def looked_at(store: Store, *ids: str) -> None:
    """Each is another look at the one before it."""
    for number, id in enumerate(ids):
        previous = ids[number - 1] if number else None
        following = ids[number + 1] if number + 1 < len(ids) else None
        store.add(replace(assessment(id), previous=previous, next=following), later(number))


def erased(store: Store, id: str) -> None:
    store.rows(lambda t: erase(t, id, by=AMINA, why="Asked for", at=later(99)))


def looks(store: Store, id: str = "one") -> tuple[Sequence[Assessment], Tombstone | None]:
    one = store.load(id)
    return store.run(lambda repository: later_looks(repository, one))


def followed_by(store: Store, id: str) -> list[str]:
    return [one.id for one in looks(store, id)[0]]


def test_all_that_followed_are_found_in_order(store: Store) -> None:
    looked_at(store, "one", "two", "three")
    assert followed_by(store, "one") == ["two", "three"]
    assert followed_by(store, "three") == []


def test_a_look_that_was_erased_hides_none_of_those_after_it(store: Store) -> None:
    looked_at(store, "one", "two", "three", "four")
    erased(store, "two")
    found, gone = looks(store)
    assert [one.id for one in found] == ["three", "four"]
    assert gone is None


def test_where_the_last_was_erased_it_is_said_when(store: Store) -> None:
    looked_at(store, "one", "two", "three")
    erased(store, "three")
    found, gone = looks(store)
    assert [one.id for one in found] == ["two"]
    assert gone is not None
    assert (gone.id, gone.at) == ("three", later(99))


def test_one_that_was_never_here_is_no_look(store: Store) -> None:
    store.add(replace(assessment(), next="elsewhere"))
    assert looks(store) == ([], None)
