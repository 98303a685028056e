"""The tables. Every time is UTC; every Slack timestamp (`ts`) is the string that Slack gave."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

TEAM_ANSWERS = "team"
"""The assessor under whose name a team answers together; one row of answers for all of them."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the time zone, so it is put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class FrameworkRow(Base):
    """A framework as it was when an assessment was pinned to it, so that old ones stay readable."""

    __tablename__ = "frameworks"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[str] = mapped_column(String(50), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime]


class AssessmentRow(Base):
    """One assessment. `version` goes up with every use case that changes it: of two processes, the
    second finds no row of the version that it read, and starts over.

    `drawn_by` and `drawn_until` are a lease: one process at a time draws an assessment, or views would
    overtake each other. These, `thread_ts` and `trouble` are also written past the version.

    `remind_from`: before this moment nobody is to be reminded of anything in it; NULL: not at all. Every
    change sets it to its own moment, and the next sweep for reminders finds out when it really is.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        ForeignKeyConstraint(["framework_id", "framework_version"], ["frameworks.id", "frameworks.version"]),
        # With all that counting what waits needs, so that it need not look at each row.
        Index(
            "ix_assessments_workspace",
            *("enterprise_id", "team_id", "state", "channel_id", "created_at", "handed_in_at", "owner_id"),
        ),
        Index("ix_assessments_thread", "channel_id", "thread_ts"),
        # Only of what never changes: they cost nothing when an answer is given.
        Index("ix_assessments_newest", "enterprise_id", "team_id", "created_at", "channel_id"),
        Index("ix_assessments_channel", "enterprise_id", "team_id", "channel_id", "created_at"),
        Index("ix_assessments_remind_from", "enterprise_id", "team_id", "remind_from"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[str] = mapped_column(String(20))
    channel_id: Mapped[str] = mapped_column(String(20))
    thread_ts: Mapped[str | None] = mapped_column(String(20))
    owner_id: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    everyone: Mapped[bool]
    framework_id: Mapped[str] = mapped_column(String(100))
    framework_version: Mapped[str] = mapped_column(String(50))
    state: Mapped[str] = mapped_column(String(100))
    return_to: Mapped[str | None] = mapped_column(String(100))
    paused_from: Mapped[str | None] = mapped_column(String(100))
    turn: Mapped[int]
    moved_by: Mapped[str | None] = mapped_column(String(20))
    moved_ts: Mapped[str] = mapped_column(String(20))
    asked: Mapped[list[str]] = mapped_column(server_default="[]")
    all_decide: Mapped[bool] = mapped_column(server_default=false())
    self_review: Mapped[bool] = mapped_column(server_default=false())
    look_again_on: Mapped[date | None]
    previous_id: Mapped[str | None] = mapped_column(String(32))
    before: Mapped[dict[str, Any] | None]
    """The answers of the previous one that are to be confirmed; NULL for all but another look."""
    next_id: Mapped[str | None] = mapped_column(String(32))
    remind_from: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(60))
    drawn_by: Mapped[str] = mapped_column(String(100), default="")
    drawn_until: Mapped[datetime]
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    """The last submission's moment, so that lists need not look for it."""


class AnswerRow(Base):
    """The answer that stands now."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("assessment_id", "assessor", "question_id"),
        Index("ix_answers_person", "answered_by", "assessment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    assessor: Mapped[str] = mapped_column(String(20), default=TEAM_ANSWERS)
    question_id: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    rating: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[str] = mapped_column(String(20))
    answered_at: Mapped[datetime]


class AnswerChangeRow(Base):
    """Every answer that ever stood; rows are only added."""

    __tablename__ = "answer_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), index=True)
    assessor: Mapped[str] = mapped_column(String(20), default=TEAM_ANSWERS)
    question_id: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    rating: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[str] = mapped_column(String(20))
    answered_at: Mapped[datetime]


class ParticipantRow(Base):
    __tablename__ = "participants"
    __table_args__ = (Index("ix_participants_user", "user_id"),)

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime | None]


class ActivityRow(Base):
    """Who did what and when; rows are only added. No answer texts in `detail`."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(40))
    question_id: Mapped[str | None] = mapped_column(String(100))
    detail: Mapped[dict[str, Any]]


