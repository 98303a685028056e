"""A person taken out of all records: no trace of their id is left, and the records still hold."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from flows.actor import FORMER, FORMER_IN_LINK
from flows.answer import Answer
from flows.notes import Told
from flows.settings import ChannelSettings, PersonSettings
from storage import names
from storage.assessment_rows import lock
from storage.deduplication import SeenEvents
from storage.forgetting import Forgotten, about, digest_of, forget
from storage.settings import SettingsStore
from storage.surfaces import Surfaces
from storage.tables import ACTIVITY, FORGOTTEN, METADATA, SUBMISSIONS, SURFACES
from storage.transaction import Transaction
from tests.conftest import POSTGRESQL
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HOUSING, NOW, PRIYA, TOM, answer, assessment, later
from tests.storage.test_chains import NED, act, filled, verified
from tests.storage.test_deciding import GRACE, SAM

__all__ = ["filled"]

NAMES_OF = {
    AMINA: "Amina Yusuf",
    TOM: "Tom Hughes",
    GRACE: "Grace Okafor",
    PRIYA: "Priya Shah",
    SAM: "Sam Lee",
}


def everything(transaction: Transaction) -> str:
    """Every cell of the store."""
    rows = (row for table in METADATA.sorted_tables for row in transaction.execute(select(table)).all())
    return "\n".join(str(row) for row in rows)


def forgotten(store: Store, person: str) -> Forgotten:
    return store.rows(lambda transaction: forget(transaction, person, later(99)))


def settle(store: Store) -> None:
    def work(transaction: Transaction) -> None:
        settings = SettingsStore(transaction, store.workspace)
        settings.keep_channel(HOUSING, ChannelSettings(reviewers=(GRACE, TOM)))
        settings.keep_person(TOM, PersonSettings())
        settings.keep_inviter(HOUSING, TOM)

    store.rows(work)


def name(store: Store) -> None:
    """All of them in one moment, as a first start after an upgrade may."""

    def work(transaction: Transaction) -> None:
        for person, called in NAMES_OF.items():
            names.keep(transaction, store.workspace.team_id, person, called, NOW)

    store.rows(work)


def tell(store: Store, *people: str) -> None:
    """Something that each is told alone, and that was not sent yet."""
    found = store.load()

    def work(surfaces: Surfaces) -> None:
        for person in people:
            surfaces.tell(found, person, Told.LOOK_GIVEN, "look", by=SAM, link="")

    store.surfaces(work)


@pytest.mark.parametrize("person", [TOM, AMINA, GRACE, PRIYA, SAM, NED])
def test_no_trace_is_left_and_the_records_hold(filled: Store, person: str) -> None:
    settle(filled)
    assert person in filled.rows(everything)
    assert forgotten(filled, person).assessments >= 1
    assert person not in filled.rows(everything)
    found = verified(Store(filled.database))
    assert found.found == []
    assert found.former > 0


def test_everybody_can_be_forgotten_one_after_the_other(filled: Store) -> None:
    settle(filled)
    name(filled)
    for person in (TOM, AMINA, GRACE, PRIYA, SAM, NED):
        forgotten(filled, person)
    cells = filled.rows(everything)
    assert not [person for person in (TOM, AMINA, GRACE, PRIYA, SAM, NED) if person in cells]
    fresh = Store(filled.database)
    assert verified(fresh).found == []
    found = fresh.load()
    assert (found.owner, *found.reviewers) == (FORMER, FORMER)
    assert {given.by for given in found.given.values()} == {FORMER}
    assert [one.said_by for one in found.evidence] == ["", "", FORMER]


def test_what_somebody_was_called_goes_with_them_and_others_keep_theirs(filled: Store) -> None:
    name(filled)
    forgotten(filled, TOM)
    cells = filled.rows(everything)
    assert NAMES_OF[TOM] not in cells
    assert NAMES_OF[AMINA] in cells


def test_what_somebody_was_told_alone_goes_with_them_and_is_not_sent(
    filled: Store,
) -> None:
    tell(filled, TOM, AMINA)
    told = filled.rows(lambda transaction: about(transaction, TOM))["surfaces"]
    assert [row["channel_id"] for row in told] == [TOM]
    forgotten(filled, TOM)
    assert TOM not in filled.rows(everything)
    rows = filled.rows(lambda transaction: transaction.execute(select(SURFACES)).all())
    assert [row.channel_id for row in rows] == [AMINA]


def test_what_somebody_was_told_is_known_by_whom_it_was_for_once_it_stands_in_slack(filled: Store) -> None:
    tell(filled, TOM)

    def posted(transaction: Transaction) -> None:
        transaction.execute(SURFACES.update().values(channel_id="D0TOM", ts="1700.000001", shown=1))

    filled.rows(posted)
    assert filled.rows(lambda transaction: about(transaction, TOM))["surfaces"]
    forgotten(filled, TOM)
    assert filled.rows(lambda transaction: transaction.execute(select(SURFACES)).all()) == []


def test_what_was_offered_to_them_goes_with_them(filled: Store) -> None:
    def seen(transaction: Transaction) -> SeenEvents:
        return SeenEvents(transaction, filled.workspace)

    theirs, others = f"offered:0123456789ab:{TOM}:5f", f"offered:0123456789ab:{AMINA}:5f"
    for key in (theirs, others):
        filled.rows(lambda transaction: seen(transaction).first_time(key, NOW))  # noqa: B023 - run here
    assert [row["key"] for row in filled.rows(lambda t: about(t, TOM))["seen_events"]] == [theirs]
    forgotten(filled, TOM)
    known = filled.rows(lambda transaction: [seen(transaction).knows(key) for key in (theirs, others)])
    assert known == [False, True]


def test_what_they_said_stays_and_what_others_did_stays_theirs(filled: Store) -> None:
    before = filled.load()
    forgotten(filled, TOM)
    after = Store(filled.database).load()
    for question, given in before.given.items():
        assert after.given[question].answer.says_the_same_as(given.answer)
        assert after.given[question].by == (FORMER if given.by == TOM else given.by)


def test_a_mention_that_somebody_typed_goes_and_with_it_the_content_of_that_row(store: Store) -> None:
    store.add(assessment(title=f"What <@{TOM}> asked, and <@{TOM}|tom>"))
    act(store, AMINA, "answer", lambda found: answer(found, Answer.rated(2, f"Ask <@{TOM}>.")), 1)
    gone = forgotten(store, TOM)
    assert gone.contents == 2
    found = Store(store.database).load()
    assert found.title == f"What {FORMER} asked, and {FORMER}"
    assert found.given["a-1"].answer.reason == f"Ask {FORMER}."
    assert TOM not in store.rows(everything)
    assert TOM.lower() not in store.rows(everything), "nor in what is looked through"
    checked = verified(Store(store.database))
    assert (checked.found, checked.erased) == ([], 2)


@pytest.mark.parametrize("link", ["files/{}/F0FILE/plan.pdf", "team/{}"])
def test_a_link_to_a_file_of_theirs_goes_and_with_it_the_content_of_that_row(store: Store, link: str) -> None:
    address = f"https://riverside.slack.com/{link}"
    store.add(assessment())
    reason = f"See {address.format(TOM)} and {address.format(TOM + '2')}."
    act(store, AMINA, "answer", lambda found: answer(found, Answer.rated(2, reason)), 1)
    assert store.rows(lambda transaction: about(transaction, TOM))
    assert forgotten(store, TOM).contents == 1
    found = Store(store.database).load()
    assert found.given["a-1"].answer.reason == (
        f"See {address.format(FORMER_IN_LINK)} and {address.format(TOM + '2')}."
    )
    assert not store.rows(lambda transaction: about(transaction, TOM))
    assert store.rows(lambda transaction: about(transaction, TOM + "2"))
    checked = verified(Store(store.database))
    assert (checked.found, checked.erased) == ([], 1)


def test_somebody_whose_id_begins_like_theirs_stays(filled: Store) -> None:
    other = f"{TOM}2"
    filled.change(lambda found: setattr(found, "owner", other), at=later(60))
    act(filled, AMINA, "described", lambda found: setattr(found, "title", f"Ask <@{other}>."), 61)
    forgotten(filled, TOM)
    after = Store(filled.database).load()
    assert (after.owner, after.title) == (other, f"Ask <@{other}>.")
    rows = select(ACTIVITY.c.content).where(ACTIVITY.c.at == later(61))
    assert filled.rows(lambda transaction: transaction.execute(rows).scalar_one()) is not None


def test_what_a_process_remembers_of_them_is_out_of_date(filled: Store) -> None:
    known = filled.load()
    forgotten(filled, TOM)
    assert filled.load().version > known.version
    assert TOM not in {given.by for given in filled.load().given.values()}


def test_what_shows_them_is_drawn_anew(filled: Store) -> None:
    found = filled.load()
    filled.surfaces(lambda surfaces: surfaces.open(found))

    def posted(transaction: Transaction) -> None:
        transaction.execute(SURFACES.update().values(ts="1700.000001", shown=SURFACES.c.wanted))

    filled.rows(posted)
    forgotten(filled, TOM)
    rows = filled.rows(lambda transaction: transaction.execute(select(SURFACES)).all())
    assert rows
    assert all(row.shown < row.wanted for row in rows)


def test_that_somebody_was_forgotten_is_kept_without_who(filled: Store) -> None:
    forgotten(filled, TOM)
    forgotten(filled, TOM)
    rows = filled.rows(lambda transaction: transaction.execute(select(FORGOTTEN)).all())
    assert [row.digest for row in rows] == [digest_of(TOM)]


def test_all_that_is_kept_of_a_person_can_be_read(filled: Store) -> None:
    settle(filled)
    found = filled.rows(lambda transaction: about(transaction, TOM))
    assert {
        "assessments",
        "answers",
        "activity",
        "actions",
        "participants",
        "channels",
        "people",
    } <= found.keys()
    assert json.loads(json.dumps(found)) == found
    assert all(TOM in json.dumps(row) for rows in found.values() for row in rows)
    assert filled.rows(lambda transaction: about(transaction, "U0NOBODY")) == {}


@pytest.mark.parametrize("backend", [POSTGRESQL], indirect=True)
def test_what_is_being_handed_in_meanwhile_is_looked_through_as_well(filled: Store) -> None:
    """With SQLite whoever writes is alone."""
    with ThreadPoolExecutor(1) as other, filled.database.engine.connect() as connection:
        lock(Transaction(connection), "one")
        forgetting = other.submit(forgotten, filled, TOM)
        with pytest.raises(TimeoutError):
            forgetting.result(0.3)
        connection.execute(SUBMISSIONS.update().values(submitted_by=TOM))
        connection.commit()
        forgetting.result()
    assert TOM not in filled.rows(everything)
