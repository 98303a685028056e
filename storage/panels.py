"""Panels: who answers alone first, who is done, and what was revealed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, RowMapping, Select, bindparam, delete, insert, or_, select, update

from flows.answer import Answer, AnswerKind
from flows.assessment import Assessment
from flows.panel import Dissent, Panel, Panellist, Rated, Round
from flows.states import ENDED, State
from storage.statements import RowsOf
from storage.tables import ASSESSMENTS, DISSENTS, PANEL_ROUNDS, PANELLISTS, PANELS
from storage.transaction import Transaction
from storage.workspace import Workspace, in_workspace

_PANELS = RowsOf(PANELS)
_PEOPLE = RowsOf(PANELLISTS, "place")
_ROUNDS = RowsOf(PANEL_ROUNDS, "number")
_DISSENTS = RowsOf(DISSENTS, "said_at", "panellist", "question_id")
_ADD_PANEL, _ADD_PERSON = insert(PANELS), insert(PANELLISTS)
_ADD_ROUND, _ADD_DISSENT = insert(PANEL_ROUNDS), insert(DISSENTS)
_THIS: BindParameter[str] = bindparam("this_assessment")
_CHANGE_PERSON = update(PANELLISTS).where(
    PANELLISTS.c.assessment_id == _THIS, PANELLISTS.c.place == bindparam("this_place")
)
_REMOVE_PEOPLE = delete(PANELLISTS).where(PANELLISTS.c.assessment_id == _THIS)
_CHANGE_ROUND = update(PANEL_ROUNDS).where(
    PANEL_ROUNDS.c.assessment_id == _THIS, PANEL_ROUNDS.c.number == bindparam("this_round")
)
_REMOVE_DISSENTS = delete(DISSENTS).where(DISSENTS.c.assessment_id == _THIS)
_OF = ASSESSMENTS.c
_BALLOTS_OF = select(_OF.id).where(_OF.panel_of == bindparam("id")).order_by(_OF.id)
_BALLOTS_HERE = _BALLOTS_OF.where(in_workspace(ASSESSMENTS))
_ASSESSMENT_OF: Select[tuple[str | None]] = select(_OF.panel_of).where(_OF.id == bindparam("id"))
IS_NO_BALLOT = _OF.panel_of.is_(None)
"""Of an assessment: what somebody answers alone is none that anybody else reads."""
_CHANNEL_OF = select(_OF.channel_id).where(_OF.id == bindparam("id"))
_OPEN = (
    select(_OF.id)
    .where(
        in_workspace(ASSESSMENTS),
        _OF.owner_id == bindparam("person"),
        _OF.panel_of.is_not(None),
        _OF.state.not_in(ENDED),
    )
    .order_by(_OF.id)
)
_LATEST = (
    select(_OF.id)
    .where(in_workspace(ASSESSMENTS), _OF.owner_id == bindparam("person"), _OF.panel_of.is_not(None))
    .order_by(_OF.updated_at.desc(), _OF.id)
    .limit(1)
)
_AT = PANELS.c.reveal_at
_DUE = (
    select(PANELS.c.assessment_id, _OF.owner_id, PANELS.c.until, _AT)
    .join(ASSESSMENTS, _OF.id == PANELS.c.assessment_id)
    .where(
        in_workspace(ASSESSMENTS),
        _OF.state == State.ALONE,
        PANELS.c.until.is_not(None),
        or_(_AT.is_(None), bindparam("now") >= _AT),
    )
    .order_by(PANELS.c.assessment_id)
)
_REVEAL_AT = update(PANELS).where(PANELS.c.assessment_id == _THIS).values(reveal_at=bindparam("at"))


@dataclass(frozen=True, slots=True)
class Due:
    """A panel that is to be revealed on a day. `at` is the moment, which has come; None: it is not known yet,
    for it hangs on where the owner's day is."""

    assessment: str
    owner: str
    until: date
    at: datetime | None


def read(transaction: Transaction, ids: Collection[str]) -> dict[str, Panel | None]:
    """The panel of each assessment; None: it has none."""
    found = {id: rows[0] for id, rows in _PANELS.read(transaction, ids).items() if rows}
    if not found:  # as of most, so nothing more is asked
        return dict.fromkeys(ids)
    people = _PEOPLE.unpacked(transaction, found, _panellist)
    rounds = _ROUNDS.unpacked(transaction, found, _round)
    dissents = _DISSENTS.unpacked(transaction, found, _dissent)
    panels = {
        id: Panel(people[id], row["named"], row["until"], rounds[id], dissents[id])
        for id, row in found.items()
    }
    return {id: panels.get(id) for id in ids}


def _panellist(row: RowMapping) -> Panellist:
    return Panellist(row["user_id"], row["number"], row["ballot_id"], row["done_at"], row["again_at"])


def _round(row: RowMapping) -> Round:
    return Round(
        row["number"],
        tuple(row["questions"]),
        row["begun_by"],
        row["begun_at"],
        row["revealed_by"],
        row["revealed_at"],
        unpacked_answers(row["answers"]),
    )


def _dissent(row: RowMapping) -> Dissent:
    question, number = row["question_id"], row["panellist"]
    earlier = tuple(
        Dissent(question, number, one["words"], datetime.fromisoformat(one["said_at"]), *_said_to(one))
        for one in row["earlier"]
    )
    return Dissent(question, number, row["words"], row["said_at"], *_said_to(row), earlier)


def _said_to(row: Mapping[str, Any] | RowMapping) -> tuple[Rated | None, int | None]:
    kind = row.get("team_kind")
    return Rated(AnswerKind(kind), row.get("team_rating")) if kind else None, row.get("around")


