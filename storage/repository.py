"""Assessments, kept and found again. Every query is scoped by workspace."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select

from flows.assessment import Assessment
from flows.chain import Head
from flows.framework import Framework
from flows.moments import not_before
from flows.roles import Roles
from storage import assessment_rows, facts
from storage.activity import ActivityLog
from storage.cache import PartsCache
from storage.deduplication import SeenEvents
from storage.errors import Conflict
from storage.frameworks import FrameworkStore
from storage.lease import Lease
from storage.parts import Parts
from storage.sheets import SheetStore
from storage.transaction import Transaction
from storage.workspace import Workspace


class Repository:
    """The assessments of one workspace within one transaction. Rows of another one do not exist here."""

    def __init__(
        self,
        transaction: Transaction,
        workspace: Workspace,
        framework: Callable[[Transaction, str, str], Framework],
        cache: PartsCache | None = None,
        sheets: SheetStore | None = None,
    ) -> None:
        self.transaction = transaction
        self.workspace = workspace
        self.activity = ActivityLog(transaction, workspace)
        self.seen = SeenEvents(transaction, workspace)
        self._framework = framework
        self._cache = cache or PartsCache()
        self._sheets = sheets or SheetStore()
        self._leases: dict[str, Lease] = {}
        self._rows: dict[str, Row[Any]] = {}

    def add(self, assessment: Assessment, at: datetime, by: str = "", **detail: Any) -> None:
        """Keep a new one, and that it was started: `by` whom, if not its owner. Raises PinnedChanged if its
        questions, or its sheet of facts, are not those that the store has under their version."""
        FrameworkStore.check_for_pinning(self.transaction, assessment.framework)
        if assessment.sheet:
            SheetStore.check_for_pinning(self.transaction, assessment.sheet)
        assessment.version, assessment.created_at, assessment.updated_at = 1, at, at
        self.activity.add(assessment.id, by or assessment.owner, "start", at, **detail)
        columns = assessment_rows.changing_columns(assessment, assessment.version, at)
        start = Head.start(self.workspace.team_id, assessment.id)
        rows, head = self.activity.chained(assessment.id, at, start, facts.of_all(assessment, columns))
        lease = assessment_rows.add(self.transaction, self.workspace, assessment, columns, head)
        self._leases[assessment.id] = lease
        self.activity.write(rows)
        Parts.add(self.transaction, assessment, at)

    def get(self, assessment_id: str, *, lock: bool = False) -> Assessment | None:
        """The assessment, or None. `lock` keeps other processes out until the transaction ends."""
        query = assessment_rows.BY_ID_LOCKED if lock else assessment_rows.BY_ID
        return self._one(query, this_assessment=assessment_id)

    def get_all(self, ids: Collection[str]) -> list[Assessment]:
        """Those of them that there are, in no order."""
        return self._all(assessment_rows.BY_IDS, these_assessments=list(ids))

    def roles(self, assessment: Assessment) -> Roles:
        """Who has which part in one that was read here, and since when."""
        return self._parts_of(assessment).roles

    def in_thread(self, channel: str, thread_ts: str) -> Assessment | None:
        return self._one(assessment_rows.BY_THREAD, channel=channel, thread=thread_ts)

    def save(self, assessment: Assessment, at: datetime) -> None:
        """Write back what changed. Raises Conflict when another process was faster, or when there is no
        such assessment in this workspace; SheetChanged if it gets a sheet of which the store has other words.
        """
        row, lease = self._row(assessment), self._leases.get(assessment.id)
        if assessment.sheet and row.sheet_id is None:
            SheetStore.check_for_pinning(self.transaction, assessment.sheet)
        before, version = self._parts_of(assessment), assessment.version + 1
        updated_at = not_before(assessment.updated_at, at)
        columns = assessment_rows.changing_columns(assessment, version, updated_at)
        stored = dict(row._mapping)
        if row.chain_length:
            last = Head(row.chain_length, row.chain_digest)
            came_of_it = facts.changed(assessment, columns, before, stored)
        else:  # from before there were chains: it begins with all that stands
            last = Head.start(self.workspace.team_id, assessment.id)
            came_of_it = facts.of_all(assessment, columns)
        rows, head = self.activity.chained(assessment.id, at, last, came_of_it)
        saved = self.transaction.execute(
            assessment_rows.SAVE,
            {
                "this_assessment": assessment.id,
                "read_version": assessment.version,
                **self.workspace.scope,
                # SQLite writes each index anew that a column in the statement belongs to.
                **{name: value for name, value in columns.items() if stored[name] != value},
                **assessment_rows.head_columns(head),
                **(assessment_rows.lease_columns(lease) if lease and lease.changed else {}),
            },
        )
        if saved.rowcount != 1:
            raise _conflict(assessment)
        assessment.version, assessment.updated_at = version, updated_at
        self.activity.write(rows)
        after, cache = before.save_changes(self.transaction, assessment, at), self._cache
        self.transaction.once_committed(lambda: cache.put(assessment.id, version, after))

    def lease(self, assessment_id: str) -> Lease:
        """Who draws it, as its row says that was read or added here. A change is written by `save`, or by
        `save_lease`."""
        return self._leases[assessment_id]

    def save_lease(self, assessment_id: str) -> None:
        """Write only that, past the assessment's optimistic version."""
        lease = self._leases[assessment_id]
        if lease.changed:
            values = {"this_assessment": assessment_id, **assessment_rows.lease_columns(lease)}
            self.transaction.execute(assessment_rows.SAVE_LEASE, values)

    def _one(self, query: Select[Any], **values: str) -> Assessment | None:
        return next(iter(self._all(query, **values)), None)

    def _all(self, query: Select[Any], **values: Any) -> list[Assessment]:
        rows = self.transaction.execute(query, self.workspace.scope | values).all()
        parts = self._parts({row.id: row.version for row in rows})
        return [self._unpacked(row, parts[row.id]) for row in rows]

    def _unpacked(self, row: Row[Any], parts: Parts) -> Assessment:
        self._rows[row.id] = row
        self._leases[row.id] = Lease(row.drawn_by, row.drawn_until, row.now)
        framework = self._framework(self.transaction, row.framework_id, row.framework_version)
        sheets = self._sheets
        sheet = sheets.load(self.transaction, row.sheet_id, row.sheet_version) if row.sheet_id else None
        return assessment_rows.unpack(row, parts, framework, sheet, None if sheet else sheets.in_use)

    def _row(self, assessment: Assessment) -> Row[Any]:
        """Its row as it was read. Raises Conflict if there is none of this version here."""
        row = self._rows.pop(assessment.id, None)
        if row is None:
            values = self.workspace.scope | {"this_assessment": assessment.id}
            row = self.transaction.execute(assessment_rows.BY_ID, values).first()
        if row is None or row.version != assessment.version:
            raise _conflict(assessment)
        return row

    def _parts_of(self, assessment: Assessment) -> Parts:
        return self._parts({assessment.id: assessment.version})[assessment.id]

    def _parts(self, versions: Mapping[str, int]) -> dict[str, Parts]:
        """Of these versions of assessments."""
        found = {id: self._cache.get(id, version) for id, version in versions.items()}
        known = {id: parts for id, parts in found.items() if parts}
        if missing := [id for id in versions if id not in known]:
            read = Parts.read(self.transaction, missing)
            if not self.transaction.has_plans:  # what this transaction wrote may yet be taken back
                for id, parts in read.items():
                    self._cache.put(id, versions[id], parts)
            known |= read
        return known


def _conflict(assessment: Assessment) -> Conflict:
    return Conflict(f"assessment {assessment.id} was changed by another process")
