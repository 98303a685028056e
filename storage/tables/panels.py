"""People who answer alone first: who they are, and what they said once it was revealed.

What somebody answers until then stands in an assessment of its own, their ballot: see `panel_of` there."""

from sqlalchemy import JSON, Boolean, Date, Index, Integer, Table, Text

from storage.tables.columns import (
    METADATA,
    MOMENT,
    NAME,
    SLACK_ID,
    TOKEN,
    WORD,
    assessment_id,
    key,
    optional,
    required,
)

PANELS = Table(
    "panels",
    METADATA,
    assessment_id(primary_key=True),
    required("named", Boolean),
    optional("until", Date),
    optional("reveal_at", MOMENT),
    Index("ix_panels_until", "until"),
)
"""`until`: the day of the reveal; NULL: it has none. `reveal_at`: when that is, by its owner's clock; NULL:
nobody has asked yet where that one is."""

PANELLISTS = Table(
    "panellists",
    METADATA,
    assessment_id(primary_key=True),
    # Counted from 1. A person is no key: several may have been forgotten.
    key("place", Integer),
    required("user_id", SLACK_ID),
    # Drawn by lot; NULL: it came from a file without names, which does not say who said what.
    optional("number", Integer),
    optional("ballot_id", TOKEN),
    optional("done_at", MOMENT),
    # Of the question that is rated again.
    optional("again_at", MOMENT),
)

PANEL_ROUNDS = Table(
    "panel_rounds",
    METADATA,
    assessment_id(primary_key=True),
    key("number", Integer),
    required("questions", JSON),
    required("begun_by", SLACK_ID),
    required("begun_at", MOMENT),
    optional("revealed_by", SLACK_ID),
    optional("revealed_at", MOMENT),
    # By question and number of the panellist; nothing before the reveal.
    required("answers", JSON),
)

DISSENTS = Table(
    "dissents",
    METADATA,
    assessment_id(primary_key=True),
    key("question_id", NAME),
    key("panellist", Integer),
    required("words", Text),
    required("said_at", MOMENT),
    # What the team had answered then, and the round in which its author had rated it; NULL: it was not kept.
    optional("team_kind", WORD),
    optional("team_rating", Integer),
    optional("around", Integer),
    # Those that it took the place of, oldest first.
    required("earlier", JSON, server_default="[]"),
)
