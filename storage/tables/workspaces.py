"""What is remembered of a workspace, its channels and its people."""

from sqlalchemy import JSON, Boolean, Index, Integer, String, Table, Text

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
    workspace_key,
)

WORKSPACES = Table("workspaces", METADATA, workspace_key(), required("settings", JSON))
"""The rules of a workspace; one without a row has the defaults of flows/settings.py."""

CHANNELS = Table(
    "channels",
    METADATA,
    workspace_key(),
    key("channel_id", SLACK_ID),
    optional("invited_by", SLACK_ID),
    required("settings", JSON, default=dict),
)
"""The settings of a channel; a channel without a row has the defaults of storage/settings.py."""

PEOPLE = Table(
    "people",
    METADATA,
    workspace_key(),
    key("user_id", SLACK_ID),
    required("said_last", String(40), default=""),
    required("settings", JSON, server_default="{}"),
)
"""What Balance must remember of a person between two messages."""

NAMES = Table(
    "names",
    METADATA,
    key("team_id", SLACK_ID),
    key("user_id", SLACK_ID),
    key("since", MOMENT),
    required("name", Text),
    required("is_handle", Boolean, default=False),
)
"""What people were called in Slack, from when on: a record is read where Slack cannot be asked. A handle
stands in until Slack has told the name."""

REMINDERS = Table(
    "reminders",
    METADATA,
    workspace_key(),
    key("user_id", SLACK_ID),
    key("matter", NAME),
    key("step", String(40)),
    assessment_id(),
    required("state", WORD),
    required("at", MOMENT),
    optional("again_at", MOMENT),
    required("token", TOKEN),
    optional("channel_id", SLACK_ID),
    optional("ts", SLACK_TS),
    Index("ix_reminders_assessment", "assessment_id"),
    Index("ix_reminders_token", "token"),
    Index("ix_reminders_state", "state", "at"),
)
"""What somebody was reminded of, has put off or has stopped. One row for each person, matter and step: the
process that adds it sends the message, and no other does.

`token` stands in the metadata of that message, so that one which may or may not have gone out can be looked
for; `channel_id` is the direct message it went to, and `ts` where in it it stands: what names an assessment
that is erased is taken out of it. Of what an earlier version sent there is no `ts`.
"""

DIGESTS = Table(
    "digests",
    METADATA,
    workspace_key(),
    key("user_id", SLACK_ID),
    key("week", String(10)),
    required("at", MOMENT),
    required("token", TOKEN, server_default=""),
    optional("channel_id", SLACK_ID),
    optional("ts", SLACK_TS),
    required("names", JSON, server_default="[]"),
)
"""The weeks of which governance leads got their message. The process that adds a row sends it. `names`: the
ids of the assessments that it names; `token`, `channel_id` and `ts`: as of the reminders. An earlier version
kept none of these."""

SEEN_EVENTS = Table(
    "seen_events", METADATA, workspace_key(), key("key", String(200)), required("at", MOMENT, index=True)
)
"""Events and interactions that have been taken: Slack may send each of them again."""

LISTENING = Table(
    "listening", METADATA, workspace_key(), required("since", MOMENT), required("until", MOMENT)
)
"""Of each workspace: when the bot heard everything without a break, so that it knows what it missed."""

ERASED = Table(
    "erased",
    METADATA,
    key("assessment_id", TOKEN),
    required("team_id", SLACK_ID),
    required("started_at", MOMENT),
    required("erased_at", MOMENT),
    required("erased_by", Text),
    required("why", Text),
    required("rows", Integer),
    required("digest", DIGEST),
    required("messages", JSON),
    *(required(name, JSON, server_default="[]") for name in ("threads", "in_doubt", "files", "stays")),
    required("told", JSON, server_default="[]"),
    required("deleted", Integer, server_default="0"),
    optional("tell", SLACK_ID),
)
"""That an assessment existed, and was erased: how long its chain was and its last digest, but no content.
`messages`: what of it still stands in Slack, each with its channel and `ts`; `threads`: where more of it may,
until that was looked through; `in_doubt`: posts that were under way, each with its channel, thread, token and
since when; `told`: direct messages that name others too, out of which it is taken; `files`: ids of exports;
`stays`: what Slack does not delete or show, each with its channel (of a file its id), its `ts`, Slack's word
for why and, if it is no message and no file, what it is. `tell`: who is to be told what came of it, until
they are."""

SHARED_FILES = Table(
    "shared_files",
    METADATA,
    key("file_id", TOKEN),
    assessment_id(index=True),
    required("at", MOMENT),
)
"""The files of exports that Balance sent into Slack, written down before they are shared: so that they go
when the assessment does."""

FORGOTTEN = Table("forgotten", METADATA, key("digest", DIGEST), required("at", MOMENT))
"""Who was taken out of the records, by the digest of their id: so that it is done again in a backup from
before."""
