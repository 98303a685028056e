"""Two processes on one store: what one remembers of a place does not outlive what the store says of it."""

import pytest

from bot.reconciler.delivery import Delivered, DeliveryState
from bot.reconciler.drawing import THREAD_GONE
from bot.reconciler.troubled_places import TroubledPlaces
from flows.assessment import Assessment
from storage.claims import Claims, Surface
from storage.repository import Repository
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from tests.storage.conftest import Store
from tests.storage.samples import HERE, HOUSING, NOW, SOCIAL_CARE, assessment

THREAD = "1700.000001"


class Process:
    """What one of several learns and asks, each time in a transaction of its own."""

    def __init__(self, store: Store) -> None:
        self.troubled = TroubledPlaces()
        self._store = store

    def learns(self, *outcomes: Delivered, of: Assessment) -> str | None:
        return self._store.surfaces(
            lambda surfaces: self.troubled.learn(Claims(surfaces, NOW), surfaces, of, list(outcomes))
        )

    def would_try(self) -> list[str]:
        return self._store.surfaces(lambda surfaces: self.troubled.worth_a_try(Claims(surfaces, NOW), HERE))

    def holds_back(self) -> bool:
        now = self._store.load()
        return self.troubled.is_held_back(now.id, now.trouble)


@pytest.fixture
def shown(store: Store) -> Assessment:
    """One whose headline stands, and whose card is to be drawn."""
    made = assessment()
    store.add(made)
    store.surfaces(lambda surfaces: surfaces.open(made))
    store.surfaces(lambda surfaces: surfaces.open_thread(made.id, THREAD))
    return store.load()


@pytest.fixture
def one(store: Store) -> Process:
    return Process(store)


@pytest.fixture
def other(store: Store) -> Process:
    return Process(store)


def outcome(state: DeliveryState, code: str = "", kind: SurfaceKind = SurfaceKind.CARD) -> Delivered:
    card = Surface("card", "one", kind, "", HOUSING, THREAD, None, 1, False, None)
    return Delivered(card, state, code=code)


def move(store: Store, what: Assessment) -> None:
    def work(repository: Repository) -> None:
        found = repository.get(what.id, lock=True)
        assert found is not None
        found.channel, found.thread_ts, found.trouble = SOCIAL_CARE, None, None
        repository.save(found, NOW)
        Surfaces(repository.transaction).relocate(found, tell_there=False)

    store.run(work)


def notices(store: Store) -> list[str]:
    return store.surfaces(
        lambda surfaces: [row.subject for row in surfaces.rows.of("one") if row.kind is SurfaceKind.NOTICE]
    )


def test_a_place_in_trouble_is_left_alone_and_its_owner_told(
    store: Store, shown: Assessment, one: Process
) -> None:
    assert one.would_try() == ["one"]
    assert one.learns(outcome(DeliveryState.NO_PLACE, "is_archived"), of=shown) == "is_archived"
    assert store.load().trouble == "is_archived"
    assert notices(store) == ["is_archived"]
    assert one.would_try() == []
    assert one.holds_back()
    one.troubled.insist("one")
    assert one.would_try() == ["one"]
    assert not one.holds_back()


@pytest.mark.parametrize("code", [THREAD_GONE, "is_archived"])
def test_moved_by_one_process_it_is_drawn_by_the_other_that_knew_of_the_trouble(
    store: Store, shown: Assessment, one: Process, other: Process, code: str
) -> None:
    for process in (one, other):
        process.learns(outcome(DeliveryState.NO_PLACE, code), of=store.load())
        assert process.would_try() == []
    move(store, shown)
    for process in (one, other):
        assert process.would_try() == ["one"]
        assert not process.holds_back()


def test_what_is_found_out_of_the_old_place_after_a_move_counts_for_nothing(
    store: Store, shown: Assessment, one: Process
) -> None:
    move(store, shown)
    assert one.learns(outcome(DeliveryState.NO_PLACE, THREAD_GONE), of=shown) is None
    assert store.load().trouble is None
    assert notices(store) == []
    assert one.would_try() == ["one"]
    assert not one.holds_back()


def test_a_new_thread_in_the_same_channel_is_another_place(
    store: Store, shown: Assessment, one: Process
) -> None:
    store.surfaces(lambda surfaces: surfaces.open_thread(shown.id, "1800.000001"))
    assert one.learns(outcome(DeliveryState.NO_PLACE, THREAD_GONE), of=shown) is None
    assert not one.holds_back()


def test_found_well_again_by_one_process_it_is_drawn_by_the_other(
    store: Store, shown: Assessment, one: Process, other: Process
) -> None:
    other.learns(outcome(DeliveryState.NO_PLACE, "not_in_channel"), of=shown)
    one.learns(outcome(DeliveryState.SHOWN), of=store.load())
    assert store.load().trouble is None
    assert other.would_try() == ["one"]
    assert not other.holds_back()


def test_a_direct_message_tells_nothing_of_the_place(store: Store, shown: Assessment, one: Process) -> None:
    one.learns(outcome(DeliveryState.NO_PLACE, "not_in_channel"), of=shown)
    told = outcome(DeliveryState.SHOWN, kind=SurfaceKind.NOTICE)
    assert one.learns(told, of=store.load()) == "not_in_channel"
    assert one.holds_back()
