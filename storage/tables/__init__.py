"""The tables. Every time is UTC; every Slack timestamp (`ts`) is the string that Slack gave."""

from storage.tables.answering import ANSWER_CHANGES, ANSWERS, SCORES, SUBMISSIONS, TROUBLES
from storage.tables.assessments import ACTIVITY, ASSESSMENTS, CHAIN_DAYS, FRAMEWORKS, PARTICIPANTS, WAITS
from storage.tables.columns import METADATA
from storage.tables.deciding import ACTIONS, CONDITIONS, DECISIONS, QUERIES
from storage.tables.surfaces import SURFACES
from storage.tables.workspaces import (
    CHANNELS,
    DIGESTS,
    ERASED,
    FORGOTTEN,
    LISTENING,
    NAMES,
    PEOPLE,
    REMINDERS,
    SEEN_EVENTS,
    WORKSPACES,
)

__all__ = [
    "ACTIONS",
    "ACTIVITY",
    "ANSWERS",
    "ANSWER_CHANGES",
    "ASSESSMENTS",
    "CHAIN_DAYS",
    "CHANNELS",
    "CONDITIONS",
    "DECISIONS",
    "DIGESTS",
    "ERASED",
    "FORGOTTEN",
    "FRAMEWORKS",
    "LISTENING",
    "METADATA",
    "NAMES",
    "PARTICIPANTS",
    "PEOPLE",
    "QUERIES",
    "REMINDERS",
    "SCORES",
    "SEEN_EVENTS",
    "SUBMISSIONS",
    "SURFACES",
    "TROUBLES",
    "WAITS",
    "WORKSPACES",
]
