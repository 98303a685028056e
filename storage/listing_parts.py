"""What the queries of lists are made of: what a person may see, which rows are meant, and what a row says."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, String, and_, exists, func, or_, select, union

from flows.listing import Wanted
from flows.stages import NOT_ANSWERING, STATES, Stage
from storage.participants import REVIEWER
from storage.surface_rows import SurfaceKind
from storage.tables import ANSWERS, ASSESSMENTS, DECISIONS, PARTICIPANTS, SCORES, SUBMISSIONS, SURFACES

_PART = PARTICIPANTS.alias("part")


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, and the channels whose assessments this person may see. Whoever holds one in a direct
    message with the bot sees that, and nobody else does."""

    person: str
    channels: frozenset[str]


def visible(sight: Sight) -> ColumnElement[bool]:
    own = and_(ASSESSMENTS.c.channel_id.like("D%"), ASSESSMENTS.c.owner_id == sight.person)
    return or_(ASSESSMENTS.c.channel_id.in_(sorted(sight.channels)), own)


def part_of(person: str, *, reviewing: bool = True) -> CompoundSelect[Any]:
    """The ids of what this person owns, was chosen for, answered in, or reviews."""
    mine = select(PARTICIPANTS.c.assessment_id).where(PARTICIPANTS.c.user_id == person)
    if not reviewing:
        mine = mine.where(PARTICIPANTS.c.role != REVIEWER)
    return union(mine, select(ANSWERS.c.assessment_id).where(ANSWERS.c.answered_by == person))


def has_decided(assessment: ColumnElement[str], person: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a decision of this person stands on the last submission."""
    number = select(func.max(SUBMISSIONS.c.number)).where(
        SUBMISSIONS.c.assessment_id == DECISIONS.c.assessment_id
    )
    last = number.correlate(DECISIONS).scalar_subquery()
    return exists().where(
        DECISIONS.c.assessment_id == assessment,
        DECISIONS.c.decided_by == person,
        DECISIONS.c.withdrawn_at.is_(None),
        DECISIONS.c.submission == last,
    )


def may_decide(person: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is not this person's own work, or may be decided on all the same; of who reviews it."""
    part = exists().where(
        _PART.c.assessment_id == ASSESSMENTS.c.id, _PART.c.user_id == person, _PART.c.role != REVIEWER
    )
    answered = exists().where(ANSWERS.c.assessment_id == ASSESSMENTS.c.id, ANSWERS.c.answered_by == person)
    return or_(ASSESSMENTS.c.self_review, and_(~part, ~answered))


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.stage:
        where.append(in_stage(wanted.stage))
    if wanted.channel:
        where.append(ASSESSMENTS.c.channel_id == wanted.channel)
    if wanted.person:
        where.append(ASSESSMENTS.c.id.in_(part_of(wanted.person)))
    return where + [_says(word) for word in wanted.text.split()]


def in_stage(stage: Stage) -> ColumnElement[bool]:
    states = STATES.get(stage)
    return ASSESSMENTS.c.state.in_(states) if states else ASSESSMENTS.c.state.not_in(NOT_ANSWERING)


def _says(word: str) -> ColumnElement[bool]:
    # SQLite knows large and small letters in ASCII only, so that others are looked for in each form.
    forms = {word, word.lower(), word.upper(), word.capitalize()} if not word.isascii() else {word}
    columns = (ASSESSMENTS.c.title, ASSESSMENTS.c.about)
    return or_(*(column.icontains(form, autoescape=True) for column in columns for form in sorted(forms)))


def scores_in(packed: str | None) -> dict[str, int | None]:
    pairs = (entry.rpartition(":") for entry in (packed or "").split())
    return {principle: int(shown) if shown else None for principle, _, shown in pairs}


def _looked_up() -> tuple[Any, ...]:
    """The columns of a row. What stands in other tables is looked up for the rows of one page only."""
    of = ASSESSMENTS.c
    shown = func.coalesce(SCORES.c.tenths.cast(String), "")
    scores = select(func.aggregate_strings(SCORES.c.principle_id + ":" + shown, " ")).where(
        SCORES.c.assessment_id == of.id
    )
    summary = select(SURFACES.c.ts).where(
        SURFACES.c.assessment_id == of.id,
        SURFACES.c.kind == SurfaceKind.SUMMARY.value,
        SURFACES.c.subject == "",
    )
    undecided = select(func.aggregate_strings(PARTICIPANTS.c.user_id, " ")).where(
        PARTICIPANTS.c.assessment_id == of.id,
        PARTICIPANTS.c.role == REVIEWER,
        ~has_decided(PARTICIPANTS.c.assessment_id, PARTICIPANTS.c.user_id),
        may_decide(PARTICIPANTS.c.user_id),
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
        of.framework_id,
        of.framework_version,
        of.thread_ts,
        of.created_at,
        of.updated_at,
        of.handed_in_at,
        of.previous_id,
        scores.correlate(ASSESSMENTS).scalar_subquery().label("scores"),
        summary.correlate(ASSESSMENTS).scalar_subquery().label("summary_ts"),
        undecided.correlate(ASSESSMENTS).scalar_subquery().label("yet_to_decide"),
    )


COLUMNS = _looked_up()