class SubmissionRow(Base):
    __tablename__ = "submissions"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    submitted_by: Mapped[str] = mapped_column(String(20))
    submitted_at: Mapped[datetime]
    answers: Mapped[dict[str, Any]]


class ScoreRow(Base):
    """The score of a principle in the last submission, so that many can be counted by the database."""

    __tablename__ = "scores"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    principle_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    tenths: Mapped[int | None]
    """The score as it is shown, times ten; NULL: there is none."""


class TroubleRow(Base):
    """A question that was rated 1 or 2, or left open (NULL), in the last submission: for the same reason."""

    __tablename__ = "troubles"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    rating: Mapped[int | None]


class DecisionRow(Base):
    """What a reviewer decided. Never deleted: one that was withdrawn says so."""

    __tablename__ = "decisions"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(30))
    decided_by: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[datetime]
    submission: Mapped[int]
    mark: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    conditions: Mapped[list[str]]
    questions: Mapped[list[str]]
    acknowledged: Mapped[list[str]]
    is_self_review: Mapped[bool]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(Text)


class ActionRow(Base):
    """Something to be done about an assessment. `about` is a question's id or a condition's text."""

    __tablename__ = "actions"
    __table_args__ = (Index("ix_actions_waiting", "who", "done_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(20))
    by: Mapped[date]
    about: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    done_by: Mapped[str | None] = mapped_column(String(20))
    done_at: Mapped[datetime | None]


class QueryRow(Base):
    """A reviewer's question about one answer; rows are only added."""

    __tablename__ = "queries"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), index=True)
    question_id: Mapped[str] = mapped_column(String(100))
    asked_by: Mapped[str] = mapped_column(String(20))
    asked_of: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ChannelRow(Base):
    """The settings of a channel; a channel without a row has the defaults of storage/settings.py."""

    __tablename__ = "channels"

    enterprise_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    invited_by: Mapped[str | None] = mapped_column(String(20))
    settings: Mapped[dict[str, Any]]


class ReminderRow(Base):
    """What somebody was reminded of, has put off or has stopped. One row for each person, matter and step:
    the process that adds it sends the message, and no other does.

    `token` stands in the metadata of that message, so that one which may or may not have gone out can be
    looked for; `channel_id` is the direct message it went to.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index("ix_reminders_assessment", "assessment_id"),
        Index("ix_reminders_token", "token"),
        Index("ix_reminders_state", "state", "at"),
    )

    enterprise_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    matter: Mapped[str] = mapped_column(String(100), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    state: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    again_at: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str | None] = mapped_column(String(20))


class SurfaceRow(Base):
    """A place in Slack where something of ours stands or should stand.

    Behind while `shown < wanted`, and drawn from `due_at` on (NULL: at once). `id` is the opaque token in
    the message's metadata, by which a post that may or may not have gone out is found again; `posting`
    says that one was under way.
    """

    __tablename__ = "surfaces"
    __table_args__ = (
        UniqueConstraint("assessment_id", "kind", "subject"),
        Index("ix_surfaces_message", "channel_id", "ts"),
        Index(
            "ix_surfaces_behind",
            "assessment_id",
            sqlite_where=text("shown < wanted"),
            postgresql_where=text("shown < wanted"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(100), default="")
    channel_id: Mapped[str] = mapped_column(String(20))
    thread_ts: Mapped[str | None] = mapped_column(String(20))
    ts: Mapped[str | None] = mapped_column(String(20))
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    move_wanted: Mapped[bool] = mapped_column(default=False)
    posting: Mapped[bool] = mapped_column(default=False)
    posting_since: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SeenEventRow(Base):
    """Events and interactions that have been taken: Slack may send each of them again."""

    __tablename__ = "seen_events"

    enterprise_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class ListeningRow(Base):
    """Of each workspace: when the bot heard everything without a break, so that it knows what it missed."""

    __tablename__ = "listening"

    enterprise_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime]


class PersonRow(Base):
    """What Balance must remember of a person between two messages."""

    __tablename__ = "people"

    enterprise_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    said_last: Mapped[str] = mapped_column(String(40), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
