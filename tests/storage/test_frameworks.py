"""Frameworks are kept with the assessments that were made with them."""

from dataclasses import replace

import pytest

from flows.framework import default_framework
from storage.errors import FrameworkChanged
from storage.frameworks import FrameworkStore
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


def test_keeping_the_same_again_changes_nothing(store: Store) -> None:
    store.rows(lambda session: FrameworkStore().keep(session, FRAMEWORK, later(1)))
    assert store.rows(lambda session: FrameworkStore().load(session, "small", "1")) == FRAMEWORK


def test_the_18_questions_come_back_word_for_word(store: Store) -> None:
    questions = default_framework()
    store.rows(lambda session: FrameworkStore().keep(session, questions, NOW))
    found = store.rows(lambda session: FrameworkStore().load(session, questions.id, questions.version))
    assert found == questions
    assert found.digest == questions.digest
