"""What the queries of lists are made of: what a person may see, which rows are meant, and what a row says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, Table, and_, case, func, or_, select

from flows.actor import FORMER
from flows.folding import folded
from flows.listing import TOO_LONG, Concern, Wanted
from flows.stages import NOT_ANSWERING, STATES, Stage
from flows.states import APPROVED
from flows.waiting import Matter
from storage.surface_rows import SurfaceKind
from storage.tables import (
    ASSESSMENTS,
    CONDITIONS,
    DECISIONS,
    PARTICIPANTS,
    SCORES,
    SUBMISSIONS,
    SURFACES,
    TROUBLES,
    WAITS,
)

TOP = 4


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, and the channels whose assessments this person may see. Whoever holds one in a direct
    message with the bot sees that, and nobody else does."""

    person: str
    channels: frozenset[str]


def visible(sight: Sight) -> ColumnElement[bool]:
    own = and_(ASSESSMENTS.c.channel_id.like("D%"), ASSESSMENTS.c.owner_id == sight.person)
    return or_(ASSESSMENTS.c.channel_id.in_(sorted(sight.channels)), own)


def part_of(person: str) -> Select[Any]:
    """The ids of what this person owns, was chosen for, answered in, or reviews."""
    return select(PARTICIPANTS.c.assessment_id).where(PARTICIPANTS.c.user_id == person)


def conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.concern:
        where.append(concerned(wanted.concern, now))
    if wanted.days:
        where.append(ASSESSMENTS.c.created_at >= now - timedelta(days=wanted.days))
    if wanted.principle:
        of = SCORES.c
        score = of.tenths.is_(None) if wanted.score is None else whole_points() == wanted.score
        where.append(_has(SCORES, of.principle_id == wanted.principle, score))
    if wanted.question:
        where.append(_has(TROUBLES, TROUBLES.c.question_id == wanted.question))
    if wanted.stage:
        where.append(in_stage(wanted.stage))
    if wanted.channel:
        where.append(ASSESSMENTS.c.channel_id == wanted.channel)
    if wanted.person:
        where.append(ASSESSMENTS.c.id.in_(part_of(wanted.person)))
    words = folded(wanted.text).split()
    return where + [ASSESSMENTS.c.folded.contains(word, autoescape=True) for word in words]


def concerned(concern: Concern, now: datetime) -> ColumnElement[bool]:
    """Whether an assessment is one that a governance lead looks after, at this moment."""
    of, today = WAITS.c, now.date()
    match concern:
        case Concern.DECISIONS:
            decide = of.matter.in_((Matter.DECIDE.value, Matter.CHOOSE.value))
            return _has(WAITS, decide, of.since <= now - TOO_LONG)
        case Concern.ONES:
            approved = ASSESSMENTS.c.state.in_(APPROVED)
            return and_(approved, _has(TROUBLES, TROUBLES.c.rating == 1))
        case Concern.CONDITIONS:
            return _has(WAITS, of.matter.in_((Matter.MEET.value, Matter.CONFIRM.value)))
        case Concern.OVERDUE:
            return _has(WAITS, of.matter == Matter.MEET.value, of.on_day < today)
        case Concern.ACTIONS:
            return _has(WAITS, of.matter == Matter.ACT.value, of.on_day < today)
        case Concern.LOOKS:
            return _has(WAITS, of.matter == Matter.LOOK.value, of.on_day <= today)


def whole_points() -> ColumnElement[int]:
    """A score by whole number; 5.0 alone is no group of its own, it counts with 4.0 to 4.9."""
    return case((SCORES.c.tenths >= TOP * 10, TOP), else_=SCORES.c.tenths // 10)


def _has(table: Table, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the assessment has such a row in this table."""
    query = select(table.c.assessment_id).where(table.c.assessment_id == ASSESSMENTS.c.id, *where)
    return query.correlate(ASSESSMENTS).exists()


def in_stage(stage: Stage) -> ColumnElement[bool]:
    states = STATES.get(stage)
    return ASSESSMENTS.c.state.in_(states) if states else ASSESSMENTS.c.state.not_in(NOT_ANSWERING)


def scores_in(packed: str | None) -> dict[str, int | None]:
    pairs = (entry.rpartition(":") for entry in (packed or "").split())
    return {principle: int(shown) if shown else None for principle, _, shown in pairs}


def _stands(kind: SurfaceKind) -> ScalarSelect[Any]:
    """Where the one surface of this kind stands."""
    this = (SURFACES.c.assessment_id == ASSESSMENTS.c.id, SURFACES.c.kind == kind.value)
    query = select(SURFACES.c.ts).where(*this, SURFACES.c.subject == "")
    return query.correlate(ASSESSMENTS).scalar_subquery()


def _to_meet_first() -> ScalarSelect[Any]:
    """How many conditions are open that come before sharing, as `flows.conditions.to_meet_first` counts them;
    it says nothing of an assessment without conditions that are in force."""
    of, made, sent = CONDITIONS.c, DECISIONS.c, SUBMISSIONS.c
    last = select(func.max(sent.number)).where(sent.assessment_id == ASSESSMENTS.c.id).correlate(ASSESSMENTS)
    query = select(func.count()).select_from(
        CONDITIONS.join(DECISIONS, and_(made.assessment_id == of.assessment_id, made.number == of.decision))
    )
    stands = (made.withdrawn_at.is_(None), made.submission == last.scalar_subquery())
    is_open = (of.before_sharing.is_(True), of.confirmed_at.is_(None))
    query = query.where(of.assessment_id == ASSESSMENTS.c.id, *stands, *is_open)
    return query.correlate(ASSESSMENTS).scalar_subquery()


def _looked_up() -> tuple[Any, ...]:
    """The columns of a row. What stands in other tables is looked up for the rows of one page only."""
    of = ASSESSMENTS.c
    shown = func.coalesce(SCORES.c.tenths.cast(String), "")
    scores = select(func.aggregate_strings(SCORES.c.principle_id + ":" + shown, " ")).where(
        SCORES.c.assessment_id == of.id
    )
    undecided = select(func.aggregate_strings(WAITS.c.user_id, " ")).where(
        WAITS.c.assessment_id == of.id, WAITS.c.matter == Matter.DECIDE.value, WAITS.c.user_id != FORMER
    )
    return (
        of.id,
        of.title,
        of.channel_id,
        of.owner_id,
        of.state,
        of.paused_from,
        of.turn,
        of.everyone,
        of.panel_of,
        of.framework_id,
        of.framework_version,
        of.thread_ts,
        of.created_at,
        of.updated_at,
        of.handed_in_at,
        of.previous_id,
        of.previous_verdict,
        of.conditions,
        of.conditions_met,
        of.verdict,
        of.decided_at,
        scores.correlate(ASSESSMENTS).scalar_subquery().label("scores"),
        _to_meet_first().label("conditions_first"),
        _stands(SurfaceKind.CARD).label("card_ts"),
        _stands(SurfaceKind.SUMMARY).label("summary_ts"),
        undecided.correlate(ASSESSMENTS).scalar_subquery().label("yet_to_decide"),
    )


COLUMNS = _looked_up()
