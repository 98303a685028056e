"""Assessments with everything that a store keeps of them: out of one store, and into another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select, update

from flows.record.kept import Kept
from flows.record.names import NamesKept
from storage import activity, answering, assessment_rows, deciding, names, participants, waits
from storage.cache import PartsCache
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.tables import ASSESSMENTS
from storage.transaction import Transaction
from storage.workspace import Workspace

AT_ONCE = 200
"""Assessments that are asked for at once: memory does not grow with how many there are."""

_OF = ASSESSMENTS.c
_WORKSPACE = select(_OF.enterprise_id, _OF.team_id).where(_OF.id == bindparam("this"))
_WORKSPACES = select(_OF.enterprise_id, _OF.team_id).distinct()
_ADOPT = (
    update(ASSESSMENTS)
    .where(_OF.enterprise_id == "", _OF.team_id == bindparam("team"))
    .values(enterprise_id=bindparam("enterprise"))
)
_LATER = or_(
    _OF.created_at > bindparam("created"),
    and_(_OF.created_at == bindparam("created"), _OF.id > bindparam("last")),
)


def ids(database: Database, since: datetime | None = None) -> Iterator[str]:
    """The ids of all assessments, or of those that were changed since then; oldest first."""
    page = select(_OF.id, _OF.created_at).order_by(_OF.created_at, _OF.id).limit(AT_ONCE)
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
    _parts: PartsCache = field(default_factory=lambda: PartsCache(1))

    def read(self, transaction: Transaction, assessment_id: str) -> Kept | None:
        """The assessment with all that is kept of it, or None. Names are read once."""
        found = transaction.execute(_WORKSPACE, {"this": assessment_id}).first()
        if found is None:
            return None
        workspace = Workspace(found.enterprise_id, found.team_id)
        repository = Repository(transaction, workspace, self.frameworks.load, self._parts)
        assessment = repository.get(assessment_id)
        assert assessment is not None, "the row was there within this transaction"
        team = workspace.team_id
        if team not in self._names:
            self._names[team] = names.read(transaction, team)
        since = repository.roles(assessment)
        return Kept(
            team=team,
            assessment=assessment,
            roles={role: since.get(role) for role in assessment.roles},
            changes=answering.read_history(transaction, assessment_id),
            history=activity.read_all(transaction, assessment_id),
            names=self._names[team],
        )

    def add(self, transaction: Transaction, kept: Kept, workspace: Workspace, at: datetime) -> None:
        """Add one that is not here yet. Its views in Slack are not known here, so none is drawn before
        somebody goes on with it. Raises FrameworkChanged."""
        assessment = kept.assessment
        changed_at = assessment.updated_at
        assert changed_at is not None, "a record says when it was changed"
        self.frameworks.add(transaction, assessment.framework, at)
        assessment.version = 1
        columns = assessment_rows.changing_columns(assessment, assessment.version, changed_at)
        assessment_rows.add(transaction, workspace, assessment, columns, kept.head)
        participants.add(transaction, assessment.id, kept.roles)
        answering.add_with_history(transaction, assessment, kept.changes)
        answering.save_submissions(transaction, assessment, 0)
        deciding.save_decisions(transaction, assessment, ())
        deciding.save_actions(transaction, assessment, ())
        deciding.save_queries(transaction, assessment, 0)
        waits.save(transaction, assessment, frozenset())
        activity.add_all(transaction, assessment.id, kept.history)
        names.add(transaction, kept.team, kept.names)
        self._names.clear()


def count(database: Database, since: datetime | None = None) -> int:
    """How many `ids` gives."""
    query = select(func.count()).select_from(ASSESSMENTS)
    if since is not None:
        query = query.where(_OF.updated_at >= since)
    return database.read_now(lambda transaction: int(transaction.execute(query).scalar_one()))


def _page(page: Select[Any], last: Row[Any] | None, transaction: Transaction) -> Sequence[Row[Any]]:
    if last is None:
        return transaction.execute(page).all()
    after = {"created": last.created_at, "last": last.id}
    return transaction.execute(page.where(_LATER), after).all()


def adopt(transaction: Transaction, workspace: Workspace) -> None:
    """Take in what was imported where nobody knew which enterprise the workspace belongs to."""
    if workspace.enterprise_id:
        transaction.execute(_ADOPT, {"enterprise": workspace.enterprise_id, "team": workspace.team_id})


def workspaces(transaction: Transaction) -> Sequence[Workspace]:
    """Those that have an assessment in this store."""
    rows = transaction.execute(_WORKSPACES)
    return [Workspace(row.enterprise_id, row.team_id) for row in rows]
