"""Which bots run on a store, and what waits in it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from storage.forgetting import forget
from storage.processes import (
    KEPT,
    Process,
    drawing,
    forget_dead,
    processes,
    reminders_due,
    remove,
    write,
)
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.tables import ASSESSMENTS, PROCESSES, SURFACES
from storage.transaction import NOW as STORE_NOW
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, NOW, TOM, assessment, later

ONE = Process("one", "T0HERE", 7, "host", "HTTP", "0.1", started_at=NOW, lost_at=NOW)


def test_a_process_is_one_row_that_it_writes_over_and_over_and_takes_away(store: Store) -> None:
    store.rows(lambda t: write(t, ONE))
    connected = replace(ONE, connected_since=later(1), lost_at=None, heard_at=later(2))
    store.rows(lambda t: write(t, connected))
    [found] = store.rows(processes)
    assert replace(found, age=timedelta(0)) == connected
    assert found.age < timedelta(minutes=5), "by the clock of the database"
    store.rows(lambda t: remove(t, "one"))
    assert store.rows(processes) == []


def test_the_age_of_one_that_was_killed_is_told_until_it_is_of_no_interest(store: Store) -> None:
    for name, age in (("now", timedelta(0)), ("dead", KEPT / 2), ("long dead", KEPT * 2)):
        store.rows(lambda t, name=name: write(t, replace(ONE, id=name)))  # type: ignore[misc]
        moment = store.rows(lambda t: t.execute(select(STORE_NOW)).scalar_one()) - age
        store.rows(
            lambda t, name=name, moment=moment: t.execute(  # type: ignore[misc]
                update(PROCESSES).where(PROCESSES.c.id == name).values(written_at=moment)
            )
        )
    store.rows(forget_dead)
    found = store.rows(processes)
    assert [one.id for one in found] == ["now", "dead"]
    assert found[1].age >= KEPT / 2


def test_what_waits_to_be_drawn_is_counted_with_the_oldest(store: Store) -> None:
    store.add(assessment())
    assert store.rows(lambda t: drawing(t, NOW)).waiting == 0
    store.surfaces(lambda surfaces: surfaces.open(assessment()))
    found = store.rows(lambda t: drawing(t, later(5)))
    assert (found.waiting, found.oldest, found.held_up) == (2, NOW, 0)
    store.surfaces(lambda s: s.want(assessment(), SurfaceKind.SUMMARY))
    assert store.rows(lambda t: drawing(t, later(5))).waiting == 3


def test_what_may_wait_is_not_waiting_until_then(store: Store) -> None:
    def open_later(surfaces: Surfaces) -> None:
        surfaces.open(assessment())
        for row in surfaces.rows.of("one"):
            row.due_at = later(30)
            surfaces.rows.write(row)

    store.add(assessment())
    store.surfaces(open_later)
    assert store.rows(lambda t: drawing(t, later(29))).waiting == 0
    found = store.rows(lambda t: drawing(t, later(31)))
    assert (found.waiting, found.oldest) == (2, later(30))


def test_what_is_drawn_anew_because_somebody_was_forgotten_waits_since_then(store: Store) -> None:
    """Not since the last change of its assessment; and what was late before stays so."""
    store.add(assessment())
    store.add(assessment("two"))
    for id in ("one", "two"):
        store.surfaces(lambda surfaces, id=id: surfaces.open(assessment(id)))  # type: ignore[misc]
    of, day = SURFACES.c, later(60 * 24)
    shown = update(SURFACES).where(of.assessment_id == "one").values(ts="1700.000001", shown=of.wanted)
    store.rows(lambda t: t.execute(shown))
    store.rows(lambda t: t.execute(update(SURFACES).where(of.assessment_id == "two").values(shown=of.wanted)))
    store.rows(lambda t: forget(t, AMINA, day))
    found = store.rows(lambda t: drawing(t, day))
    assert (found.waiting, found.oldest) == (2, day)
    store.rows(lambda t: t.execute(update(SURFACES).values(due_at=None)))
    store.rows(lambda t: forget(t, TOM, later(60 * 25)))
    assert store.rows(lambda t: drawing(t, later(60 * 25))).oldest == NOW, "it was late before"


def test_what_is_wanted_for_later_does_not_wait_to_forget_somebody(store: Store) -> None:
    store.add(assessment())
    store.surfaces(lambda surfaces: surfaces.open(assessment()))
    store.rows(lambda t: t.execute(update(SURFACES).values(ts="1700.000001", due_at=later(500))))
    store.rows(lambda t: forget(t, AMINA, later(9)))
    found = store.rows(lambda t: drawing(t, later(9)))
    assert (found.waiting, found.oldest) == (2, later(9))


def test_what_cannot_be_shown_where_it_stands_is_told_apart(store: Store) -> None:
    store.add(assessment())
    store.surfaces(lambda surfaces: surfaces.open(assessment()))
    store.rows(lambda t: t.execute(update(ASSESSMENTS).values(trouble="is_archived")))
    found = store.rows(lambda t: drawing(t, later(5)))
    assert (found.waiting, found.oldest, found.held_up) == (0, None, 2)


def test_reminders_are_due_from_their_moment_on(store: Store) -> None:
    store.add(assessment())
    store.rows(lambda t: t.execute(update(ASSESSMENTS).values(remind_from=later(10))))
    assert store.rows(lambda t: reminders_due(t, later(9))) == 0
    assert store.rows(lambda t: reminders_due(t, later(10))) == 1
