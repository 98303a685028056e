"""The tables. Every time is UTC; every Slack timestamp (`ts`) is the string that Slack gave."""

from storage.tables.answering import ANSWER_CHANGES, ANSWERS, SCORES, SUBMISSIONS, TROUBLES
from storage.tables.assessments import ACTIVITY, ASSESSMENTS, FRAMEWORKS, PARTICIPANTS, WAITS
from storage.tables.columns import METADATA
from storage.tables.deciding import ACTIONS, DECISIONS, QUERIES
from storage.tables.surfaces import SURFACES
from storage.tables.workspaces import (
    CHANNELS,
    DIGESTS,
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
    "CHANNELS",
    "DECISIONS",
    "DIGESTS",
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
