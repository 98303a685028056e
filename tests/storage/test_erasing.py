"""An assessment erased: of its content nothing is left, and that it existed is."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from storage.clearing import InSlack, Message, change_left
from storage.erasing import erase, find, tombstones
from storage.tables import ASSESSMENTS, SURFACES
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import HOSTILE, SOCIAL_CARE, later
from tests.storage.test_chains import filled, keep, verified
from tests.storage.test_forgetting import everything

__all__ = ["filled"]


def erased(store: Store, id: str = "one") -> None:
    why = "Asked for by the tenants"
    store.rows(lambda transaction: erase(transaction, id, by="Grace", why=why, at=later(99)))


def test_what_there_is_is_told_before(filled: Store) -> None:
    found = filled.rows(lambda transaction: find(transaction, "one"))
    assert found is not None
    assert (found.title, found.answers, found.submissions, found.decisions) == (HOSTILE, 4, 1, 1)
    assert filled.rows(lambda transaction: find(transaction, "nothing")) is None


def test_nothing_of_its_content_is_left_and_that_it_existed_is(filled: Store) -> None:
    erased(filled)
    assert filled.rows(lambda transaction: find(transaction, "one")) is None
    assert HOSTILE[:20] not in filled.rows(everything)
    [stone] = filled.rows(lambda transaction: tombstones(transaction, "one"))
    assert (stone.by, stone.why, stone.at) == ("Grace", "Asked for by the tenants", later(99))
    ids = filled.rows(lambda transaction: list(transaction.execute(select(ASSESSMENTS.c.id)).scalars()))
    assert ids == ["other"]


def test_a_record_that_was_erased_is_not_missed_as_if_it_had_vanished(filled: Store) -> None:
    keep(filled, 4)
    erased(filled)
    found = verified(Store(filled.database))
    assert (found.found, list(found.tombstones), found.rows) == ([], ["one"], 1)


def test_where_it_stands_in_slack_is_kept_until_that_is_gone(filled: Store) -> None:
    found = filled.load()
    filled.surfaces(lambda surfaces: surfaces.open(found))

    def posted(transaction: Transaction) -> None:
        for number, row in enumerate(transaction.execute(select(SURFACES)).all()):
            this = update(SURFACES).where(SURFACES.c.id == row.id)
            transaction.execute(this.values(ts=f"1700.00000{number}"))

    filled.rows(posted)
    erased(filled)
    [stone] = filled.rows(tombstones)
    assert stone.left.messages[-1] == Message(SOCIAL_CARE, "1700.000000"), "the parent of the thread last"

    def one_less(left: InSlack) -> InSlack:
        return replace(left, messages=left.messages[1:], deleted=1)

    filled.rows(lambda transaction: change_left(transaction, "one", one_less))
    [after] = filled.rows(tombstones)
    assert after.left == one_less(stone.left)


@pytest.mark.parametrize("id", ["one", "other"])
def test_the_others_stay(filled: Store, id: str) -> None:
    erased(filled, id)
    assert verified(Store(filled.database)).assessments == 1
