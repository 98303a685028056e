"""Where an assessment is shown in Slack."""

from sqlalchemy import JSON, Boolean, Index, Integer, Table, UniqueConstraint, text

from storage.tables.columns import (
    METADATA,
    MOMENT,
    NAME,
    SLACK_ID,
    SLACK_TS,
    TOKEN,
    WORD,
    assessment_id,
    key,
    optional,
    required,
)

SURFACES = Table(
    "surfaces",
    METADATA,
    key("id", TOKEN),
    assessment_id(),
    required("kind", WORD),
    required("subject", NAME),
    required("channel_id", SLACK_ID),
    optional("thread_ts", SLACK_TS),
    optional("ts", SLACK_TS),
    required("wanted", Integer),
    required("shown", Integer),
    required("move_wanted", Boolean),
    required("posting", Boolean),
    optional("posting_since", MOMENT),
    optional("due_at", MOMENT),
    required("detail", JSON),
    UniqueConstraint("assessment_id", "kind", "subject"),
    Index("ix_surfaces_message", "channel_id", "ts"),
    Index(
        "ix_surfaces_behind",
        "assessment_id",
        sqlite_where=text("shown < wanted"),
        postgresql_where=text("shown < wanted"),
    ),
)
"""A place in Slack where something of ours stands or should stand.

Behind while `shown < wanted`, and drawn from `due_at` on (NULL: at once). `id` is the opaque token in the
message's metadata, by which a post that may or may not have gone out is found again; `posting` says that one
was under way.
"""
