"""What people were called, kept as it changes."""

from flows.record.names import Called, called_at
from storage import names
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, NOW, later

TEAM = HERE.team_id


def keep(store: Store, name: str, minutes: int, *, person: str = AMINA, is_handle: bool = False) -> None:
    store.rows(lambda rows: names.keep(rows, TEAM, person, name, later(minutes), is_handle=is_handle))


def kept(store: Store) -> object:
    return store.rows(lambda rows: names.read(rows, TEAM))


def test_a_name_is_written_when_it_is_new_or_changed(store: Store) -> None:
    for minutes, name in enumerate(("Amina Yusuf", "Amina Yusuf", "Amina Khan", "Amina Yusuf")):
        keep(store, name, minutes)
    written = [Called("Amina Yusuf", NOW), Called("Amina Khan", later(2)), Called("Amina Yusuf", later(3))]
    assert kept(store) == {AMINA: written}


def test_a_handle_serves_only_who_has_no_name(store: Store) -> None:
    keep(store, "amina.yusuf", 0, is_handle=True)
    keep(store, "Amina Yusuf", 1)
    keep(store, "amina.yusuf", 2, is_handle=True)
    assert kept(store) == {AMINA: [Called("Amina Yusuf", NOW)]}


def test_what_no_database_can_keep_is_left_out_of_a_name(store: Store) -> None:
    keep(store, " \x00 ", 0)
    keep(store, "Ami\x00na", 1)
    assert kept(store) == {AMINA: [Called("Amina", later(1))]}


def test_names_of_another_team_are_not_read(store: Store) -> None:
    store.rows(lambda rows: names.keep(rows, "T0OTHER", AMINA, "Somebody", NOW))
    assert kept(store) == {}


def test_names_that_are_added_twice_stand_once(store: Store) -> None:
    keep(store, "Amina Yusuf", 1)
    before = {AMINA: [Called("amina", NOW), Called("Amina Yusuf", later(1))]}
    for _ in range(2):
        store.rows(lambda rows: names.add(rows, TEAM, before))
    assert kept(store) == before


def test_the_name_of_an_act_is_the_one_of_then() -> None:
    called = [Called("Amina Yusuf", later(5)), Called("Amina Khan", later(9))]
    found = [called_at(called, later(minutes)) for minutes in (0, 5, 8, 9, 20)]
    assert [one.name for one in found if one] == ["Amina Yusuf"] * 3 + ["Amina Khan"] * 2
    assert called_at([], NOW) is None
