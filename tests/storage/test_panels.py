"""Panels in the store: what is kept, what of it is in records and digests, and what goes with an assessment
or a person."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from flows import panel_acts, panel_settling
from flows.actor import FORMER, Actor
from flows.answer import Answer, AnswerKind
from flows.assessment import Assessment
from flows.panel import Dissent, Rated
from flows.record.reading import kept_of, read
from flows.record.writing import record_of, to_json
from flows.states import State
from flows.triggers import Trigger
from storage import panels, records
from storage.backup import back_up
from storage.chains import verify_record
from storage.clearing import Message
from storage.database import Database
from storage.erasing import erase, find, tombstones
from storage.forgetting import about, forget
from storage.records import RecordStore
from storage.repository import Repository
from storage.restoring import restore
from storage.surfaces import Surfaces
from storage.tables import ASSESSMENTS, CHAIN_DAYS, DISSENTS, METADATA, PANEL_ROUNDS, PANELLISTS, SURFACES
from storage.transaction import Transaction
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, NOW, PRIYA, TOM, assessment, later
from tests.storage.test_chains import keep, touch, verified
from tests.storage.test_forgetting import everything

PEOPLE = (TOM, PRIYA, AMINA)
"""In the order of the lots."""
UNTIL = date(2026, 4, 1)
RATED: Mapping[str, Sequence[int]] = {TOM: (1, 4, 4, 4), PRIYA: (5, 4, 4, 3), AMINA: (5, 4, 4, 4)}
WHY = "Nobody told us what it is for."


def dm(person: str) -> str:
    return f"D0{person[2:]}"


def ballot_of(person: str) -> str:
    return f"ballot-{person[2:].lower()}"


def convened(store: Store, *, named: bool) -> None:
    """All have begun; Tom and Priya are done. They are so few that two can be shown without names."""
    made = assessment(owner=AMINA)
    panel_acts.seat(made, PEOPLE, Actor(AMINA, NOW), named=named, until=UNTIL)
    store.add(made)
    for minute, person in enumerate(RATED, start=1):
        answered(store, person, minute)
    for minute, person in enumerate((TOM, PRIYA), start=11):
        done(store, person, minute)


def answered(store: Store, person: str, minute: int) -> None:
    def work(repository: Repository) -> None:
        parent = repository.get("one", lock=True)
        assert parent is not None
        by = Actor(person, later(minute), "1000.000002", dm(person))
        ballot = panel_acts.begin(parent, ballot_of(person), by)
        repository.add(ballot, by.at)
        for rating in RATED[person]:
            ballot.fire(Trigger.ANSWER, by, answer=Answer.rated(rating, WHY if rating < 3 else ""))
            repository.activity.add(ballot.id, person, "answer", by.at, rating=rating)
        repository.save(ballot, by.at)
        repository.activity.add("one", person, "begin_ballot", by.at)
        repository.save(parent, by.at)

    store.run(work)


def done(store: Store, person: str, minute: int) -> None:
    def work(repository: Repository) -> None:
        parent, ballot = repository.get("one", lock=True), repository.get(ballot_of(person), lock=True)
        assert parent is not None
        assert ballot is not None
        panel_acts.finish(parent, ballot, Actor(person, later(minute)))
        repository.activity.add("one", person, "ballot_done", later(minute))
        for one in (parent, ballot):
            repository.save(one, later(minute))

    store.run(work)


def revealed(store: Store) -> None:
    """With whoever is done, on its day; then Tom sees it otherwise, and says so twice."""

    def work(repository: Repository) -> None:
        parent = repository.get("one", lock=True)
        assert parent is not None
        ids = panels.ballots_of(repository.transaction, "one")
        ballots = {id: found for id in ids if (found := repository.get(id, lock=True))}
        panel_acts.reveal(parent, ballots, Actor(AMINA, later(20)))
        repository.activity.add("one", AMINA, "reveal", later(20), round=1)
        parent.fire(Trigger.GO_TO, Actor(AMINA, later(21)), to="a-1")
        parent.fire(Trigger.ANSWER, Actor(AMINA, later(21)), answer=Answer.rated(5))
        panel_settling.dissent(parent, "a-1", "It breaks the law.", Actor(TOM, later(22)))
        panel_settling.dissent(parent, "a-1", "I see it at 1.", Actor(TOM, later(22)))
        named = parent.panel is not None and parent.panel.named
        repository.activity.add("one", TOM if named else panel_acts.PANEL_MEMBER, "dissent", later(22), "a-1")
        for one in (parent, *ballots.values()):
            repository.save(one, later(22))

    store.run(work)


@pytest.fixture(params=[True, False], ids=["named", "nameless"])
def named(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_panel_comes_back_as_it_was_saved(store: Store, named: bool) -> None:
    convened(store, named=named)
    panel = Store(store.database).load().panel
    assert panel is not None
    assert (panel.named, panel.until) == (named, UNTIL)
    assert [(one.person, one.number) for one in panel.people] == [
        (person, number) for number, person in enumerate(PEOPLE, start=1)
    ]
    assert [one.done_at for one in panel.people] == [later(11), later(12), None]
    assert [one.answers for one in panel.rounds] == [{}]
    revealed(store)
    found = Store(store.database).load().panel
    assert found is not None
    assert found == store.load().panel
    assert found.rounds[0].answers["a-1"] == {1: Answer.rated(1, WHY), 2: Answer.rated(5)}
    (said,) = found.dissents
    assert (said.question, said.number, said.team, said.around) == ("a-1", 1, Rated(AnswerKind.RATING, 5), 1)
    assert [(one.words, one.at, one.team) for one in said.earlier] == [
        ("It breaks the law.", later(22), said.team)
    ]


def test_a_sentence_from_before_its_ratings_were_kept_stands_in_the_record_as_it_did(store: Store) -> None:
    convened(store, named=True)
    revealed(store)
    old = Dissent("a-2", 1, "I see it at 1.", later(23))

    def change(found: Assessment) -> None:
        assert found.panel is not None
        found.panel = replace(found.panel, dissents=(*found.panel.dissents, old))

    store.change(change, at=later(23))
    found = Store(store.database).load().panel
    assert found is not None
    assert found.dissents[-1] == old
    assert panels.dissent_fact(old).keys() == {"question_id", "panellist", "words", "said_at"}
    assert verified(Store(store.database)).found == []


def test_words_that_are_changed_where_another_took_their_place_are_found(store: Store) -> None:
    convened(store, named=True)
    revealed(store)
    touch(store, DISSENTS, earlier=[])
    assert {one.what for one in verified(store).found} == {"dissent:a-1:1"}


def test_who_is_asked_can_change(store: Store) -> None:
    convened(store, named=False)

    def change(found: Assessment) -> None:
        assert found.panel is not None
        found.panel = replace(found.panel, people=found.panel.people[:2])

    store.change(change, at=later(15))
    panel = Store(store.database).load().panel
    assert panel is not None
    assert [one.person for one in panel.people] == list(PEOPLE[:2])


def test_the_record_and_all_ballots_hold(store: Store, named: bool) -> None:
    convened(store, named=named)
    assert verified(store).found == []
    revealed(store)
    found = verified(Store(store.database))
    assert (found.found, found.assessments, found.ballots) == ([], 4, 3)


def test_what_is_changed_in_the_store_is_found(store: Store) -> None:
    convened(store, named=True)
    revealed(store)
    touch(store, PANELLISTS, number=9)
    touch(store, PANEL_ROUNDS, answers={})
    assert {one.what for one in verified(store).found} == {"panel", "round:1"}


def test_the_record_commits_to_no_number_of_anybody_where_names_were_not_agreed_on(store: Store) -> None:
    convened(store, named=False)
    revealed(store)
    touch(store, PANELLISTS, number=9)
    assert verified(store).found == []


def test_a_ballot_is_no_record(store: Store) -> None:
    convened(store, named=True)
    revealed(store)
    assert list(records.ids(store.database)) == ["one"]
    assert records.count(store.database) == 1
    for person in RATED:
        id = ballot_of(person)
        assert store.rows(partial(RecordStore().read, ids=[id])) == {}
        assert store.rows(partial(panels.assessment_of, ballot_id=id)) == "one"
    assert store.rows(lambda t: panels.assessment_of(t, "one")) is None


def test_before_the_reveal_its_record_depends_on_nothing_that_was_answered(store: Store) -> None:
    convened(store, named=True)
    kept = store.rows(lambda t: RecordStore().read(t, ["one"]))["one"]
    assert verify_record(kept).found == []
    texts = [link.content.text or "" for link in kept.links]
    assert not [text for text in texts if "rating" in text or WHY in text or "answer:" in text]
    facts = [json.loads(text).get("facts", {}) for text in texts]
    assert facts[-1].keys() == {"panel"}
    assert facts[-1]["panel"].keys() == {"named", "until", "panellists", "are_done", "numbers"}


@pytest.mark.parametrize("is_revealed", [True, False])
@pytest.mark.parametrize("without_names", [True, False])
def test_its_record_holds_wherever_it_is_read(
    store: Store, named: bool, is_revealed: bool, without_names: bool
) -> None:
    convened(store, named=named)
    if is_revealed:
        revealed(store)
    kept = store.rows(lambda t: RecordStore().read(t, ["one"]))["one"]
    data = to_json(record_of(kept, without_names=without_names))
    assert verify_record(kept_of(read(data))).found == []
    assert not [person for person in PEOPLE if without_names and person in data.decode()]


def test_whoever_was_done_in_another_store_begins_anew(store: Store) -> None:
    convened(store, named=False)
    kept = store.rows(lambda t: RecordStore().read(t, ["one"]))["one"]
    data = to_json(record_of(kept))
    here = kept_of(read(data))
    assert here.assessment.panel is not None
    assert {one.person for one in here.assessment.panel.people if one.done_at} == {TOM, PRIYA}
    panel_acts.begin(here.assessment, "another", Actor(TOM, later(60), channel=dm(TOM)))
    assert here.assessment.panel.done == (), "Priya has no ballot here either"
    assert {one.person for one in here.assessment.panel.begun} == {TOM}


def test_no_digest_of_a_ballot_enters_the_day(store: Store) -> None:
    convened(store, named=True)
    assert keep(store, 4)
    revealed(store)
    assert keep(store, 5)
    assert not keep(store, 6), "nothing grew but what is left out"
    rows = store.rows(lambda t: t.execute(select(CHAIN_DAYS)).all())
    assert [sorted(row.heads) for row in rows] == [["one"], ["one"]]


# --- erasing


def posted(store: Store) -> None:
    """Everything stands in Slack."""
    for id in ("one", *map(ballot_of, RATED)):
        found = store.load(id)
        store.surfaces(partial(Surfaces.open, assessment=found))

    def work(transaction: Transaction) -> None:
        for number, row in enumerate(transaction.execute(select(SURFACES).order_by(SURFACES.c.id)).all()):
            this = SURFACES.update().where(SURFACES.c.id == row.id)
            transaction.execute(this.values(ts=f"1700.00000{number}"))
        for id in map(ballot_of, RATED):
            transaction.execute(
                ASSESSMENTS.update().where(ASSESSMENTS.c.id == id).values(thread_ts="1700.000000")
            )

    store.rows(work)


def test_what_people_answered_alone_goes_with_it_and_what_stands_of_it_in_slack(store: Store) -> None:
    convened(store, named=True)
    revealed(store)
    posted(store)
    found = store.rows(lambda t: find(t, "one"))
    assert found is not None
    assert (found.ballots, found.panel_of, found.answers) == (3, None, 1)
    rows = store.rows(lambda t: t.execute(select(SURFACES)).all())
    assert found.messages == len(rows)
    store.rows(lambda t: erase(t, "one", by="Grace", why="Asked for", at=later(99)))
    [stone] = store.rows(tombstones)
    assert stone.id == "one"
    assert set(stone.left.messages) == {Message(row.channel_id, row.ts) for row in rows}
    assert {one.channel for one in stone.left.threads} >= set(map(dm, RATED))
    cells = store.rows(everything)
    assert WHY not in cells
    assert not [id for id in map(ballot_of, RATED) if id in cells]
    assert verified(Store(store.database)).found == []


def test_of_a_ballot_it_is_known_what_it_goes_with(store: Store) -> None:
    convened(store, named=True)
    found = store.rows(lambda t: find(t, ballot_of(TOM)))
    assert found is not None
    assert found.panel_of == "one"


def test_a_ballot_that_was_not_done_is_not_erased_by_the_rules_of_the_workspace(store: Store) -> None:
    convened(store, named=True)
    revealed(store)
    unseen = store.load(ballot_of(AMINA))
    assert unseen.state == State.ABANDONED
    query = select(ASSESSMENTS.c.retain_from).where(ASSESSMENTS.c.id == unseen.id)
    assert store.rows(lambda t: t.execute(query).scalar_one()) is None


def test_a_backup_holds_what_was_answered_alone_and_brings_nothing_back_that_was_erased(
    sqlite: Database, tmp_path: Path
) -> None:
    store = Store(sqlite)
    store.rows(lambda t: store.frameworks.keep(t, FRAMEWORK, NOW))
    convened(store, named=True)
    backup = tmp_path / "backup.db"
    back_up(str(sqlite.url), backup)
    store.database.close()
    restore(str(sqlite.url), backup, later(60))
    restored = Store(Database(sqlite.url))
    assert restored.load(ballot_of(TOM)).given["a-1"].answer == Answer.rated(1, WHY)
    restored.rows(lambda t: erase(t, "one", by="Grace", why="Asked for", at=later(99)))
    restored.database.close()
    assert restore(str(sqlite.url), backup, later(120)).erased == 1
    again = Store(Database(sqlite.url))
    assert WHY not in again.rows(everything)
    assert verified(again).assessments == 0
    again.database.close()


# --- people


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("is_revealed", [True, False])
def test_somebody_of_a_panel_can_be_forgotten(
    store: Store, person: str, is_revealed: bool, named: bool
) -> None:
    convened(store, named=named)
    if is_revealed:
        revealed(store)
    gone = store.rows(lambda t: forget(t, person, later(99)))
    assert gone.assessments == 1, "ballots are none"
    assert f"'{person}'" not in store.rows(everything)
    fresh = Store(store.database)
    assert verified(fresh).found == []
    panel = fresh.load().panel
    assert panel is not None
    assert [one.person for one in panel.people] == [FORMER if one == person else one for one in PEOPLE]


def test_all_of_a_panel_can_be_forgotten_and_are_still_as_many(store: Store, named: bool) -> None:
    convened(store, named=named)
    revealed(store)
    before = store.load().panel
    for person in PEOPLE:
        store.rows(partial(forget, person=person, at=later(99)))
    panel = Store(store.database).load().panel
    assert panel is not None
    assert before is not None
    assert [one.person for one in panel.people] == [FORMER] * 3
    assert [one.number for one in panel.people] == [1, 2, 3]
    assert (panel.rounds[0].answers, len(panel.heard)) == (before.rounds[0].answers, 2)


@pytest.mark.parametrize("is_revealed", [True, False])
def test_of_a_person_it_is_told_that_they_answer_alone_and_not_what(
    store: Store, named: bool, is_revealed: bool
) -> None:
    convened(store, named=named)
    if is_revealed:
        revealed(store)
    found = store.rows(lambda t: about(t, TOM))
    [seat] = found["panellists"]
    assert (seat["assessment_id"], seat["number"]) == ("one", 1 if named else None)
    assert seat["place"] == seat["number"], "a place in the order of the numbers is one of them"
    for name, rows in found.items():
        table = METADATA.tables[name]
        key = "id" if table is ASSESSMENTS else "assessment_id"
        assert not [row for row in rows if str(row.get(key, "")).startswith("ballot-")], name
    assert "answers" not in found
    if not (named and is_revealed):
        assert WHY not in json.dumps(found)
