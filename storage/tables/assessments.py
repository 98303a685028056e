"""An assessment, the framework it is pinned to, who has which part in it, and what happened."""

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    true,
)

from storage.tables.columns import (
    DIGEST,
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

FRAMEWORKS = Table(
    "frameworks",
    METADATA,
    key("id", NAME),
    key("version", String(50)),
    required("digest", DIGEST),
    required("body", Text),
    required("stored_at", MOMENT),
)
"""A framework as it was when an assessment was pinned to it, so that old ones stay readable."""

ASSESSMENTS = Table(
    "assessments",
    METADATA,
    key("id", TOKEN),
    required("team_id", SLACK_ID),
    required("channel_id", SLACK_ID),
    optional("thread_ts", SLACK_TS),
    required("owner_id", SLACK_ID),
    required("title", Text),
    required("about", Text),
    required("recipients", Text, server_default=""),
    # All three of them as they are compared when somebody looks for them: see flows/folding.py.
    required("folded", Text, server_default=""),
    required("everyone", Boolean),
    required("framework_id", NAME),
    required("framework_version", String(50)),
    # The sheet of facts that it is pinned to; NULL: it has none yet.
    optional("sheet_id", NAME),
    optional("sheet_version", String(50)),
    required("state", NAME),
    optional("return_to", NAME),
    optional("paused_from", NAME),
    required("turn", Integer),
    optional("moved_by", SLACK_ID),
    required("moved_ts", SLACK_TS),
    required("asked", JSON, server_default="[]"),
    required("all_decide", Boolean, server_default=false()),
    required("self_review", Boolean, server_default=false()),
    required("must_decide", JSON, server_default="[]"),
    required("owner_chooses", Boolean, server_default=true()),
    required("owner_replaces", Boolean, server_default=true()),
    # What it was decided to, also when it was closed since, and when: so that lists need not reckon.
    optional("verdict", String(30)),
    optional("decided_at", MOMENT),
    optional("look_again_on", Date),
    optional("looker_id", SLACK_ID),
    # It is a ballot: how somebody answers alone for the panel of that assessment.
    optional("panel_of", TOKEN),
    optional("previous_id", TOKEN),
    optional("previous_verdict", String(30)),
    # The answers of the previous one that are to be confirmed; nothing for all but another look.
    optional("before", JSON),
    optional("next_id", TOKEN),
    optional("erase_on", Date),
    optional("kept_until", Date),
    optional("retain_from", MOMENT),
    optional("remind_from", MOMENT),
    optional("trouble", String(60)),
    required("drawn_by", NAME),
    required("drawn_until", MOMENT),
    required("version", Integer),
    required("created_at", MOMENT),
    required("updated_at", MOMENT),
    # The last submission's moment, so that lists need not look for it.
    optional("handed_in_at", MOMENT),
    # How many conditions its approval was given with, and how many are met; NULL: that is not recorded.
    required("conditions", Integer, server_default="0"),
    optional("conditions_met", Integer),
    # Whether what waits for whom stands in `waits`, and `verdict` here: not in a store from before these.
    required("waits_kept", Boolean, server_default=false()),
    # How far the chain of its record goes, and how much of it the digest of a day holds.
    required("chain_length", Integer, server_default="0"),
    required("chain_digest", DIGEST, server_default=""),
    required("day_length", Integer, server_default="0"),
    ForeignKeyConstraint(["framework_id", "framework_version"], ["frameworks.id", "frameworks.version"]),
    # It holds all columns by which what waits is counted, so that the rows themselves need not be read.
    Index(
        "ix_assessments_workspace",
        *("team_id", "state", "channel_id", "created_at", "handed_in_at", "owner_id"),
    ),
    # By the thread alone, too: its channel may go on under another id.
    Index("ix_assessments_thread", "thread_ts", "channel_id"),
    # These hold only what giving an answer does not change, so an answer does not have to update them.
    Index("ix_assessments_panel_of", "panel_of"),
    Index("ix_assessments_newest", "team_id", "created_at", "channel_id"),
    Index("ix_assessments_channel", "team_id", "channel_id", "created_at"),
    Index("ix_assessments_remind_from", "team_id", "remind_from"),
    Index("ix_assessments_retain_from", "team_id", "retain_from"),
)
"""One assessment. `version` goes up with every use case that changes it: of two processes, the second finds
no row of the version that it read, and starts over.

`drawn_by` and `drawn_until` are a lease: one process at a time draws an assessment, or views would overtake
each other. These, `thread_ts` and `trouble` are also written past the version.

`remind_from`: before this moment nobody is to be reminded of anything in it; NULL: not at all. Every change
sets it to its own moment, and the next sweep for reminders finds out when it really is. `retain_from` is the
same for the rules by which what has ended is erased; NULL as well while it has not.
"""

PARTICIPANTS = Table(
    "participants",
    METADATA,
    assessment_id(primary_key=True),
    key("user_id", SLACK_ID),
    key("role", WORD),
    optional("since", MOMENT),
    Index("ix_participants_user", "user_id"),
)

WAITS = Table(
    "waits",
    METADATA,
    assessment_id(primary_key=True),
    key("matter", WORD),
    key("user_id", SLACK_ID),
    key("subject", TOKEN),
    optional("since", MOMENT),
    optional("on_day", Date),
    Index("ix_waits_user", "user_id", "matter"),
)
"""What waits for whom. `since` NULL: since the assessment was last changed."""

ACTIVITY = Table(
    "activity",
    METADATA,
    key("id", Integer),
    assessment_id(index=True),
    required("at", MOMENT),
    required("user_id", SLACK_ID),
    required("what", String(40)),
    optional("question_id", NAME),
    required("detail", JSON),
    # The link of the chain that it is, see flows/chain.py; nothing in a row from before there were chains.
    optional("number", Integer),
    optional("people", JSON),
    optional("content", Text),
    optional("salt", TOKEN),
    optional("sealed", DIGEST),
    optional("digest", DIGEST),
)
"""Who did what and when; rows are only added. No answer texts in `detail`: what was typed stands in
`content`, which can be erased."""

CHAIN_DAYS = Table(
    "chain_days",
    METADATA,
    key("team_id", SLACK_ID),
    key("day", String(10)),
    required("heads", JSON),
    required("digest", DIGEST),
)
"""One digest a day over the ends of all chains that grew since the day before. `heads` gives for each of
these assessments how long its chain was, and its last digest."""
