"""The repository: what goes in comes out, only for its own workspace, and history only grows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError

from flows.actor import Actor
from flows.answer import Answer, Given
from flows.assessment import Assessment
from flows.own_work import Part, Replaced
from flows.triggers import Trigger
from storage.errors import StoreUnavailable
from storage.last_words import LastWords
from storage.repository import Repository
from storage.tables import ACTIVITY, ANSWER_CHANGES, ANSWERS, ASSESSMENTS
from storage.transaction import Transaction
from tests.conftest import POSTGRESQL
from tests.flows.moves import fire
from tests.storage.conftest import Store
from tests.storage.samples import (
    AMINA,
    HOSTILE,
    HOUSING,
    NOW,
    OTHER_TEAM,
    PRIYA,
    SOCIAL_CARE,
    TOM,
    answer,
    assessment,
    finish,
    later,
    submit,
)

SAM = "U0SAM"
ENDED = ("submitted", "abandoned")


# --- what goes in comes out


def test_a_new_assessment_comes_back_as_it_was_added(store: Store) -> None:
    added = assessment(assessors=frozenset({TOM, PRIYA}), title=HOSTILE, about=HOSTILE * 8)
    store.add(added)
    assert store.load() == replace(added, version=1, created_at=NOW, updated_at=NOW)


def test_an_unknown_id_is_none(store: Store) -> None:
    assert store.run(lambda repository: repository.get("nobody")) is None


@pytest.mark.parametrize(
    ("trigger", "given"),
    [
        (Trigger.ANSWER, Answer.rated(4, HOSTILE, evidence=HOSTILE)),
        (Trigger.NOT_SURE, Answer.not_sure("Nobody knows yet.")),
        (Trigger.NOT_APPLICABLE, Answer.not_applicable(HOSTILE)),
    ],
)
def test_an_answer_comes_back_with_who_gave_it_and_when(
    trigger: Trigger, given: Answer, store: Store
) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, given, by=TOM, at=later(5), trigger=trigger))
    found = store.load()
    assert found.given == {"a-1": Given(given, by=TOM, at=later(5))}
    assert found.progress.answers == {"a-1": given}
    assert (found.state, found.turn, found.moved_by, found.moved_ts) == ("a-2", 1, TOM, "1000.000002")


def test_a_reason_of_2000_emoji_comes_back(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(1, "🙂" * 2000)))
    assert store.load().given["a-1"].answer.reason == "🙂" * 2000


def test_the_place_before_a_pause_is_kept(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(4)))
    store.change(lambda found: fire(found.progress, Trigger.PAUSE))
    found = store.load()
    assert found.progress.is_paused
    assert found.progress.place == "a-2"


def test_the_way_back_from_an_earlier_question_is_kept(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(4)))
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="a-1"))
    found = store.load()
    assert (found.state, found.progress.return_to) == ("a-1", "a-2")


def test_a_submission_is_a_snapshot_that_later_answers_do_not_touch(store: Store) -> None:
    store.add(assessment())
    store.change(finish)
    store.change(submit)
    snapshot = store.load().last_submission
    assert snapshot is not None

    store.change(lambda found: fire(found.progress, Trigger.REOPEN))
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="a-1"))
    store.change(lambda found: answer(found, Answer.rated(1, "We looked again."), by=TOM))
    found = store.load()
    assert found.submissions == (snapshot,)
    assert found.given["a-1"].answer.rating == 1

    store.change(lambda found: submit(found, number=2))
    found = store.load()
    assert [submission.number for submission in found.submissions] == [1, 2]
    assert found.submissions[0] == snapshot
    assert found.submissions[1].answers["a-1"].rating == 1


def test_a_moment_without_a_time_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="a moment without a time zone"):
        store.run(lambda repository: repository.add(assessment(), NOW.replace(tzinfo=None)))


def test_where_an_assessment_stands_is_kept_when_it_moves(store: Store) -> None:
    store.add(assessment())

    def move(found: Assessment) -> None:
        found.channel, found.thread_ts = SOCIAL_CARE, "1700.000001"

    store.change(move)
    found = store.load()
    assert (found.channel, found.thread_ts) == (SOCIAL_CARE, "1700.000001")
    assert found.updated_at == later(1)


# --- finding


def test_an_assessment_is_found_by_its_thread(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: setattr(found, "thread_ts", "1700.000001"))
    found = store.run(lambda repository: repository.in_thread(HOUSING, "1700.000001"))
    assert found is not None
    assert found.id == "one"
    assert store.run(lambda repository: repository.in_thread(SOCIAL_CARE, "1700.000001")) is None
    assert store.run(lambda repository: repository.in_thread(HOUSING, "1700.000002")) is None


# --- only one's own workspace


READING: dict[str, Callable[[Repository], object]] = {
    "get": lambda repository: repository.get("one"),
    "get, locked": lambda repository: repository.get("one", lock=True),
    "get_all": lambda repository: repository.get_all(["one"]),
    "in_thread": lambda repository: repository.in_thread(HOUSING, "1700.000001"),
}


@pytest.mark.parametrize("reading", READING.values(), ids=READING.keys())
def test_nothing_of_another_workspace_is_ever_returned(
    reading: Callable[[Repository], object], store: Store
) -> None:
    store.add(assessment())
    store.change(lambda found: setattr(found, "thread_ts", "1700.000001"))
    assert store.run(reading), "our own is found"
    assert not store.of(OTHER_TEAM).run(reading)


def test_nothing_of_another_workspace_can_be_written(store: Store) -> None:
    store.add(assessment())
    found = store.load()
    found.title = "Ours now"
    with pytest.raises(StoreUnavailable):
        store.of(OTHER_TEAM).run(lambda repository: repository.save(found, NOW))
    assert store.load().title == "Falls data"


def test_every_reading_function_is_among_those_that_were_tried() -> None:
    """A new one must be added to READING, or to what is known not to read assessments."""
    other = {"add", "save", "lease", "save_lease", "roles"}
    public = {name for name in vars(Repository) if not name.startswith("_")}
    assert public - other == {name.partition(",")[0] for name in READING}


# --- two at once


def test_each_save_makes_a_new_version(store: Store) -> None:
    store.add(assessment())
    for version in (1, 2, 3):
        assert store.load().version == version
        store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="review"), at=later(version))


def test_an_assessment_that_was_changed_meanwhile_is_not_overwritten(store: Store) -> None:
    store.add(assessment())
    stale = store.load()
    store.change(lambda found: answer(found, Answer.rated(5), by=TOM))
    answer(stale, Answer.rated(1), by=PRIYA)
    with pytest.raises(StoreUnavailable, match="kept changing"):
        store.run(lambda repository: repository.save(stale, NOW))
    assert store.load().given["a-1"].by == TOM


def test_a_use_case_runs_again_on_what_another_process_left(store: Store, backend: str) -> None:
    if backend != POSTGRESQL:
        pytest.skip("on SQLite a writer has the lock from its beginning, so nobody can get in between")
    store.add(assessment())
    attempts = []

    def use_case(repository: Repository) -> None:
        found = repository.get("one")
        assert found is not None
        attempts.append(found.state)
        if len(attempts) == 1:
            store.change(lambda other: answer(other, Answer.rated(5), by=TOM))
        answer(found, Answer.rated(2), by=PRIYA)
        repository.save(found, NOW)

    store.run(use_case)
    assert attempts == ["a-1", "a-2"]
    assert {question: given.by for question, given in store.load().given.items()} == {
        "a-1": TOM,
        "a-2": PRIYA,
    }


def test_saving_writes_only_what_was_changed(store: Store) -> None:
    def change(repository: Repository) -> None:
        found = repository.get("one", lock=True)
        assert found is not None
        repository.transaction.execute(update(ASSESSMENTS).values(thread_ts="1700.000009"))
        answer(found, Answer.rated(4))
        repository.save(found, NOW)

    store.add(assessment())
    store.run(change)
    found = store.load()
    assert (found.thread_ts, found.state, found.version) == ("1700.000009", "a-2", 2)


def test_what_another_process_answered_is_seen_at_once(store: Store) -> None:
    store.add(assessment())
    another = Store(store.database)
    for number in (1, 2, 3):
        another.change(lambda found: answer(found, Answer.rated(4), by=TOM))
        assert len(store.load().given) == number
    assert store.load() == another.load()


def test_what_was_read_in_a_transaction_that_failed_is_forgotten(store: Store) -> None:
    class Stop(Exception):
        pass

    def fail(repository: Repository) -> None:
        found = repository.get("one")
        assert found is not None
        answer(found, Answer.rated(1), by=PRIYA)
        repository.save(found, NOW)
        assert repository.get("one") == found, "within the transaction it stands"
        raise Stop

    store.add(assessment())
    with pytest.raises(Stop):
        store.run(fail)
    another = Store(store.database)
    another.change(lambda found: answer(found, Answer.rated(5), by=TOM))
    assert store.load().given["a-1"].by == TOM


def test_changing_what_was_loaded_changes_nothing_that_is_kept(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(5)))
    loaded = store.load()
    loaded.progress.given.clear()
    assert store.load().given["a-1"].answer == store.load().progress.answers["a-1"] == Answer.rated(5)


# --- history


def history(transaction: Transaction) -> list[tuple[object, ...]]:
    activity = transaction.execute(select(ACTIVITY).order_by(ACTIVITY.c.id)).all()
    changes = transaction.execute(select(ANSWER_CHANGES).order_by(ANSWER_CHANGES.c.id)).all()
    return [
        ("activity", row.id, row.at, row.user_id, row.what, row.question_id, str(row.detail))
        for row in activity
    ] + [
        ("change", row.id, row.question_id, row.kind, row.rating, row.reason, row.evidence, row.answered_by)
        for row in changes
    ]


def test_activity_and_changes_of_answers_only_grow(store: Store) -> None:
    store.add(assessment())
    steps: list[Callable[[Assessment], object]] = [
        lambda found: answer(found, Answer.rated(4), by=TOM),
        lambda found: answer(found, Answer.not_sure(), by=PRIYA, trigger=Trigger.NOT_SURE),
        lambda found: fire(found.progress, Trigger.GO_TO, to="a-1"),
        lambda found: answer(found, Answer.rated(2, "Changed."), by=TOM),
        finish,
        submit,
        lambda found: fire(found.progress, Trigger.REOPEN),
        lambda found: setattr(found, "channel", SOCIAL_CARE),
    ]
    before = set(store.rows(history))
    for number, step in enumerate(steps):
        store.change(step, at=later(number))
        after = set(store.rows(history))
        assert before < after, "what was there is there still, and there is more"
        before = after


def test_every_answer_that_ever_stood_is_kept(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(4), by=TOM))
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="a-1"))
    store.change(lambda found: answer(found, Answer.rated(2, "Changed."), by=PRIYA))

    def changes(transaction: Transaction) -> list[tuple[int | None, str]]:
        rows = transaction.execute(select(ANSWER_CHANGES).order_by(ANSWER_CHANGES.c.id)).all()
        return [(row.rating, row.answered_by) for row in rows]

    assert store.rows(changes) == [(4, TOM), (2, PRIYA)]
    standing = store.rows(lambda transaction: transaction.execute(select(ANSWERS)).all())
    assert [row.rating for row in standing] == [2]


def test_who_gave_what_others_replaced_is_known_from_the_history(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(4), by=TOM, at=NOW))
    store.change(lambda found: found.explain("a-1", Actor(PRIYA, later(1)), "We asked."))
    store.change(lambda found: found.explain("a-1", Actor(SAM, later(2)), "A slip."))
    store.change(lambda found: found.explain("a-1", Actor(SAM, later(3)), ""))
    store.change(lambda found: fire(found.progress, Trigger.GO_TO, to="a-1"))
    store.change(lambda found: answer(found, Answer.rated(2), by=AMINA, at=later(4)))
    as_another_process_reads_it = Store(store.database).load()
    assert as_another_process_reads_it == store.load()
    assert as_another_process_reads_it.replaced == {
        Replaced(TOM, Part.ANSWERED, "a-1", NOW),
        Replaced(PRIYA, Part.EXPLAINED, "a-1", later(1)),
    }


def test_saving_without_a_change_adds_no_history(store: Store) -> None:
    store.add(assessment())
    store.change(lambda found: answer(found, Answer.rated(4)))
    store.change(lambda found: None)
    changes = store.rows(lambda transaction: transaction.execute(select(ANSWER_CHANGES)).all())
    assert len(changes) == 1


def test_the_log_says_who_did_what_when_and_where(store: Store) -> None:
    store.add(assessment())

    def log(repository: Repository) -> None:
        repository.activity.add("one", TOM, "answer", later(3), "a-1", rating=4)
        found = repository.get("one")
        assert found is not None
        repository.save(found, later(3))

    store.run(log)
    _, row = store.rows(lambda transaction: transaction.execute(select(ACTIVITY)).all())
    assert (row.user_id, row.what, row.at, row.question_id, row.detail) == (
        TOM,
        "answer",
        later(3),
        "a-1",
        {"rating": 4},
    )


# --- what was seen, and what was said


def test_an_event_is_new_only_once_in_each_workspace(store: Store) -> None:
    assert store.run(lambda repository: repository.seen.first_time("Ev1", NOW))
    assert not store.run(lambda repository: repository.seen.first_time("Ev1", later(60)))
    assert store.run(lambda repository: repository.seen.first_time("Ev2", NOW))
    assert store.of(OTHER_TEAM).run(lambda repository: repository.seen.first_time("Ev1", NOW))


def test_what_failed_was_not_seen(store: Store) -> None:
    class Stop(Exception):
        pass

    def fail(repository: Repository) -> None:
        assert repository.seen.first_time("Ev1", NOW)
        raise Stop

    with pytest.raises(Stop):
        store.run(fail)
    assert store.run(lambda repository: repository.seen.first_time("Ev1", NOW))


def test_old_events_are_forgotten_but_a_welcome_is_said_once_for_ever(store: Store) -> None:
    store.run(lambda repository: repository.seen.first_time("Ev1", NOW))
    store.run(lambda repository: repository.seen.first_time("welcome:C0HOUSING", NOW))
    store.run(lambda repository: repository.seen.first_time("Ev2", later(10)))
    store.of(OTHER_TEAM).run(lambda repository: repository.seen.first_time("Ev1", NOW))
    store.run(lambda repository: repository.seen.forget(NOW + timedelta(minutes=5)))
    assert store.run(lambda repository: repository.seen.first_time("Ev1", later(11)))
    assert not store.run(lambda repository: repository.seen.first_time("Ev2", later(11)))
    assert not store.run(lambda repository: repository.seen.first_time("welcome:C0HOUSING", later(11)))
    assert not store.of(OTHER_TEAM).run(lambda repository: repository.seen.first_time("Ev1", later(11)))


def test_what_was_said_last_to_a_person_is_remembered_for_each_workspace(store: Store) -> None:
    store.rows(lambda t: LastWords(t, store.workspace).remember(AMINA, "thanks"))
    store.rows(lambda t: LastWords(t, store.workspace).remember(AMINA, "greet"))
    assert store.rows(lambda t: LastWords(t, store.workspace).to(AMINA)) == "greet"
    assert store.rows(lambda t: LastWords(t, store.workspace).to(TOM)) == ""
    assert store.rows(lambda t: LastWords(t, OTHER_TEAM).to(AMINA)) == ""
