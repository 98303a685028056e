"""What the store says of a panel: the assessment, and the ballot of each who began."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from flows.answer import Answer, AnswerKind
from flows.panel import Panel
from flows.triggers import Trigger
from tests.crash.answered import must
from tests.crash.explained import ANSWERING, RATE_AGAIN
from tests.crash.store import Store

_DONE_OR_NOT = {Trigger.DONE, Trigger.REOPEN, Trigger.ASK_FOR_CHANGES, Trigger.ABANDON}
_AT_ONCE = """
    SELECT assessments.state, panel_rounds.number, panel_rounds.revealed_at, panel_rounds.answers, (
            SELECT count(*) FROM activity WHERE assessment_id = assessments.id AND what = 'reveal'
        )
    FROM assessments JOIN panel_rounds ON panel_rounds.assessment_id = assessments.id
    WHERE assessments.panel_of IS NULL ORDER BY panel_rounds.number
"""
_STANDS_AT = "SELECT id, state, (SELECT max(id) FROM activity) FROM assessments ORDER BY id"
_CARDS_BEHIND = (
    "SELECT count(*) FROM surfaces WHERE kind IN ('card', 'told') AND shown < wanted AND due_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class PanelStore:
    team: Store
    ballots: dict[str, Store]
    """By whose they are."""

    @classmethod
    def read(cls, path: Path) -> "PanelStore":
        stores = Store.read_all(f"sqlite:///{path}")
        teams = [store for store in stores if store.assessment.panel_of is None]
        must(len(teams) == 1, 2, f"{len(teams)} assessments were made of one form")
        (team,) = teams
        ballots = [store for store in stores if store.assessment.panel_of == team.assessment.id]
        must(len(ballots) + 1 == len(stores), 2, "a ballot is for another assessment")
        by_owner = {store.assessment.owner: store for store in ballots}
        must(len(by_owner) == len(ballots), 2, f"{len(ballots)} ballots of {sorted(by_owner)}")
        return cls(team, by_owner)

    @property
    def panel(self) -> Panel:
        panel = self.team.assessment.panel
        assert panel is not None, "it is answered alone first"
        return panel

    @property
    def all(self) -> list[Store]:
        return [self.team, *self.ballots.values()]

    @property
    def reveals(self) -> list[Row[Any]]:
        """What the log of the assessment says of them, in order."""
        return [row for row in self.team.activity if row.what == "reveal"]

    def done_at(self, reveal: Row[Any]) -> set[str]:
        """Who was done as it was revealed, by their ballots: of a question that is rated again others are
        not told. A round that begins asks everybody who was heard anew."""
        asked = (row.id for row in self.team.activity if row.what == RATE_AGAIN and row.id < reveal.id)
        begun, done = max(asked, default=0), set[str]()
        for who, ballot in self.ballots.items():
            since = [row for row in ballot.activity if begun < row.id < reveal.id]
            moves = [row.what for row in since if row.what in _DONE_OR_NOT and not row.detail.get("left")]
            if moves and moves[-1] == Trigger.DONE:
                done.add(who)
        return done


def said_before(ballot: Store, row: Row[Any]) -> dict[str, Answer]:
    """What stood in a ballot before this row of any log, by question."""
    stood: dict[str, Answer] = {}
    written = [one for one in ballot.activity if one.what in {*ANSWERING, "reason"}]
    must(len(written) == len(ballot.changes), 5, "the log has another number of answers and reasons")
    for one, change in zip(written, ballot.changes, strict=True):
        must(one.question_id == change.question_id, 5, f"the log has another order: {one} {change}")
        if one.id < row.id:
            answer = Answer(AnswerKind(change.kind), change.rating, change.reason, change.evidence)
            stood[change.question_id] = answer
    return stood


def stands_at(path: Path) -> str:
    """Where all of it stands: in other words, once anything was taken anywhere."""
    with contextlib.closing(sqlite3.connect(path, timeout=10)) as database:
        return str(database.execute(_STANDS_AT).fetchall())


def has_cards_behind(path: Path) -> bool:
    """Whether people are still to see where it stands."""
    with contextlib.closing(sqlite3.connect(path, timeout=10)) as database:
        return bool(database.execute(_CARDS_BEHIND).fetchone()[0])


def torn(path: Path) -> str:
    """What is only half revealed at this moment; empty: nothing. Read in one statement."""
    with contextlib.closing(sqlite3.connect(path, timeout=10)) as database:
        rounds = database.execute(_AT_ONCE).fetchall()
    revealed = sum(bool(revealed_at) for _, _, revealed_at, _, _ in rounds)
    # Of a later round nothing is shown where too few were done.
    whole = all(
        (answers != "{}") == bool(revealed_at) or (number > 1 and answers == "{}")
        for _, number, revealed_at, answers, _ in rounds
    )
    known = all((state in ("alone", "abandoned")) >= (not revealed) for state, *_ in rounds)
    known &= not (revealed and any(state == "alone" for state, *_ in rounds))
    logged = all(many == revealed for *_, many in rounds)
    return "" if whole and known and logged else f"{rounds}"


def written_down(path: Path) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every row of the store, with its table."""
    with contextlib.closing(sqlite3.connect(path, timeout=10)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield table, row
