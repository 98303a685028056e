"""Lists of many assessments as light rows, one query each. Nothing is listed but what a person may see.

Which rows a page has is found first, on indexes; only for these few is anything else looked up.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from flows.framework import Framework
from flows.listing import Kind, Listed, Matter, Page, Waiting, Wanted
from flows.states import AWAITING, ENDED, State
from storage.listing_parts import (
    COLUMNS,
    Sight,
    conditions,
    has_decided,
    may_decide,
    part_of,
    scores_in,
    visible,
)
from storage.participants import REVIEWER
from storage.tables import ACTIONS, ASSESSMENTS, PARTICIPANTS
from storage.tables.columns import UtcDateTime
from storage.transaction import Transaction
from storage.workspace import Workspace

FEW_CHANNELS = 100
"""More than these are first narrowed to those that hold an assessment: a long list slows every query."""


class Listing:
    """What one person may see of the assessments of a workspace, within one transaction."""

    def __init__(
        self,
        transaction: Transaction,
        workspace: Workspace,
        framework: Callable[[Transaction, str, str], Framework],
        sight: Sight,
    ) -> None:
        self.transaction = transaction
        self.load = framework
        of = ASSESSMENTS.c
        self.here = and_(of.enterprise_id == workspace.enterprise_id, of.team_id == workspace.team_id)
        # The same past any index: SQLite would rather go through the whole workspace than through the few
        # assessments that a person has a part in.
        self._there = and_(
            of.enterprise_id + "" == workspace.enterprise_id, of.team_id + "" == workspace.team_id
        )
        self.visible = visible(self._narrowed(sight))
        self._person = sight.person

    def waiting(self, page: int, most: int) -> Waiting:
        """What waits for the person: to answer, to decide, to do. Oldest first."""
        matters = union_all(self._to_answer(), self._to_decide(), self._to_do()).cte("matters")
        counts = select(
            func.count().label("total"),
            func.coalesce(func.sum(case((matters.c.seen, 1), else_=0)), 0).label("seen"),
        ).select_from(matters)
        found = (
            select(matters)
            .where(matters.c.seen)
            .order_by(matters.c.since, matters.c.id, matters.c.action)
            .limit(most)
            .offset(page * most)
            .subquery("found")
        )
        numbers = counts.subquery("numbers")
        columns = (found.c.kind, found.c.since, found.c.action, found.c.what, found.c.by)
        rows = self.transaction.execute(
            select(*COLUMNS, *columns, numbers)
            .select_from(
                numbers.outerjoin(found, true()).outerjoin(ASSESSMENTS, ASSESSMENTS.c.id == found.c.id)
            )
            .order_by(found.c.since, found.c.id, found.c.action)
        ).all()
        seen = int(rows[0].seen)
        items = [self._matter(row) for row in rows if row.id is not None]
        return Waiting(Page(items, page, (page + 1) * most >= seen), seen, int(rows[0].total) - seen)

    def recent(self, most: int) -> list[Listed]:
        """What the person had a part in and is not being answered now, latest first."""
        where = (ASSESSMENTS.c.id.in_(part_of(self._person)), (ASSESSMENTS.c.state + "").in_(ENDED))
        return self._page((self._there, *where), 0, most, ASSESSMENTS.c.updated_at)

    def all(self, wanted: Wanted, page: int, most: int) -> Page[Listed]:
        """Whatever is wanted of all that the person may see, newest first."""
        where = (self._there if wanted.person else self.here, *conditions(wanted))
        found = self._page(where, page * most, most + 1)
        return Page(found[:most], page, len(found) <= most)

    def unfinished_in(self, channel: str, most: int) -> list[Listed]:
        """What still waits for answers or for a decision in a channel, newest first."""
        states = [state for state in ENDED if state not in AWAITING]
        where = (self.here, ASSESSMENTS.c.channel_id == channel, ASSESSMENTS.c.state.not_in(states))
        return self._page(where, 0, most)

    # --- what waits

    def _to_answer(self) -> Select[Any]:
        mine = ASSESSMENTS.c.id.in_(part_of(self._person, reviewing=False))
        return self._matters(Kind.ANSWER, ASSESSMENTS.c.created_at).where(
            mine, (ASSESSMENTS.c.state + "").not_in(ENDED)
        )

    def _to_decide(self) -> Select[Any]:
        since = func.coalesce(ASSESSMENTS.c.handed_in_at, ASSESSMENTS.c.updated_at, type_=UtcDateTime)
        reviews = select(PARTICIPANTS.c.assessment_id).where(
            PARTICIPANTS.c.user_id == self._person, PARTICIPANTS.c.role == REVIEWER
        )
        return self._matters(Kind.DECIDE, since).where(
            ASSESSMENTS.c.id.in_(reviews),
            (ASSESSMENTS.c.state + "").in_(AWAITING),
            ~has_decided(ASSESSMENTS.c.id, literal(self._person)),
            may_decide(literal(self._person)),
        )

    def _to_do(self) -> Select[Any]:
        of = ACTIONS.c
        columns = (of.id.label("action"), of.what, of.by)
        return (
            self._matters(Kind.DO, of.made_at, columns)
            .select_from(ACTIONS.join(ASSESSMENTS, ASSESSMENTS.c.id == of.assessment_id))
            .where(of.who == self._person, of.done_at.is_(None), ASSESSMENTS.c.state != State.ABANDONED)
        )

    def _matters(self, kind: Kind, since: ColumnElement[Any], action: Iterable[Any] = ()) -> Select[Any]:
        columns = tuple(action) or (
            literal("").label("action"),
            literal("").label("what"),
            null().cast(Date).label("by"),
        )
        return select(
            ASSESSMENTS.c.id,
            literal(kind.value).label("kind"),
            since.label("since"),
            self.visible.label("seen"),
            *columns,
        ).where(self._there)

    def _matter(self, row: Row[Any]) -> Matter:
        return Matter(Kind(row.kind), row.since, self._listed(row), row.action, row.what, row.by)

    # --- rows

    def _page(
        self,
        where: Iterable[ColumnElement[bool]],
        offset: int,
        most: int,
        by: ColumnElement[datetime] = ASSESSMENTS.c.created_at,
    ) -> list[Listed]:
        found = (
            select(ASSESSMENTS.c.id)
            .where(self.visible, *where)
            .order_by(by.desc(), ASSESSMENTS.c.id)
            .limit(most)
            .offset(offset)
            .subquery("found")
        )
        query = select(*COLUMNS).join(found, found.c.id == ASSESSMENTS.c.id)
        rows = self.transaction.execute(query.order_by(by.desc(), ASSESSMENTS.c.id))
        return [self._listed(row) for row in rows]

    def _listed(self, row: Row[Any]) -> Listed:
        return Listed(
            id=row.id,
            title=row.title,
            channel=row.channel_id,
            owner=row.owner_id,
            state=row.state,
            framework=self.load(self.transaction, row.framework_id, row.framework_version),
            created_at=row.created_at,
            updated_at=row.updated_at,
            place=row.paused_from or row.state,
            turn=row.turn,
            everyone=row.everyone,
            thread_ts=row.thread_ts,
            summary_ts=row.summary_ts,
            handed_in_at=row.handed_in_at,
            scores=scores_in(row.scores),
            yet_to_decide=tuple(sorted((row.yet_to_decide or "").split())) if row.state in AWAITING else (),
            previous=row.previous_id,
        )

    def _narrowed(self, sight: Sight) -> Sight:
        if len(sight.channels) <= FEW_CHANNELS:
            return sight
        held = self.transaction.execute(select(ASSESSMENTS.c.channel_id).where(self.here).distinct())
        return Sight(sight.person, sight.channels.intersection(held.scalars()))