def save(transaction: Transaction, assessment: Assessment, before: Panel | None) -> None:
    """Write what is different from before."""
    panel, this = assessment.panel, {"assessment_id": assessment.id}
    if panel is None or panel is before:
        return
    if before is None:
        transaction.execute(_ADD_PANEL, {**this, "named": panel.named, "until": panel.until})
    _save_people(transaction, assessment.id, panel, before)
    known = {one.number: one for one in before.rounds} if before else {}
    for one in panel.rounds:
        if one.number not in known:
            transaction.execute(_ADD_ROUND, {**this, **round_columns(one)})
        elif known[one.number] != one:
            which = {"this_assessment": assessment.id, "this_round": one.number}
            transaction.execute(_CHANGE_ROUND, which | round_columns(one))
    if panel.dissents != (before.dissents if before else ()):
        transaction.execute(_REMOVE_DISSENTS, {"this_assessment": assessment.id})
        if rows := [{**this, **dissent_columns(one)} for one in panel.dissents]:
            transaction.execute(_ADD_DISSENT, rows)


def _save_people(transaction: Transaction, assessment_id: str, panel: Panel, before: Panel | None) -> None:
    known = before.people if before else ()
    if [one.person for one in known] != [one.person for one in panel.people]:
        transaction.execute(_REMOVE_PEOPLE, {"this_assessment": assessment_id})
        rows = [
            {"assessment_id": assessment_id, "place": place, **person_columns(one)}
            for place, one in enumerate(panel.people, start=1)
        ]
        if rows:
            transaction.execute(_ADD_PERSON, rows)
        return
    for place, (was, one) in enumerate(zip(known, panel.people, strict=True), start=1):
        if one != was:
            which = {"this_assessment": assessment_id, "this_place": place}
            transaction.execute(_CHANGE_PERSON, which | person_columns(one))


def ballots_of(transaction: Transaction, assessment_id: str, workspace: Workspace | None = None) -> list[str]:
    """The ballots of its panel, in a steady order."""
    if workspace is None:
        return list(transaction.execute(_BALLOTS_OF, {"id": assessment_id}).scalars())
    return list(transaction.execute(_BALLOTS_HERE, {"id": assessment_id, **workspace.scope}).scalars())


def assessment_of(transaction: Transaction, ballot_id: str) -> str | None:
    """The assessment that it is a ballot for; None: it is none."""
    return transaction.execute(_ASSESSMENT_OF, {"id": ballot_id}).scalar()


def open_ballots(transaction: Transaction, workspace: Workspace, person: str) -> list[str]:
    """Those in which this person has still to answer."""
    return list(transaction.execute(_OPEN, {**workspace.scope, "person": person}).scalars())


def latest_ballot(transaction: Transaction, workspace: Workspace, person: str) -> str | None:
    """Of all that they ever had, the one in which something was done last."""
    return transaction.execute(_LATEST, {**workspace.scope, "person": person}).scalar()


def channel_of(transaction: Transaction, assessment_id: str) -> str:
    """Where the assessment stands that a ballot is for."""
    return str(transaction.execute(_CHANNEL_OF, {"id": assessment_id}).scalar_one())


def due(transaction: Transaction, workspace: Workspace, now: datetime) -> list[Due]:
    """What is answered alone until a day that has come, or of which it is not known when that is."""
    rows = transaction.execute(_DUE, {**workspace.scope, "now": now})
    return [Due(row.assessment_id, row.owner_id, row.until, row.reveal_at) for row in rows]


def reveal_at(transaction: Transaction, assessment_id: str, at: datetime) -> None:
    """Past the assessment's optimistic version: nobody's act is in conflict with this."""
    transaction.execute(_REVEAL_AT, {"this_assessment": assessment_id, "at": at})


def person_columns(one: Panellist) -> dict[str, Any]:
    return {
        "user_id": one.person,
        "number": one.number,
        "ballot_id": one.ballot,
        "done_at": one.done_at,
        "again_at": one.again_at,
    }


def round_columns(one: Round) -> dict[str, Any]:
    return {
        "number": one.number,
        "questions": list(one.questions),
        "begun_by": one.begun_by,
        "begun_at": one.begun_at,
        "revealed_by": one.revealed_by,
        "revealed_at": one.revealed_at,
        "answers": packed_answers(one),
    }


def dissent_columns(one: Dissent) -> dict[str, Any]:
    return {
        "question_id": one.question,
        "panellist": one.number,
        **_sentence(one, one.at),
        "earlier": [_without_nothing(_sentence(said, said.at.isoformat())) for said in one.earlier],
    }


def dissent_fact(one: Dissent) -> dict[str, Any]:
    """As its record holds it: what is from before more was kept stands as it stood."""
    return _without_nothing(dissent_columns(one))


def _sentence(one: Dissent, at: datetime | str) -> dict[str, Any]:
    return {
        "words": one.words,
        "said_at": at,
        "team_kind": one.team.kind.value if one.team else None,
        "team_rating": one.team.rating if one.team else None,
        "around": one.around,
    }


def _without_nothing(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if value not in (None, [])}


def packed_answers(one: Round) -> dict[str, Any]:
    return {
        question: {
            str(number): {
                "kind": answer.kind.value,
                "rating": answer.rating,
                "reason": answer.reason,
                "evidence": answer.evidence,
            }
            for number, answer in sorted(said.items())
        }
        for question, said in one.answers.items()
    }


def unpacked_answers(fields: dict[str, Any]) -> dict[str, dict[int, Answer]]:
    return {
        question: {
            int(number): Answer(AnswerKind(one["kind"]), one["rating"], one["reason"], one["evidence"])
            for number, one in said.items()
        }
        for question, said in fields.items()
    }
