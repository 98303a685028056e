"""The tables. Every time is UTC; every Slack timestamp (`ts`) is the string that Slack gave."""

from storage.tables.answering import ANSWER_CHANGES, ANSWERS, EVIDENCE, SCORES, SUBMISSIONS, TROUBLES, VOICES
from storage.tables.assessments import ACTIVITY, ASSESSMENTS, CHAIN_DAYS, FRAMEWORKS, PARTICIPANTS, WAITS
from storage.tables.columns import METADATA
from storage.tables.deciding import ACTIONS, CONDITIONS, DECISIONS, QUERIES
from storage.tables.panels import DISSENTS, PANEL_ROUNDS, PANELLISTS, PANELS
from storage.tables.processes import PROCESSES
from storage.tables.sheets import ENTRIES, SHEETS
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
    SHARED_FILES,
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
    "DISSENTS",
    "ENTRIES",
    "ERASED",
    "EVIDENCE",
    "FORGOTTEN",
    "FRAMEWORKS",
    "LISTENING",
    "METADATA",
    "NAMES",
    "PANELLISTS",
    "PANELS",
    "PANEL_ROUNDS",
    "PARTICIPANTS",
    "PEOPLE",
    "PROCESSES",
    "QUERIES",
    "REMINDERS",
    "SCORES",
    "SEEN_EVENTS",
    "SHARED_FILES",
    "SHEETS",
    "SUBMISSIONS",
    "SURFACES",
    "TROUBLES",
    "VOICES",
    "WAITS",
    "WORKSPACES",
]
