"""What waits for whom, found for many assessments at once: one query finds those of which something may be
due, and a few more what belongs to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, update

from flows.states import AWAITING, ENDED, State
from flows.waiting import Matter, Waiting
from storage.participants import ASSESSOR, OWNER, REVIEWER
from storage.tables import ACTIONS, ANSWERS, ASSESSMENTS, DECISIONS, PARTICIPANTS, SUBMISSIONS
from storage.transaction import Transaction
from storage.workspace import Workspace

AT_ONCE = 200
"""Assessments looked at in one transaction: few enough to keep nobody waiting."""

_HEADS = select(
    ASSESSMENTS.c.id,
    ASSESSMENTS.c.version,
    ASSESSMENTS.c.channel_id,
    ASSESSMENTS.c.owner_id,
    ASSESSMENTS.c.state,
    ASSESSMENTS.c.self_review,
    ASSESSMENTS.c.look_again_on,
    ASSESSMENTS.c.created_at,
    ASSESSMENTS.c.updated_at,
    ASSESSMENTS.c.remind_from,
).where(ASSESSMENTS.c.enterprise_id == bindparam("enterprise"), ASSESSMENTS.c.team_id == bindparam("team"))
_DUE = (
    _HEADS.where(ASSESSMENTS.c.remind_from <= bindparam("now"))
    .order_by(ASSESSMENTS.c.remind_from, ASSESSMENTS.c.id)
    .limit(AT_ONCE)
)
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_THESE = _HEADS.where(ASSESSMENTS.c.id.in_(_IDS))
_HELPERS = (
    select(PARTICIPANTS.c.assessment_id, PARTICIPANTS.c.user_id)
    .where(PARTICIPANTS.c.assessment_id.in_(_IDS), PARTICIPANTS.c.role.in_((OWNER, ASSESSOR)))
    .union(select(ANSWERS.c.assessment_id, ANSWERS.c.answered_by).where(ANSWERS.c.assessment_id.in_(_IDS)))
)
_SUBMITTED = (
    select(
        SUBMISSIONS.c.assessment_id,
        func.max(SUBMISSIONS.c.number).label("number"),
        func.max(SUBMISSIONS.c.submitted_at).label("at"),
    )
    .where(SUBMISSIONS.c.assessment_id.in_(_IDS))
    .group_by(SUBMISSIONS.c.assessment_id)
)
_DECIDED = select(
    DECISIONS.c.assessment_id, DECISIONS.c.submission, DECISIONS.c.decided_by, DECISIONS.c.withdrawn_at
).where(DECISIONS.c.assessment_id.in_(_IDS))
_REVIEWERS = select(PARTICIPANTS.c.assessment_id, PARTICIPANTS.c.user_id, PARTICIPANTS.c.since).where(
    PARTICIPANTS.c.assessment_id.in_(_IDS), PARTICIPANTS.c.role == REVIEWER
)
_ACTIONS = select(
    ACTIONS.c.assessment_id, ACTIONS.c.id, ACTIONS.c.who, ACTIONS.c.by, ACTIONS.c.made_at
).where(ACTIONS.c.assessment_id.in_(_IDS), ACTIONS.c.done_at.is_(None))
_NOTHING_BEFORE = (
    update(ASSESSMENTS)
    .where(
        ASSESSMENTS.c.id == bindparam("this"),
        ASSESSMENTS.c.version == bindparam("seen_version"),
        ASSESSMENTS.c.remind_from == bindparam("seen"),
    )
    .values(remind_from=bindparam("until"))
)
_APPROVED = (State.APPROVED, State.APPROVED_WITH_CONDITIONS)
_OVER = (State.ABANDONED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Open:
    """An assessment of which something may be due. `helpers` are those who can go on with it, its owner
    among them."""

    assessment: str
    version: int
    channel: str
    owner: str
    helpers: frozenset[str]
    waiting: tuple[Waiting, ...]
    remind_from: datetime | None


class WhatWaits:
    """Within one transaction, and of one workspace."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self._scope = {"enterprise": workspace.enterprise_id, "team": workspace.team_id}

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
        ids = [head.id for head in heads]
        found: dict[str, list[Waiting]] = {assessment_id: [] for assessment_id in ids}
        helpers: dict[str, set[str]] = {assessment_id: set() for assessment_id in ids}
        for row in self._rows(_HELPERS, ids=ids):
            helpers[row.assessment_id].add(row.user_id)
        for head in heads:
            if head.state not in ENDED:
                people = sorted(helpers[head.id])
                found[head.id] += [Waiting(Matter.ANSWER, head.id, p, head.updated_at) for p in people]
        awaiting = [head for head in heads if head.state in AWAITING]
        own_work = {head.id: set() if head.self_review else helpers[head.id] for head in awaiting}
        self._add_deciding(own_work, found)
        self._add_actions([head.id for head in heads if head.state not in _OVER], found)
        for head in heads:
            if head.look_again_on and head.state in _APPROVED:  # no day is left once it has begun
                look = Waiting(Matter.LOOK, head.id, head.owner_id, head.created_at, head.look_again_on)
                found[head.id].append(look)
        return [
            Open(
                head.id,
                head.version,
                head.channel_id,
                head.owner_id,
                frozenset(helpers[head.id]),
                tuple(found[head.id]),
                head.remind_from,
            )
            for head in heads
        ]

    def _add_deciding(self, own_work: Mapping[str, set[str]], found: dict[str, list[Waiting]]) -> None:
        """The reviewers who have not decided on the last submission, without those whose own work it is. It
        waits since that was handed in, since a decision on it was taken back, or since they were chosen,
        whichever came last."""
        ids = list(own_work)
        if not ids:
            return
        last = {row.assessment_id: row for row in self._rows(_SUBMITTED, ids=ids)}
        began = {assessment_id: row.at for assessment_id, row in last.items()}
        decided: set[tuple[str, str]] = set()
        for row in self._rows(_DECIDED, ids=ids):
            if row.assessment_id not in last or row.submission != last[row.assessment_id].number:
                continue
            if row.withdrawn_at is None:
                decided.add((row.assessment_id, row.decided_by))
            else:
                began[row.assessment_id] = max(began[row.assessment_id], row.withdrawn_at)
        for row in self._rows(_REVIEWERS, ids=ids):
            since = began.get(row.assessment_id)
            may = row.user_id not in own_work[row.assessment_id]
            if since and may and (row.assessment_id, row.user_id) not in decided:
                since = max(since, row.since or since)
                found[row.assessment_id].append(Waiting(Matter.DECIDE, row.assessment_id, row.user_id, since))

    def _add_actions(self, ids: list[str], found: dict[str, list[Waiting]]) -> None:
        for row in self._rows(_ACTIONS, ids=ids) if ids else ():
            action = Waiting(Matter.ACT, row.assessment_id, row.who, row.made_at, row.by, row.id)
            found[row.assessment_id].append(action)

    def _rows(self, query: Any, **values: Any) -> Sequence[Any]:
        return self._transaction.execute(query, values).all()
