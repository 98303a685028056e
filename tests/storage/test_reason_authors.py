"""Reasons from before their authors were kept: the activity log names them; where it does not, nobody is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, String, Table, column, insert
from sqlalchemy import table as named

from flows.answer import Answer, Given
from flows.reason import AUTHOR_NOT_RECORDED
from storage import schema
from storage.database import Database
from storage.engine import for_writing
from storage.tables import ACTIVITY, ANSWER_CHANGES, ANSWERS, ASSESSMENTS, FRAMEWORKS, SUBMISSIONS
from tests.storage.conftest import Store
from tests.storage.samples import AMINA, FRAMEWORK, HERE, HOUSING, NOW, PRIYA, TOM, later

GRACE = "U0GRACE"
BEFORE = "0004"


@dataclass
class Earlier:
    """A store of the version before, in which one question of one assessment was answered and explained."""

    connection: Connection
    answer: dict[str, Any] = field(default_factory=dict)

    def add(self, kind: Table, /, **values: Any) -> None:
        known = {name: kind.c[name].type if name in kind.c else String() for name in values}
        table = named(kind.name, *(column(name, type_) for name, type_ in known.items()))
        self.connection.execute(insert(table).values(values))

    def begin(self) -> None:
        self.add(
            FRAMEWORKS,
            id=FRAMEWORK.id,
            version=FRAMEWORK.version,
            digest=FRAMEWORK.digest,
            body=FRAMEWORK.to_json(),
            stored_at=NOW,
        )
        self.assessment("one")

    def assessment(self, id: str, **more: Any) -> None:
        self.add(
            ASSESSMENTS,
            **{
                "id": id,
                "enterprise_id": "",
                "team_id": HERE.team_id,
                "channel_id": HOUSING,
                "owner_id": AMINA,
                "title": "Falls data",
                "about": "",
                "everyone": True,
                "framework_id": FRAMEWORK.id,
                "framework_version": FRAMEWORK.version,
                "state": "a-2",
                "turn": 1,
                "moved_ts": "0",
                "asked": [],
                "drawn_by": "",
                "drawn_until": NOW,
                "version": 1,
                "created_at": NOW,
                "updated_at": NOW,
            }
            | more,
        )

    def rates(self, by: str, rating: int, reason: str = "", at: datetime = NOW, id: str = "one") -> None:
        """An answer, as the version before wrote it."""
        is_new = not self.answer
        self.answer = {
            "assessment_id": id,
            "assessor": "team",
            "question_id": "a-1",
            "kind": "rating",
            "rating": rating,
            "reason": reason,
            "evidence": "",
            "answered_by": by,
            "answered_at": at,
        }
        if is_new:
            self.add(ANSWERS, **self.answer)
        self._changed()
        self.log(by, "answer", at, id)

    def explains(self, by: str, reason: str, at: datetime, id: str = "one", *, logged: bool = True) -> None:
        """A reason: the answer keeps its giver and its time, so that its author stands in the log alone."""
        self.answer |= {"reason": reason}
        self._changed()
        if logged:
            self.log(by, "reason", at, id)

    def log(self, by: str, what: str, at: datetime, id: str = "one") -> None:
        self.add(ACTIVITY, assessment_id=id, at=at, user_id=by, what=what, question_id="a-1", detail={})

    def submits(self) -> None:
        given = {name: self.answer[name] for name in ("kind", "rating", "reason", "evidence", "answered_by")}
        given["answered_at"] = self.answer["answered_at"].isoformat()
        self.add(
            SUBMISSIONS,
            assessment_id="one",
            number=1,
            submitted_by=TOM,
            submitted_at=later(50),
            answers={"a-1": given},
        )

    def _changed(self) -> None:
        self.add(ANSWER_CHANGES, **self.answer)
        of = ANSWERS.c
        told = {name: self.answer[name] for name in ("rating", "reason", "answered_by", "answered_at")}
        self.connection.execute(
            ANSWERS.update().where(of.assessment_id == self.answer["assessment_id"]).values(told)
        )


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url)
    yield made
    made.close()


def upgraded(database: Database, *acts: Callable[[Earlier], None]) -> Store:
    """The store after these acts of the version before, brought up to date."""
    if database.file:
        database.file.touch()  # an earlier Balance made its file at once
    with for_writing(database.engine).begin() as connection:
        command.upgrade(schema.config(connection), BEFORE)
        earlier = Earlier(connection)
        earlier.begin()
        for act in acts:
            act(earlier)
    schema.upgrade(database)
    return Store(database)


def authors(given: Given) -> list[tuple[str, str]]:
    return [(reason.by, reason.words) for reason in given.reasons]


def test_a_reason_given_with_the_answer_is_its_givers(database: Database) -> None:
    store = upgraded(database, lambda was: was.rates(AMINA, 2, "The contract forbids it."))
    assert authors(store.load().given["a-1"]) == [(AMINA, "The contract forbids it.")]


def test_words_that_a_reviewer_put_in_place_of_hers_are_the_reviewers(database: Database) -> None:
    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2, "The contract forbids it."),
        lambda was: was.explains(GRACE, "It is fine.", later(1)),
    )
    found = store.load()
    assert authors(found.given["a-1"]) == [(GRACE, "It is fine.")]
    assert GRACE in found.involved


def test_whose_words_were_replaced_by_a_reviewer_took_part(database: Database) -> None:
    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2, "The contract forbids it."),
        lambda was: was.rates(TOM, 2, "The contract forbids it.", later(1)),
        lambda was: was.explains(GRACE, "It is fine.", later(2)),
    )
    assert {one.person for one in store.load().replaced} == {AMINA}


def test_words_that_somebody_added_are_theirs_and_the_first_ones_stay(database: Database) -> None:
    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2, "The contract."),
        lambda was: was.explains(GRACE, "The contract.\nIt is old.", later(1)),
        lambda was: was.explains(AMINA, "The contract.\nIt is old.\nThe law.", later(2)),
    )
    given = store.load().given["a-1"]
    assert authors(given) == [(AMINA, "The contract.\nThe law."), (GRACE, "It is old.")]


def test_the_same_number_by_another_person_left_her_reason_hers(database: Database) -> None:
    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2, "The contract."),
        lambda was: was.rates(TOM, 2, "The contract.", later(1)),
    )
    given = store.load().given["a-1"]
    assert (given.by, authors(given)) == (TOM, [(AMINA, "The contract.")])


def test_where_the_log_does_not_tell_nobody_is_named(database: Database) -> None:
    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2),
        lambda was: was.explains(TOM, "One.", later(1)),
        lambda was: was.explains(PRIYA, "Two.", later(2)),
        lambda was: was.explains(PRIYA, "Three.", later(3), logged=False),
    )
    assert authors(store.load().given["a-1"]) == [(AUTHOR_NOT_RECORDED, "Three.")]


def test_marks_of_answers_and_submissions_are_what_they_were(database: Database) -> None:
    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2, "The contract."),
        lambda was: was.explains(GRACE, "It is fine.", later(1)),
        lambda was: was.submits(),
    )
    found = store.load()
    was = Given(Answer.rated(2, "It is fine."), AMINA, NOW)
    (submission,) = found.submissions
    assert found.given["a-1"].mark == submission.given["a-1"].mark == was.mark
    assert authors(submission.given["a-1"]) == [(GRACE, "It is fine.")]


def test_what_another_look_holds_beside_its_own_answers_keeps_its_authors(database: Database) -> None:
    held = {
        "kind": "rating",
        "rating": 2,
        "reason": "It is fine.",
        "evidence": "",
        "answered_by": AMINA,
        "answered_at": NOW.isoformat(),
    }

    def look(was: Earlier) -> None:
        was.assessment("two", previous_id="one", before={"a-1": held}, created_at=later(60))
        was.answer = {}
        was.rates(PRIYA, 2, "It is fine.", later(61), id="two")

    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2, "The contract."),
        lambda was: was.explains(GRACE, "It is fine.", later(1)),
        look,
    )
    again = store.load("two")
    assert authors(again.before["a-1"]) == [(GRACE, "It is fine.")]
    assert (again.given["a-1"].by, authors(again.given["a-1"])) == (PRIYA, [(GRACE, "It is fine.")])


def test_history_shows_words_that_stand_no_longer(database: Database) -> None:
    store = upgraded(
        database,
        lambda was: was.rates(AMINA, 2, "The contract."),
        lambda was: was.explains(GRACE, "It is fine.", later(1)),
    )
    found, _ = store.run(lambda repository: repository.activity.happened("one"))
    assert [(event.by, event.words) for event in found] == [(GRACE, "It is fine."), (AMINA, "The contract.")]
