"""What is kept for the record beside the answers: which facts, and what was recorded of them."""

from sqlalchemy import Integer, String, Table, Text

from storage.tables.columns import DIGEST, METADATA, MOMENT, NAME, SLACK_ID, assessment_id, key, required

SHEETS = Table(
    "sheets",
    METADATA,
    key("id", NAME),
    key("version", String(50)),
    required("digest", DIGEST),
    required("body", Text),
    required("stored_at", MOMENT),
)
"""A sheet of facts as it was when an assessment was pinned to it, so that old ones stay readable."""

ENTRIES = Table(
    "entries",
    METADATA,
    assessment_id(primary_key=True),
    key("number", Integer),
    required("field_id", NAME),
    required("value", Text),
    required("recorded_by", SLACK_ID),
    required("recorded_at", MOMENT),
)
"""What somebody recorded in a field of the sheet; rows are only added. `value` empty: they took out what was
there."""
