"""Frameworks are kept with the assessments that were made with them."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from flows.framework import default_framework
from flows.progress import Progress
from storage.database import Database
from storage.errors import FrameworkChanged
from storage.frameworks import FrameworkStore
from storage.patience import patiently
from storage.repository import Repository
from storage.tables import FRAMEWORKS
from tests.storage.conftest import Store
from tests.storage.samples import FRAMEWORK, NOW, assessment, later

CHANGED = replace(FRAMEWORK, name="Small, but in other words")


def test_an_old_assessment_stays_readable_after_the_question_file_has_a_new_version(store: Store) -> None:
    store.run(lambda repository: repository.add(assessment(), NOW))
    newer = replace(CHANGED, version="2")
    after_a_restart = FrameworkStore()
    store.rows(lambda session: after_a_restart.keep(session, newer, later(1)))
    found = Store(store.database, frameworks=after_a_restart).run(lambda repository: repository.get("one"))
    assert found is not None
    assert found.framework == FRAMEWORK


def test_a_file_that_was_changed_under_its_version_is_refused_once_it_was_used(store: Store) -> None:
    store.run(lambda repository: repository.add(assessment(), NOW))
    with pytest.raises(FrameworkChanged, match="Give the changed file a new version") as caught:
        store.rows(lambda session: FrameworkStore().keep(session, CHANGED, later(1)))
    assert "small was changed, but its version is still 1" in str(caught.value)


def test_a_file_may_be_changed_while_nobody_has_used_it(store: Store) -> None:
    store.rows(lambda session: FrameworkStore().keep(session, CHANGED, later(1)))
    assert store.rows(lambda session: FrameworkStore().load(session, "small", "1")) == CHANGED


def test_what_an_assessment_is_pinned_to_is_never_rewritten(store: Store) -> None:
    store.add(assessment())
    body = select(FRAMEWORKS.c.body)
    before = store.rows(lambda transaction: transaction.execute(body).scalar_one())
    with pytest.raises(FrameworkChanged):
        store.rows(lambda transaction: FrameworkStore().keep(transaction, CHANGED, later(1)))
    assert store.rows(lambda transaction: transaction.execute(body).scalar_one()) == before


def test_no_assessment_is_added_with_other_words_than_the_store_has(store: Store) -> None:
    """Another process has stored a changed file under the same version since this one began."""
    store.rows(lambda transaction: FrameworkStore().keep(transaction, CHANGED, later(1)))
    with pytest.raises(FrameworkChanged, match="Give the changed file a new version") as caught:
        store.add(assessment())
    assert "small was changed while Balance was running, but its version is still 1" in str(caught.value)
    assert store.run(lambda repository: repository.get("one")) is None


def test_a_process_that_runs_reads_an_assessment_with_the_words_that_it_was_made_with(store: Store) -> None:
    """Not with those that it would ask itself: they were stored under the same version before."""
    reworded = replace(assessment(), progress=Progress.start(CHANGED))
    newer = Store(store.database)
    newer.rows(lambda transaction: newer.frameworks.keep(transaction, CHANGED, later(1)))
    newer.add(reworded)
    assert store.load().framework == CHANGED
    assert newer.load().framework == CHANGED


def test_who_pins_and_who_changes_wait_for_each_other(store: Store) -> None:
    """The change begins while the assessment is being added: it sees that one, or waits for it."""
    changing = Database(store.database.url)
    with ThreadPoolExecutor(1) as other:

        def pin(repository: Repository) -> Future[None]:
            repository.add(assessment(), NOW)
            return other.submit(
                patiently,
                lambda: changing.write_now(lambda t: FrameworkStore().keep(t, CHANGED, later(1))),
            )

        with pytest.raises(FrameworkChanged, match="Assessments were made with the earlier text"):
            store.run(pin).result()
    changing.close()


def test_keeping_the_same_again_changes_nothing(store: Store) -> None:
    store.rows(lambda session: FrameworkStore().keep(session, FRAMEWORK, later(1)))
    assert store.rows(lambda session: FrameworkStore().load(session, "small", "1")) == FRAMEWORK


def test_the_18_questions_come_back_word_for_word(store: Store) -> None:
    questions = default_framework()
    store.rows(lambda session: FrameworkStore().keep(session, questions, NOW))
    found = store.rows(lambda session: FrameworkStore().load(session, questions.id, questions.version))
    assert found == questions
    assert found.digest == questions.digest
