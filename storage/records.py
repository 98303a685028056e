"""Assessments with everything that a store keeps of them: out of one store, and into another. What somebody
answers alone is no record: here there are no ballots."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, func, or_, select, type_coerce, union
from sqlalchemy.types import NullType

from flows.record.kept import Kept
from flows.record.names import NamesKept
from storage import (
    activity,
    answering,
    assessment_rows,
    deciding,
    evidence,
    names,
    panels,
    participants,
    sheets,
    voices,
    waits,
)
from storage.cache import PartsCache
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.tables import ASSESSMENTS, ERASED, LISTENING, PROCESSES
from storage.transaction import Transaction
from storage.workspace import Workspace

AT_ONCE = 200
"""Ids that are asked for at once: memory does not grow with how many there are."""

_OF = ASSESSMENTS.c
_WORKSPACES_OF = select(_OF.id, _OF.team_id).where(
    _OF.id.in_(bindparam("ids", expanding=True)), panels.IS_NO_BALLOT
)
_WORKSPACES = union(*(select(table.c.team_id) for table in (ASSESSMENTS, ERASED, LISTENING, PROCESSES)))
_CREATED = type_coerce(_OF.created_at, NullType())
"""As it stands: one that cannot be read does not keep the others from being listed."""
_LAST_CREATED: BindParameter[Any] = bindparam("created", type_=NullType())
_LATER = or_(_CREATED > _LAST_CREATED, and_(_CREATED == _LAST_CREATED, _OF.id > bindparam("last")))


def ids(database: Database, since: datetime | None = None) -> Iterator[str]:
    """The ids of all assessments, or of those that were changed since then; oldest first."""
    page = select(_OF.id, _CREATED.label("created")).where(panels.IS_NO_BALLOT)
    page = page.order_by(_OF.created_at, _OF.id).limit(AT_ONCE)
    if since is not None:
        page = page.where(_OF.updated_at >= since)
    last: Row[Any] | None = None
    while rows := database.read_now(partial(_page, page, last)):
        yield from (row.id for row in rows)
        last = rows[-1]


@dataclass(frozen=True, slots=True)
class RecordStore:
    """Reads and adds whole records, of every workspace in the store."""

    frameworks: FrameworkStore = field(default_factory=FrameworkStore)
    _names: dict[str, NamesKept] = field(default_factory=dict)

    def read(self, transaction: Transaction, ids: Collection[str]) -> dict[str, Kept]:
        """Those of these assessments that there are, by id, each with all that is kept of it. Names are read
        once."""
        teams = workspaces_of(transaction, ids)
        changes = answering.read_history(transaction, teams)
        history = activity.read_all(transaction, teams)
        found: dict[str, Kept] = {}
        for team in set(teams.values()):
            if team not in self._names:
                self._names[team] = names.read(transaction, team)
            store, parts = self.frameworks, PartsCache(len(teams))
            repository = Repository(transaction, Workspace(team), store.load, parts, store.sheets)
            for one in repository.get_all(teams):
                since = repository.roles(one)
                found[one.id] = Kept(
                    team=team,
                    assessment=one,
                    roles={role: since.get(role) for role in one.roles},
                    changes=changes[one.id],
                    history=history[one.id],
                    names=self._names[team],
                )
        return found

    def add(self, transaction: Transaction, kept: Kept, workspace: Workspace, at: datetime) -> None:
        """Add one that is not here yet. Its views in Slack are not known here, so none is drawn before
        somebody goes on with it. Raises PinnedChanged."""
        assessment = kept.assessment
        changed_at = assessment.updated_at
        assert changed_at is not None, "a record says when it was changed"
        self.frameworks.add(transaction, assessment.framework, at)
        if assessment.sheet:
            self.frameworks.sheets.add(transaction, assessment.sheet, at)
        assessment.version = 1
        columns = assessment_rows.changing_columns(assessment, assessment.version, changed_at)
        assessment_rows.add(transaction, workspace, assessment, columns, kept.head)
        participants.add(transaction, assessment.id, kept.roles)
        answering.add_with_history(transaction, assessment, kept.changes)
        answering.save_submissions(transaction, assessment, 0)
        deciding.save_decisions(transaction, assessment, ())
        deciding.save_actions(transaction, assessment, ())
        deciding.save_queries(transaction, assessment, 0)
        evidence.save(transaction, assessment, ())
        sheets.save_entries(transaction, assessment, ())
        panels.save(transaction, assessment, None)
        voices.save(transaction, assessment, ())
        waits.save(transaction, assessment, frozenset())
        activity.add_all(transaction, assessment.id, kept.history)
        names.add(transaction, kept.team, kept.names)
        self._names.clear()


def count(database: Database, since: datetime | None = None) -> int:
    """How many `ids` gives."""
    query = select(func.count()).select_from(ASSESSMENTS).where(panels.IS_NO_BALLOT)
    if since is not None:
        query = query.where(_OF.updated_at >= since)
    return database.read_now(lambda transaction: int(transaction.execute(query).scalar_one()))


def workspaces_of(transaction: Transaction, ids: Collection[str]) -> dict[str, str]:
    """The team of each of these assessments that there are, by id."""
    return {row.id: row.team_id for row in transaction.execute(_WORKSPACES_OF, {"ids": list(ids)})}


def _page(page: Select[Any], last: Row[Any] | None, transaction: Transaction) -> Sequence[Row[Any]]:
    if last is None:
        return transaction.execute(page).all()
    after = {"created": last.created, "last": last.id}
    return transaction.execute(page.where(_LATER), after).all()


def workspaces(transaction: Transaction) -> Sequence[Workspace]:
    """Those whose store this is: they have an assessment in it or had one that was erased, or a bot of theirs
    runs or ran on it."""
    return [Workspace(row.team_id) for row in transaction.execute(_WORKSPACES)]
