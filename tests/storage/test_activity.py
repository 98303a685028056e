"""The activity log read back: latest first, by pages, and only one's own."""

from collections.abc import Collection
from dataclasses import replace

from bot.cards import history
from flows.activity import BY_ITSELF, Happened
from flows.answer import Answer, Given
from storage.activity import ActivityLog
from storage.repository import Repository
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, NOW, OTHER_TEAM, TOM, assessment, later


def filled(store: Store, number: int = 7) -> Store:
    for id in ("one", "other"):
        store.add(assessment(id))

    def log(repository: Repository) -> None:
        for minute in range(number):
            what = "answer" if minute % 2 == 0 else "go_to"
            repository.activity.add("one", TOM, what, later(minute), "a-1", rating=minute)
        found = repository.get("one")
        assert found is not None
        repository.save(found, later(number))

    store.run(log)
    return store


def test_what_happened_comes_back_latest_first(store: Store) -> None:
    found, total = filled(store).rows(lambda t: ActivityLog(t, store.workspace).happened("one"))
    assert total == 8
    assert found.pop() == Happened(NOW, AMINA, "start", None, {})
    assert found[0] == Happened(later(6), TOM, "answer", "a-1", {"rating": 6})
    assert [one.detail["rating"] for one in found] == [6, 5, 4, 3, 2, 1, 0]


def test_pages_follow_each_other_without_what_is_left_out(store: Store) -> None:
    filled(store)

    def page(skip: int) -> tuple[list[Happened], int]:
        return store.rows(
            lambda t: ActivityLog(t, store.workspace).happened(
                "one", without=("start", "go_to"), skip=skip, most=3
            )
        )

    pages = [page(skip) for skip in (0, 3, 6)]
    assert [total for _, total in pages] == [4, 4, 4]
    assert [[one.detail["rating"] for one in found] for found, _ in pages] == [[6, 4, 2], [0], []]


def test_what_nobody_did_is_recorded_and_told_to_nobody(store: Store) -> None:
    store.add(assessment("one"))
    store.change(lambda found: setattr(found, "title", "Quietly"))

    def happened(without: Collection[str]) -> list[str]:
        found, _ = store.rows(lambda t: ActivityLog(t, store.workspace).happened("one", without=without))
        return [one.what for one in found]

    assert happened(()) == [BY_ITSELF, "start"]
    assert happened(history.LEFT_OUT) == ["start"]


def test_another_workspace_reads_nothing_of_it(store: Store) -> None:
    filled(store)
    assert store.rows(lambda t: ActivityLog(t, OTHER_TEAM).happened("one")) == ([], 0)


def test_of_what_does_not_exist_nothing_happened(store: Store) -> None:
    assert store.rows(lambda t: ActivityLog(t, store.workspace).happened("nobody")) == ([], 0)


def test_what_was_written_for_an_answer_comes_with_it_also_when_it_stands_no_more(store: Store) -> None:
    store.add(assessment("one"))
    answers = [(TOM, Answer.rated(2, "The contract.", "Page 4.")), (AMINA, Answer.rated(3))]
    for minute, (person, answer) in enumerate(answers, start=1):

        def log(
            repository: Repository, person: str = person, answer: Answer = answer, minute: int = minute
        ) -> None:
            found = repository.get("one")
            assert found is not None
            found.progress = replace(found.progress, given={"a-1": Given.now(answer, person, later(minute))})
            repository.activity.add("one", person, "answer", later(minute), "a-1")
            repository.save(found, later(minute))

        store.run(log)
    found, _ = store.rows(lambda t: ActivityLog(t, store.workspace).happened("one", without=("start",)))
    assert [(one.by, one.words, one.shows) for one in found] == [
        (AMINA, "", ""),
        (TOM, "The contract.", "Page 4."),
    ]
