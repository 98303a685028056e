"""What reviewers decide and ask, and what is to be done about it."""

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Table, Text

from storage.tables.columns import (
    DIGEST,
    METADATA,
    MOMENT,
    NAME,
    SLACK_ID,
    TOKEN,
    assessment_id,
    key,
    optional,
    required,
)

DECISIONS = Table(
    "decisions",
    METADATA,
    assessment_id(primary_key=True),
    key("number", Integer),
    required("verdict", String(30)),
    required("decided_by", SLACK_ID),
    required("decided_at", MOMENT),
    required("submission", Integer),
    required("mark", DIGEST),
    required("words", Text),
    required("questions", JSON),
    required("acknowledged", JSON),
    required("is_self_review", Boolean),
    optional("withdrawn_at", MOMENT),
    required("withdrawn_why", Text),
    # How many of the rows of `entries` there were then; NULL: it had no sheet of facts.
    optional("entries", Integer),
)
"""What a reviewer decided. Never deleted: one that was withdrawn says so."""

CONDITIONS = Table(
    "conditions",
    METADATA,
    assessment_id(primary_key=True),
    key("decision", Integer),
    key("number", Integer),
    required("text", Text),
    optional("owner", SLACK_ID),
    optional("by", Date),
    optional("before_sharing", Boolean),
    optional("set_at", MOMENT),
    optional("said_by", SLACK_ID),
    optional("said_at", MOMENT),
    optional("said_words", Text),
    optional("sent_back_by", SLACK_ID),
    optional("sent_back_at", MOMENT),
    optional("sent_back_words", Text),
    optional("confirmed_by", SLACK_ID),
    optional("confirmed_at", MOMENT),
)
"""A condition of a decision, and what became of it. One without `owner`, `by`, `before_sharing` and `set_at`
was set by a version that kept its text alone."""

ACTIONS = Table(
    "actions",
    METADATA,
    key("id", TOKEN),
    assessment_id(index=True),
    required("what", Text),
    required("who", SLACK_ID),
    required("by", Date),
    required("about", Text),
    required("made_by", SLACK_ID),
    required("made_at", MOMENT),
    optional("done_by", SLACK_ID),
    optional("done_at", MOMENT),
    Index("ix_actions_waiting", "who", "done_at"),
)
"""Something to be done about an assessment. `about` is a question's id or a condition's text."""

QUERIES = Table(
    "queries",
    METADATA,
    key("id", TOKEN),
    assessment_id(index=True),
    required("question_id", NAME),
    required("asked_by", SLACK_ID),
    required("asked_of", SLACK_ID),
    required("words", Text),
    required("at", MOMENT),
)
"""A reviewer's question about one answer; rows are only added."""
