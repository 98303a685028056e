"""What waits for whom in many assessments at once: one query finds those of which something may be due, and
two more what belongs to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, update

from flows.roles import HELPING
from flows.waiting import Waiting
from storage.tables import ASSESSMENTS, PARTICIPANTS, WAITS
from storage.transaction import Transaction
from storage.waits import WaitRow
from storage.workspace import Workspace, in_workspace

AT_ONCE = 200
"""Assessments looked at in one transaction: few enough to keep nobody waiting."""

_WHOLE = ASSESSMENTS.alias("whole")
"""What a ballot is for."""
_HEADS = select(
    ASSESSMENTS.c.id,
    ASSESSMENTS.c.version,
    ASSESSMENTS.c.channel_id,
    ASSESSMENTS.c.owner_id,
    ASSESSMENTS.c.updated_at,
    ASSESSMENTS.c.remind_from,
    select(_WHOLE.c.owner_id).where(_WHOLE.c.id == ASSESSMENTS.c.panel_of).scalar_subquery().label("asker"),
).where(in_workspace(ASSESSMENTS))
_DUE = (
    _HEADS.where(ASSESSMENTS.c.remind_from <= bindparam("now"))
    .order_by(ASSESSMENTS.c.remind_from, ASSESSMENTS.c.id)
    .limit(AT_ONCE)
)
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_THESE = _HEADS.where(ASSESSMENTS.c.id.in_(_IDS))
_WAITS = select(WAITS).where(WAITS.c.assessment_id.in_(_IDS))
_HELPERS = select(PARTICIPANTS.c.assessment_id, PARTICIPANTS.c.user_id).where(
    PARTICIPANTS.c.assessment_id.in_(_IDS), PARTICIPANTS.c.role.in_(HELPING)
)
_NOTHING_BEFORE = (
    update(ASSESSMENTS)
    .where(
        ASSESSMENTS.c.id == bindparam("this"),
        ASSESSMENTS.c.version == bindparam("seen_version"),
        ASSESSMENTS.c.remind_from == bindparam("seen"),
    )
    .values(remind_from=bindparam("until"))
)


@dataclass(frozen=True, slots=True)
class Open:
    """An assessment of which something may be due. `helpers` are those who can go on with it, its owner
    among them. `asker`: it is a ballot, and this is the owner of the assessment that it is for."""

    assessment: str
    version: int
    channel: str
    owner: str
    helpers: frozenset[str]
    waiting: tuple[Waiting, ...]
    remind_from: datetime | None
    asker: str | None = None


class WhatWaits:
    """Within one transaction, and of one workspace."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._scope = workspace.scope

    def due(self, now: datetime) -> list[Open]:
        """The assessments of which something may be due now, at most AT_ONCE of them."""
        return self._open(self._rows(_DUE, **self._scope, now=now))

    def of(self, assessment_ids: Collection[str]) -> list[Open]:
        """These assessments, whether or not something is due."""
        return self._open(self._rows(_THESE, **self._scope, ids=list(assessment_ids)))

    def nothing_before(self, until: Mapping[str, datetime | None], seen: Sequence[Open]) -> None:
        """What was seen need not be looked at again until then (None: until it changes), unless somebody
        has changed it meanwhile."""
        rows = [
            {
                "this": one.assessment,
                "seen_version": one.version,
                "seen": one.remind_from,
                "until": until[one.assessment],
            }
            for one in seen
            if one.assessment in until and until[one.assessment] != one.remind_from
        ]
        if rows:
            self._transaction.execute(_NOTHING_BEFORE, rows)

    def _open(self, heads: Sequence[Any]) -> list[Open]:
        if not heads:
            return []
        changed_at = {head.id: head.updated_at for head in heads}
        waiting: dict[str, list[Waiting]] = {assessment_id: [] for assessment_id in changed_at}
        helpers: dict[str, set[str]] = {assessment_id: set() for assessment_id in changed_at}
        for row in self._rows(_WAITS, ids=list(changed_at)):
            one = WaitRow.read(row._mapping).waiting(row.assessment_id, changed_at[row.assessment_id])
            waiting[row.assessment_id].append(one)
        for row in self._rows(_HELPERS, ids=list(changed_at)):
            helpers[row.assessment_id].add(row.user_id)
        return [
            Open(
                head.id,
                head.version,
                head.channel_id,
                head.owner_id,
                frozenset(helpers[head.id]),
                tuple(sorted(waiting[head.id], key=lambda one: (one.matter, one.person, one.subject))),
                head.remind_from,
                head.asker,
            )
            for head in heads
        ]

    def _rows(self, query: Any, **values: Any) -> Sequence[Any]:
        return self._transaction.execute(query, values).all()
