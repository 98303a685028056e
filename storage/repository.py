"""Rows to flows types and back. Every query is scoped by workspace."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from flows.assessment import Assessment, Given, Submission
from flows.framework import Framework
from flows.progress import Answer, Kind, Progress
from storage.models import (
    ActivityRow,
    AnswerChangeRow,
    AnswerRow,
    AssessmentRow,
    ParticipantRow,
    PersonRow,
    SeenEventRow,
    SubmissionRow,
)

OWNER, ASSESSOR = "owner", "assessor"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a person or an assessment belongs. On Enterprise Grid ids are unique only together."""

    enterprise_id: str
    team_id: str


class Repository:
    """The assessments of one workspace within one session. Rows of another one do not exist here."""

    def __init__(
        self,
        session: Session,
        workspace: Workspace,
        framework: Callable[[Session, str, str], Framework],
    ) -> None:
        self.session = session
        self.workspace = workspace
        self._framework = framework

    # --- assessments

    def add(self, assessment: Assessment, at: datetime) -> None:
        progress, framework = assessment.progress, assessment.framework
        self.session.add(
            AssessmentRow(
                id=assessment.id,
                enterprise_id=self.workspace.enterprise_id,
                team_id=self.workspace.team_id,
                channel_id=assessment.channel,
                thread_ts=None,
                owner_id=assessment.owner,
                title=assessment.title,
                about=assessment.about,
                everyone=assessment.everyone,
                framework_id=framework.id,
                framework_version=framework.version,
                state=progress.state,
                return_to=None,
                paused_from=None,
                turn=0,
                moved_by=None,
                moved_ts=assessment.moved_ts,
                created_at=at,
                updated_at=at,
                participants=[
                    ParticipantRow(user_id=person, role=role)
                    for role, people in ((OWNER, [assessment.owner]), (ASSESSOR, assessment.assessors))
                    for person in people
                ],
            )
        )
        self.session.flush()

    def get(self, assessment_id: str, *, lock: bool = False) -> Assessment | None:
        """The assessment, or None. `lock` keeps other processes out until the transaction ends."""
        query = self._scoped().where(AssessmentRow.id == assessment_id)
        return self._one(query.with_for_update() if lock else query)

    def in_thread(self, channel: str, thread_ts: str) -> Assessment | None:
        return self._one(
            self._scoped().where(AssessmentRow.channel_id == channel, AssessmentRow.thread_ts == thread_ts)
        )

    def waiting_for(self, person: str, ended: Iterable[str]) -> list[Assessment]:
        """Unfinished assessments that this person owns, was chosen for or has answered in, oldest first."""
        mine = select(ParticipantRow.assessment_id).where(ParticipantRow.user_id == person)
        answered = select(AnswerRow.assessment_id).where(AnswerRow.answered_by == person)
        return self._many(
            self._scoped()
            .where(AssessmentRow.state.not_in(list(ended)))
            .where(AssessmentRow.id.in_(mine.union(answered)))
            .order_by(AssessmentRow.created_at)
        )

    def finished_for(self, person: str, ended: Iterable[str], most: int) -> list[Assessment]:
        """Finished assessments that this person took part in, latest first."""
        mine = select(ParticipantRow.assessment_id).where(ParticipantRow.user_id == person)
        answered = select(AnswerRow.assessment_id).where(AnswerRow.answered_by == person)
        return self._many(
            self._scoped()
            .where(AssessmentRow.state.in_(list(ended)))
            .where(AssessmentRow.id.in_(mine.union(answered)))
            .order_by(AssessmentRow.updated_at.desc())
            .limit(most)
        )

    def in_channel(self, channel: str, most: int) -> list[Assessment]:
        """The assessments held in a channel, latest first."""
        return self._many(
            self._scoped()
            .where(AssessmentRow.channel_id == channel)
            .order_by(AssessmentRow.updated_at.desc())
            .limit(most)
        )

    def save(self, assessment: Assessment, at: datetime) -> None:
        """Write back what changed. Raises StaleDataError when another process was faster."""
        row = self._row(assessment.id)
        progress = assessment.progress
        row.channel_id, row.thread_ts = assessment.channel, assessment.thread_ts
        row.state, row.return_to, row.paused_from = progress.state, progress.return_to, progress.paused_from
        row.turn, row.moved_by, row.moved_ts = assessment.turn, assessment.moved_by, assessment.moved_ts
        row.updated_at = at
        standing = {answer.question_id: answer for answer in row.answers}
        for question_id, given in assessment.given.items():
            self._save_answer(row, standing.get(question_id), question_id, given)
        for submission in assessment.submissions[len(row.submissions) :]:
            row.submissions.append(
                SubmissionRow(
                    number=submission.number,
                    submitted_by=submission.by,
                    submitted_at=submission.at,
                    answers={question: _pack(given) for question, given in submission.given.items()},
                )
            )

    def _save_answer(
        self, row: AssessmentRow, standing: AnswerRow | None, question_id: str, given: Given
    ) -> None:
        fields: dict[str, Any] = {
            "kind": given.answer.kind.value,
            "rating": given.answer.rating,
            "reason": given.answer.reason,
            "evidence": given.answer.evidence,
            "answered_by": given.by,
            "answered_at": given.at,
        }
        if standing is None:
            row.answers.append(AnswerRow(question_id=question_id, **fields))
        elif any(getattr(standing, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(standing, name, value)
        else:
            return
        self.session.add(AnswerChangeRow(assessment_id=row.id, question_id=question_id, **fields))

    def _scoped(self) -> Select[AssessmentRow]:
        return select(AssessmentRow).where(
            AssessmentRow.enterprise_id == self.workspace.enterprise_id,
            AssessmentRow.team_id == self.workspace.team_id,
        )

    def _row(self, assessment_id: str) -> AssessmentRow:
        return self.session.scalars(self._scoped().where(AssessmentRow.id == assessment_id)).one()

    def _one(self, query: Select[AssessmentRow]) -> Assessment | None:
        row = self.session.scalars(query).first()
        return self._assessment(row) if row else None

    def _many(self, query: Select[AssessmentRow]) -> list[Assessment]:
        return [self._assessment(row) for row in self.session.scalars(query)]

    def _assessment(self, row: AssessmentRow) -> Assessment:
        framework = self._framework(self.session, row.framework_id, row.framework_version)
        given = {answer.question_id: _given(answer) for answer in row.answers}
        return Assessment(
            id=row.id,
            title=row.title,
            about=row.about,
            owner=row.owner_id,
            channel=row.channel_id,
            progress=Progress(
                framework=framework,
                state=row.state,
                answers={question: entry.answer for question, entry in given.items()},
                return_to=row.return_to,
                paused_from=row.paused_from,
            ),
            everyone=row.everyone,
            assessors=frozenset(p.user_id for p in row.participants if p.role == ASSESSOR),
            given=given,
            submissions=tuple(_submission(submission) for submission in row.submissions),
            thread_ts=row.thread_ts,
            turn=row.turn,
            moved_by=row.moved_by,
            moved_ts=row.moved_ts,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    # --- the log, and what was seen before

    def log(
        self,
        assessment_id: str,
        person: str,
        what: str,
        at: datetime,
        question_id: str | None = None,
        **detail: Any,
    ) -> None:
        self.session.add(
            ActivityRow(
                assessment_id=assessment_id,
                at=at,
                user_id=person,
                what=what,
                question_id=question_id,
                detail=detail,
            )
        )

    def first_time(self, key: str, at: datetime) -> bool:
        """Remember an event; False if it was remembered before."""
        if self.session.get(SeenEventRow, (self.workspace.enterprise_id, self.workspace.team_id, key)):
            return False
        self.session.add(
            SeenEventRow(
                enterprise_id=self.workspace.enterprise_id, team_id=self.workspace.team_id, key=key, at=at
            )
        )
        return True

    def person(self, user_id: str) -> PersonRow:
        key = (self.workspace.enterprise_id, self.workspace.team_id, user_id)
        row = self.session.get(PersonRow, key)
        if row is None:
            row = PersonRow(
                enterprise_id=self.workspace.enterprise_id,
                team_id=self.workspace.team_id,
                user_id=user_id,
                said_last="",
            )
            self.session.add(row)
        return row


def forget_events(session: Session, before: datetime) -> None:
    """Drop what Slack will not send again. What is said once to a channel stays remembered."""
    old = SeenEventRow.at < before
    session.execute(delete(SeenEventRow).where(old, SeenEventRow.key.not_like("welcome:%")))


def _answer(kind: str, rating: int | None, reason: str, evidence: str) -> Answer:
    return Answer(kind=Kind(kind), rating=rating, reason=reason, evidence=evidence)


def _given(row: AnswerRow) -> Given:
    return Given(
        _answer(row.kind, row.rating, row.reason, row.evidence), by=row.answered_by, at=row.answered_at
    )


def _pack(given: Given) -> dict[str, Any]:
    answer = given.answer
    return {
        "kind": answer.kind.value,
        "rating": answer.rating,
        "reason": answer.reason,
        "evidence": answer.evidence,
        "by": given.by,
        "at": given.at.isoformat(),
    }


def _unpack(packed: dict[str, Any]) -> Given:
    answer = _answer(packed["kind"], packed["rating"], packed["reason"], packed["evidence"])
    return Given(answer, by=packed["by"], at=datetime.fromisoformat(packed["at"]))


def _submission(row: SubmissionRow) -> Submission:
    return Submission(
        number=row.number,
        by=row.submitted_by,
        at=row.submitted_at,
        given={question: _unpack(packed) for question, packed in row.answers.items()},
    )
