"""Many assessments counted by the database: by state, by score, by question; and how long they wait."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from flows.decision import Verdict
from flows.framework import Framework
from flows.listing import Overview, Trouble, Wait
from flows.stages import Stage, stage_of
from flows.states import AWAITING, State
from storage.listing import Listing
from storage.listing_parts import whole_points
from storage.tables import ASSESSMENTS, FRAMEWORKS, SCORES, TROUBLES
from storage.tables.columns import UtcDateTime
from storage.transaction import Transaction

MOST_TROUBLES = 5


def overview(listing: Listing, *, channel: str = "", begun_since: datetime | None = None) -> Overview:
    """Of what the person of this listing may see, in one channel if it is given. What waits does so now;
    all else is about what was begun since then."""
    transaction = listing.transaction
    where: list[ColumnElement[bool]] = [listing.here, listing.visible]
    if channel:
        where.append(ASSESSMENTS.c.channel_id == channel)
    period = [*where, ASSESSMENTS.c.created_at >= begun_since] if begun_since else where
    stages, closed = _stages(transaction, period)
    scores = _by_score(transaction, period)
    principles, questions = _names(transaction, listing.load)
    troubles = _troubles(transaction, period)
    shown, more = troubles[:MOST_TROUBLES], troubles[MOST_TROUBLES:]
    return Overview(
        stages=stages,
        closed=closed,
        waits=_waits(transaction, where, questions),
        scores={principle: scores[principle] for principle in principles if principle in scores},
        troubles=shown,
        ties=sum(one.total == shown[-1].total for one in more),
        handed_in=max((sum(counted.values()) for counted in scores.values()), default=0),
        principles=principles,
        questions=questions,
    )


def _stages(
    transaction: Transaction, where: list[ColumnElement[bool]]
) -> tuple[dict[Stage, int], dict[Verdict | None, int]]:
    """How many are where, and what those that are closed had been decided to."""
    query = (
        select(ASSESSMENTS.c.state, func.count().label("many")).where(*where).group_by(ASSESSMENTS.c.state)
    )
    counted: dict[Stage, int] = {}
    for row in transaction.execute(query):
        counted[stage_of(row.state)] = counted.get(stage_of(row.state), 0) + row.many
    closed: dict[str | None, int] = {}
    if Stage.CLOSED in counted:
        of, many = ASSESSMENTS.c, func.count().label("many")
        verdicts = select(of.verdict, many).where(*where, of.state == State.CLOSED).group_by(of.verdict)
        closed = {row.verdict: row.many for row in transaction.execute(verdicts)}
    return (
        {stage: counted[stage] for stage in Stage if stage in counted},
        {verdict: closed[verdict] for verdict in (*Verdict, None) if verdict in closed},
    )


def _waits(
    transaction: Transaction, where: list[ColumnElement[bool]], questions: Iterable[str]
) -> dict[Stage, Wait]:
    """For answers, since it was begun; for a decision, since it was handed in."""
    # The states are named one by one: what is not in a list cannot be found by an index.
    answering = (*questions, State.ALONE, State.REVIEW, State.PAUSED, State.CHANGES_ASKED)
    awaits = ASSESSMENTS.c.state.in_(AWAITING)
    group = case((awaits, Stage.AWAITING.value), else_=Stage.ANSWERING.value)
    handed_in = func.coalesce(ASSESSMENTS.c.handed_in_at, ASSESSMENTS.c.created_at, type_=UtcDateTime)
    since = case((awaits, handed_in), else_=ASSESSMENTS.c.created_at)
    waiting = (
        select(
            group.label("stage"),
            since.label("since"),
            func.row_number().over(partition_by=group, order_by=since).label("place"),
            func.count().over(partition_by=group).label("many"),
        )
        .where(*where, ASSESSMENTS.c.state.in_((*answering, *AWAITING)))
        .subquery()
    )
    of = waiting.c
    # Oldest first: of an even number the longer wait of the two in the middle is told.
    query = select(waiting).where(or_(of.place == 1, of.place == (of.many + 1) // 2)).order_by(of.place)
    found: dict[Stage, list[Any]] = {}
    for row in transaction.execute(query):
        found.setdefault(Stage(row.stage), []).append(row)
    return {stage: Wait(rows[0].many, rows[-1].since, rows[0].since) for stage, rows in found.items()}


def _by_score(transaction: Transaction, where: list[ColumnElement[bool]]) -> dict[str, dict[int | None, int]]:
    whole = whole_points()
    query = (
        select(SCORES.c.principle_id, whole.label("whole"), func.count().label("many"))
        .select_from(ASSESSMENTS.join(SCORES, SCORES.c.assessment_id == ASSESSMENTS.c.id))
        .where(*where)
        .group_by(SCORES.c.principle_id, whole)
    )
    counted: dict[str, dict[int | None, int]] = {}
    for row in transaction.execute(query):
        counted.setdefault(row.principle_id, {})[row.whole] = row.many
    return counted


def _troubles(transaction: Transaction, where: list[ColumnElement[bool]]) -> list[Trouble]:
    of = TROUBLES.c
    columns = [
        func.sum(case((condition, 1), else_=0)).label(name)
        for name, condition in (
            ("ones", of.rating == 1),
            ("twos", of.rating == 2),
            ("open", of.rating.is_(None)),
        )
    ]
    query = (
        select(of.question_id, *columns)
        .select_from(ASSESSMENTS.join(TROUBLES, of.assessment_id == ASSESSMENTS.c.id))
        .where(*where)
        .group_by(of.question_id)
        .order_by(func.count().desc(), of.question_id)
    )
    return [
        Trouble(row.question_id, int(row.ones), int(row.twos), int(row.open))
        for row in transaction.execute(query)
    ]


def _names(
    transaction: Transaction, load: Callable[[Transaction, str, str], Framework]
) -> tuple[dict[str, str], dict[str, str]]:
    """Of every framework that was ever used; where two share an id, the later one's words."""
    known = select(FRAMEWORKS.c.id, FRAMEWORKS.c.version).order_by(FRAMEWORKS.c.stored_at)
    frameworks = [load(transaction, row.id, row.version) for row in transaction.execute(known)]
    principles = {p.id: p.name for framework in frameworks for p in framework.principles}
    return principles, {q.id: q.label for framework in frameworks for q in framework.questions}
