"""What is answered and handed in."""

from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.columns import (
    METADATA,
    MOMENT,
    NAME,
    SLACK_ID,
    WORD,
    assessment_id,
    key,
    optional,
    required,
)

TEAM_ANSWERS = "team"
"""The assessor under whose name a team answers together; one row of answers for all of them."""


def _answer() -> tuple[Column[Any], ...]:
    """What `answers` and `answer_changes` say alike."""
    return (
        required("assessor", SLACK_ID, default=TEAM_ANSWERS),
        required("question_id", NAME),
        required("kind", WORD),
        optional("rating", Integer),
        # All reasons together; `reasons` has them one by one, with who wrote each.
        required("reason", Text),
        required("evidence", Text),
        required("reasons", JSON, server_default="[]"),
        required("answered_by", SLACK_ID),
        required("answered_at", MOMENT),
    )


ANSWERS = Table(
    "answers",
    METADATA,
    key("id", Integer),
    assessment_id(),
    *_answer(),
    UniqueConstraint("assessment_id", "assessor", "question_id"),
    Index("ix_answers_person", "answered_by", "assessment_id"),
)
"""The answer that stands now."""

ANSWER_CHANGES = Table(
    "answer_changes",
    METADATA,
    key("id", Integer),
    assessment_id(index=True),
    *_answer(),
    optional("changed_by", SLACK_ID),
    optional("changed_at", MOMENT),
)
"""Every answer that ever stood, with who made it so and when; rows are only added."""

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    assessment_id(primary_key=True),
    key("number", Integer),
    required("submitted_by", SLACK_ID),
    required("submitted_at", MOMENT),
    required("answers", JSON),
)

SCORES = Table(
    "scores",
    METADATA,
    assessment_id(primary_key=True),
    key("principle_id", NAME),
    # The score as it is shown, times ten; NULL: there is none.
    optional("tenths", Integer),
)
"""The score of a principle in the last submission, so that many can be counted by the database."""

TROUBLES = Table(
    "troubles",
    METADATA,
    assessment_id(primary_key=True),
    key("question_id", NAME),
    optional("rating", Integer),
)
"""A question that was rated 1 or 2, or left open (NULL), in the last submission, so that many can be
counted by the database."""
