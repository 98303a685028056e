"""In which direct messages an assessment is named is written down when it is erased, so that it goes from
them too: those that are about it alone, and those that name others."""

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from storage.clearing import InSlack, Message, Post, Told
from storage.digests import DigestStore
from storage.erasing import erase, find, tombstones
from storage.reminders import BEGUN, DROPPED, PUT_OFF, SENT
from storage.tables import DIGESTS, ERASED, REMINDERS
from storage.told import told_of, was_sent
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, PRIYA, TOM, assessment, later

DM = "D0AMINA"


@pytest.fixture
def three(store: Store) -> Store:
    for id in ("one", "other", "third"):
        store.add(assessment(id))
    return store


def reminded(store: Store, token: str, *ids: str, person: str = AMINA, **more: Any) -> None:
    """A message about these, which has gone out and stands in Slack unless it is said otherwise."""
    row = {"state": SENT, "at": later(1), "token": token, "channel_id": DM, "ts": f"1700.{token}"} | more

    def work(transaction: Transaction) -> None:
        for number, id in enumerate(ids):
            key = {"user_id": person, "matter": f"answer:{id}:{token}:{number}", "step": "3"}
            row_of_it = HERE.columns | key | row | {"assessment_id": id}
            transaction.execute(insert(REMINDERS), row_of_it)

    store.rows(work)


def told(store: Store, *ids: str) -> InSlack:
    return store.rows(lambda transaction: told_of(transaction, ids or ("one",)))


def erased(store: Store, id: str = "one") -> InSlack:
    store.rows(lambda t: erase(t, id, by=AMINA, why="Asked for", at=later(99)))
    [stone] = store.rows(lambda t: tombstones(t, id))
    return stone.left


def test_a_message_about_it_alone_is_to_be_deleted_and_one_that_names_others_changed(three: Store) -> None:
    reminded(three, "01", "one", "one")
    reminded(three, "02", "one", "other")
    reminded(three, "03", "other")
    found = three.rows(lambda t: find(t, "one"))
    assert found is not None
    assert found.reminders == 2
    left = erased(three)
    assert left.messages == (Message(DM, "1700.01"),)
    assert left.told == (Told(DM, "1700.02"),)
    assert left.is_to_do
    # What was about both is about the other one alone by now.
    assert {*erased(three, "other").messages} == {Message(DM, "1700.02"), Message(DM, "1700.03")}


def test_what_goes_with_it_is_no_other(three: Store) -> None:
    reminded(three, "01", "one", "other")
    assert told(three, "one", "other").messages == (Message(DM, "1700.01"),)


def test_what_did_not_go_out_is_nowhere(three: Store) -> None:
    reminded(three, "01", "one", state=DROPPED, ts=None, channel_id=None)
    reminded(three, "", "one", state=PUT_OFF, ts=None, channel_id=None)
    reminded(three, "02", "one")
    reminded(three, "02", "other", state=DROPPED)
    assert told(three) == InSlack(messages=(Message(DM, "1700.02"),))


@pytest.mark.parametrize("state", [BEGUN, SENT])
def test_one_that_an_earlier_version_sent_or_that_was_under_way_is_to_be_found(
    three: Store, state: str
) -> None:
    reminded(three, "01", "one", state=state, ts=None)
    assert told(three).posts == (Post(DM, "", "01", later(1)),)


def test_one_to_somebody_who_was_written_to_before_is_to_be_found_there(three: Store) -> None:
    reminded(three, "01", "one", state=BEGUN, ts=None, channel_id=None)
    reminded(three, "02", "one", person=TOM, state=BEGUN, ts=None, channel_id=None)
    reminded(three, "03", "other", person=TOM, channel_id="D0TOM")
    assert [post.channel for post in told(three).posts] == ["D0TOM"], "of AMINA's nobody knows where"


def weekly(store: Store, person: str, *ids: str, week: str = "2026-W10") -> None:
    begun = store.rows(lambda t: DigestStore(t, HERE).begin(person, week, later(5), "tok", ids))
    assert begun


def test_a_weekly_message_that_names_it_is_changed(three: Store) -> None:
    weekly(three, PRIYA, "one", "other")
    three.rows(lambda t: DigestStore(t, HERE).sent(PRIYA, "2026-W10", "D0PRIYA", "1700.07"))
    weekly(three, TOM, "other")
    assert told(three) == InSlack(told=(Told("D0PRIYA", "1700.07"),))
    weekly(three, PRIYA, "one", week="2026-W11")
    assert told(three).posts == (Post("D0PRIYA", "", "tok", later(5)),), "nobody knows whether it went out"


def test_one_that_was_erased_while_the_message_was_on_its_way_is_taken_out_of_it(three: Store) -> None:
    reminded(three, "01", "one", state=BEGUN, ts=None, channel_id=None)
    assert not erased(three).is_to_do
    three.rows(lambda t: was_sent(t, ["one", "other"], DM, "1700.01"))
    [stone] = three.rows(tombstones)
    assert stone.left.told == (Told(DM, "1700.01"),)


def test_what_an_earlier_version_wrote_down_of_both_is_read(three: Store) -> None:
    """The columns are new, and have what they had none of."""
    three.rows(
        lambda t: t.execute(insert(DIGESTS), HERE.columns | {"user_id": AMINA, "week": "w", "at": later(1)})
    )
    [row] = three.rows(lambda t: t.execute(select(DIGESTS)).all())
    assert (row.token, row.names, row.ts) == ("", [], None)
    erased(three)
    three.rows(lambda t: t.execute(update(ERASED).values(told=[])))
    [stone] = three.rows(tombstones)
    assert stone.left.told == ()
