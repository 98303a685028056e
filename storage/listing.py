"""Lists of many assessments as light rows, one query each. Nothing is listed but what a person may see. A
ballot, in which somebody answers alone, is found among what waits for that person, and nowhere else.

Which rows a page has is found first, on indexes; only for these few is anything else looked up.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from flows.decision import Verdict
from flows.framework import Framework
from flows.listing import Concern, Concerned, Listed, ListedWait, Page, WaitingList, Wanted
from flows.states import AWAITING, ENDED
from flows.waiting import LEADS, Matter, Waiting
from storage.listing_parts import (
    COLUMNS,
    Sight,
    concerned,
    conditions,
    scores_in,
    visible,
)
from storage.panels import IS_NO_BALLOT
from storage.settings import SettingsStore
from storage.tables import ACTIONS, ASSESSMENTS, CONDITIONS, WAITS
from storage.tables.columns import UtcDateTime
from storage.transaction import Transaction
from storage.workspace import Workspace

_BY_TITLE = (Matter.ANSWER, Matter.DECIDE, Matter.CHOOSE, Matter.LOOK, Matter.ERASE)
_LISTED = (*_BY_TITLE, Matter.ACT, Matter.MEET, Matter.CONFIRM)
"""An overdue condition is told of by a reminder to its assessment's owner, but listed for its own."""
_KEY = CONDITIONS.c.decision.cast(String) + "." + CONDITIONS.c.number.cast(String)
"""As `InForce.key` names a condition."""
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
        self.here = and_(workspace.rows_of(ASSESSMENTS), IS_NO_BALLOT)
        # The same past any index: SQLite would rather go through the whole workspace than through the few
        # assessments that a person has a part in.
        self._there = ASSESSMENTS.c.team_id + "" == workspace.team_id
        self.visible = visible(self._narrowed(sight))
        self._person = sight.person
        self._workspace = workspace

    def waiting(
        self, page: int, most: int, today: date, matters: Collection[Matter] = _LISTED
    ) -> WaitingList:
        """What waits for the person: to answer, to decide, to do, to meet, to confirm, to look at again; of
        these `matters`. Oldest first. `today` is theirs."""
        mine = self._mine(today, matters).cte("mine")
        counts = select(
            func.count().label("total"),
            func.coalesce(func.sum(case((mine.c.seen, 1), else_=0)), 0).label("seen"),
        ).select_from(mine)
        found = (
            select(mine)
            .where(mine.c.seen)
            .order_by(mine.c.since, mine.c.id, mine.c.subject)
            .limit(most)
            .offset(page * most)
            .subquery("found")
        )
        numbers = counts.subquery("numbers")
        what = func.coalesce(ACTIONS.c.what, CONDITIONS.c.text).label("what")
        columns = (found.c.matter, found.c.since, found.c.subject, found.c.on_day, what)
        rows = self.transaction.execute(
            select(*COLUMNS, *columns, numbers)
            .select_from(
                numbers.outerjoin(found, true())
                .outerjoin(ASSESSMENTS, ASSESSMENTS.c.id == found.c.id)
                .outerjoin(ACTIONS, ACTIONS.c.id == found.c.subject)
                .outerjoin(
                    CONDITIONS,
                    and_(CONDITIONS.c.assessment_id == found.c.id, found.c.subject == _KEY),
                )
            )
            .order_by(found.c.since, found.c.id, found.c.subject)
        ).all()
        seen = int(rows[0].seen)
        items = [self._listed_wait(row) for row in rows if row.id is not None]
        return WaitingList(Page(items, page, (page + 1) * most >= seen), seen, int(rows[0].total) - seen)

    def all(
        self,
        wanted: Wanted,
        page: int,
        most: int,
        now: datetime,
        *,
        but_waiting: date | None = None,
    ) -> Page[Listed]:
        """Whatever is wanted of all that the person may see at this moment, newest first. `but_waiting`:
        without those that `waiting` lists by their titles on that day."""
        narrowed = conditions(wanted, now)
        here = and_(self._there, IS_NO_BALLOT) if wanted.person else self.here
        where = [here, *narrowed]
        if but_waiting is not None:
            of = WAITS.c
            by_title = (of.matter.in_(_BY_TITLE), _has_begun(but_waiting))
            mine = select(of.assessment_id).where(self._for_me(), *by_title)
            where.append(ASSESSMENTS.c.id.not_in(mine))
        found = self._page(where, page * most, most + 1)
        return Page(found[:most], page, len(found) <= most)

    def submitted(self, framework: str, most: int) -> list[Listed]:
        """What was submitted at least once, in any version of a framework, newest first."""
        where = (ASSESSMENTS.c.framework_id == framework, ASSESSMENTS.c.handed_in_at.is_not(None))
        return self._page((self.here, *where), 0, most)

    def concerns(self, now: datetime, most: int) -> list[Concerned]:
        """What a governance lead looks after, of the whole workspace: counted, and of what this one may see
        the newest `most`. What concerns nothing is left out."""
        counts = select(func.count(), func.coalesce(func.sum(case((self.visible, 1), else_=0)), 0))
        found = []
        for concern in Concern:
            where = (self.here, concerned(concern, now))
            row = self.transaction.execute(counts.select_from(ASSESSMENTS).where(*where)).one()
            total, seen = map(int, row)
            if total:
                newest = self.all(Wanted(concern=concern), 0, most, now).items
                found.append(Concerned(concern, seen, total - seen, newest))
        return found

    def unfinished_in(self, channel: str, most: int) -> list[Listed]:
        """What still waits for answers or for a decision in a channel, newest first."""
        states = [state for state in ENDED if state not in AWAITING]
        where = (self.here, ASSESSMENTS.c.channel_id == channel, ASSESSMENTS.c.state.not_in(states))
        return self._page(where, 0, most)

    # --- what waits

    def _mine(self, today: date, matters: Collection[Matter]) -> Select[Any]:
        of = WAITS.c
        return (
            select(
                ASSESSMENTS.c.id,
                of.matter,
                func.coalesce(of.since, ASSESSMENTS.c.updated_at, type_=UtcDateTime).label("since"),
                self.visible.label("seen"),
                of.subject,
                of.on_day,
            )
            .select_from(WAITS.join(ASSESSMENTS, ASSESSMENTS.c.id == of.assessment_id))
            .where(self._there, self._for_me(), of.matter.in_(matters), _has_begun(today))
        )

    def _for_me(self) -> ColumnElement[bool]:
        """What waits for this person: by name, or as a governance lead. A lead who owns it has it by name
        already."""
        of, leads = WAITS.c, SettingsStore(self.transaction, self._workspace).workspace().leads
        if self._person not in leads:
            return of.user_id == self._person
        own = select(ASSESSMENTS.c.id).where(ASSESSMENTS.c.owner_id == self._person)
        as_lead = and_(of.user_id == LEADS, of.assessment_id.not_in(own))
        return or_(of.user_id == self._person, as_lead)

    def _listed_wait(self, row: Row[Any]) -> ListedWait:
        waiting = Waiting(Matter(row.matter), row.id, self._person, row.since, row.on_day, row.subject)
        return ListedWait(waiting, self._listed(row), row.what or "")

    # --- rows

    def _page(
        self,
        where: Iterable[ColumnElement[bool]],
        offset: int,
        most: int,
    ) -> list[Listed]:
        found = (
            select(ASSESSMENTS.c.id)
            .where(self.visible, *where)
            .order_by(ASSESSMENTS.c.created_at.desc(), ASSESSMENTS.c.id)
            .limit(most)
            .offset(offset)
            .subquery("found")
        )
        query = select(*COLUMNS).join(found, found.c.id == ASSESSMENTS.c.id)
        rows = self.transaction.execute(query.order_by(ASSESSMENTS.c.created_at.desc(), ASSESSMENTS.c.id))
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
            is_ballot=row.panel_of is not None,
            thread_ts=row.thread_ts,
            card_ts=row.card_ts,
            summary_ts=row.summary_ts,
            handed_in_at=row.handed_in_at,
            scores=scores_in(row.scores),
            yet_to_decide=tuple(sorted((row.yet_to_decide or "").split())) if row.state in AWAITING else (),
            previous=row.previous_id,
            previous_verdict=Verdict(row.previous_verdict) if row.previous_verdict else None,
            conditions=row.conditions,
            conditions_met=row.conditions_met,
            conditions_first=row.conditions_first if row.conditions else 0,
            verdict=Verdict(row.verdict) if row.verdict else None,
            decided_at=row.decided_at,
        )

    def _narrowed(self, sight: Sight) -> Sight:
        if len(sight.channels) <= FEW_CHANNELS:
            return sight
        held = self.transaction.execute(select(ASSESSMENTS.c.channel_id).where(self.here).distinct())
        return Sight(sight.person, sight.channels.intersection(held.scalars()))


def _has_begun(today: date) -> ColumnElement[bool]:
    """Whether it waits already: another look does from its day on."""
    return or_(WAITS.c.matter != Matter.LOOK.value, WAITS.c.on_day <= today)
