"""What columns of the tables are made of: their types, and those that several tables have."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.types import TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


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


ColumnType = TypeEngine[Any] | type[TypeEngine[Any]]

MOMENT = UtcDateTime()
SLACK_ID = SLACK_TS = WORD = String(20)
TOKEN = String(32)
DIGEST = String(64)
NAME = String(100)
"""An id in a question file, and what is made of one: a state, a matter."""


def key(name: str, type_: ColumnType) -> Column[Any]:
    """One of the columns by which a row is known."""
    return Column(name, type_, primary_key=True)


def required(name: str, type_: ColumnType, **options: Any) -> Column[Any]:
    return Column(name, type_, nullable=False, **options)


def optional(name: str, type_: ColumnType) -> Column[Any]:
    return Column(name, type_, nullable=True)


def workspace_key() -> Column[Any]:
    return key("team_id", SLACK_ID)


def assessment_id(**options: Any) -> Column[Any]:
    return Column("assessment_id", TOKEN, ForeignKey("assessments.id"), nullable=False, **options)
