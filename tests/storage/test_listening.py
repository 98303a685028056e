"""When the bot listened, and which threads to look through."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from storage.listening import Span, Thread, last_span, open_threads, remember
from storage.repository import Repository
from tests.storage.conftest import Store
from tests.storage.samples import HOUSING, NOW, OTHER_TEAM, assessment, later

ENDED = ("submitted", "abandoned")


def test_what_was_written_down_last_counts_for_each_workspace(store: Store) -> None:
    here, there = Span(NOW, later(5)), Span(later(1), later(2))
    assert store.rows(lambda session: last_span(session, store.workspace)) is None
    store.rows(lambda session: remember(session, store.workspace, Span(NOW, NOW)))
    store.rows(lambda session: remember(session, OTHER_TEAM, there))
    store.rows(lambda session: remember(session, store.workspace, here))
    assert store.rows(lambda session: last_span(session, store.workspace)) == here
    assert store.rows(lambda session: last_span(session, OTHER_TEAM)) == there


def test_open_threads_come_last_touched_first(store: Store) -> None:
    for minutes, (name, thread) in enumerate(
        [("old", "1.0"), ("first", "2.0"), ("none", None), ("done", "3.0"), ("second", "4.0")]
    ):
        made = replace(assessment(name), thread_ts=thread)
        if name == "done":
            made.progress.state = "submitted"
        store.run(partial(Repository.add, assessment=made, at=later(minutes)))
    foreign = replace(assessment("foreign"), thread_ts="5.0")
    store.of(OTHER_TEAM).run(partial(Repository.add, assessment=foreign, at=later(9)))

    found = store.rows(
        lambda session: open_threads(session, store.workspace, ENDED, NOW + timedelta(minutes=1))
    )
    assert found == [Thread(HOUSING, "4.0"), Thread(HOUSING, "2.0")]
