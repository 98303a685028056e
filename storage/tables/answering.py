"""What is answered and handed in."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, false

from storage.tables.columns import (
    DIGEST,
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
        # The median of a panel, which `answered_by` took.
        required("is_median", Boolean, server_default=false()),
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
    # The mark of each piece of evidence that stood then, by its number.
    required("evidence", JSON, server_default="{}"),
)

EVIDENCE = Table(
    "evidence",
    METADATA,
    assessment_id(primary_key=True),
    key("number", Integer),
    required("question_id", NAME),
    required("kind", WORD),
    required("words", Text),
    required("link", Text),
    required("channel_id", SLACK_ID),
    required("added_by", SLACK_ID),
    required("added_at", MOMENT),
    # Who wrote the words of a message; NULL: not known.
    optional("said_by", SLACK_ID),
    # Of a file; `size` in bytes, where Slack says it.
    optional("file_id", SLACK_ID),
    optional("file_name", Text),
    optional("media_type", Text),
    optional("size", BigInteger),
    optional("sha256", DIGEST),
    optional("deleted_at", MOMENT),
    optional("taken_back_by", SLACK_ID),
    optional("taken_back_at", MOMENT),
    Index("ix_evidence_file_id", "file_id"),
)
"""What shows that an answer is so; never deleted: what was taken back says so."""

VOICES = Table(
    "voices",
    METADATA,
    assessment_id(primary_key=True),
    key("number", Integer),
    required("whose", Text),
    # What each person answered, by question.
    required("voices", JSON),
    # The SHA-256 of each file that this was in.
    required("files", JSON),
    required("added_by", SLACK_ID),
    required("added_at", MOMENT),
)
"""Groups of people from outside, with what they answered; rows are only added."""

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
