"""The processes that run on this store, as they say so themselves."""

from sqlalchemy import Integer, String, Table

from storage.tables.columns import METADATA, MOMENT, NAME, SLACK_ID, TOKEN, WORD, key, optional, required

PROCESSES = Table(
    "processes",
    METADATA,
    key("id", TOKEN),
    required("team_id", SLACK_ID),
    required("pid", Integer),
    required("host", String(255)),
    required("mode", WORD),
    required("version", NAME),
    required("started_at", MOMENT),
    optional("connected_since", MOMENT),
    optional("lost_at", MOMENT),
    optional("heard_at", MOMENT),
    required("written_at", MOMENT),
)
"""One row for each bot that runs, written by itself every few seconds and taken away when it stops cleanly;
that of one that was killed stays, and tells so by its age.

`connected_since`: NULL while there is no connection to Slack; `lost_at`: since when there has been none;
`heard_at`: when Slack last sent something. `written_at` is the database's time, by which the age is told; the
others are those of the host.
"""
