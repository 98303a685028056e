"""Who has a part in what is not finished."""

from flows.answer import Answer
from flows.states import ENDED
from storage.participants import of_unfinished
from storage.workspace import Workspace
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, HERE, NOW, OTHER_TEAM, PRIYA, TOM, answer, assessment, later


def people(store: Store, most: int = 10, workspace: Workspace = HERE) -> list[str]:
    return store.database.write_now(lambda session: of_unfinished(session, workspace, ENDED, most))


def test_those_come_first_whose_assessment_was_worked_on_last(store: Store) -> None:
    store.add(assessment("older", owner=AMINA), at=NOW)
    newer = assessment("newer", owner=TOM, assessors=frozenset({PRIYA}))
    store.add(newer, at=later(5))
    assert people(store) == [PRIYA, TOM, AMINA]
    store.change(lambda found: answer(found, Answer.rated(4), by=AMINA), "older", at=later(9))
    assert people(store) == [AMINA, PRIYA, TOM]
    assert people(store, most=1) == [AMINA]


def test_of_what_is_over_and_of_other_workspaces_there_is_nobody(store: Store) -> None:
    over = assessment(owner=AMINA)
    over.progress.state = "abandoned"
    store.add(over)
    assert people(store) == []
    store.of(OTHER_TEAM).add(assessment("theirs", owner=TOM))
    assert people(store) == []
    assert people(store, workspace=OTHER_TEAM) == [TOM]
