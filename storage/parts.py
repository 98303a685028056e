"""What belongs to an assessment and stands in other tables than its own: read together, and written by what
changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.answer import Given
from flows.assessment import Assessment
from flows.decision import Action, Decision, Query
from flows.entry import Entry
from flows.evidence import Evidence
from flows.own_work import Replaced
from flows.panel import Panel
from flows.roles import Role, Roles
from flows.submission import Submission
from flows.voices import VoiceGroup
from storage import answering, deciding, evidence, panels, participants, sheets, voices, waits
from storage.transaction import Transaction
from storage.waits import Waits


@dataclass(frozen=True, slots=True)
class Parts:
    given: Mapping[str, Given]
    replaced: frozenset[Replaced]
    roles: Roles
    submissions: tuple[Submission, ...]
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    queries: tuple[Query, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    entries: tuple[Entry, ...] = ()
    panel: Panel | None = None
    voices: tuple[VoiceGroup, ...] = ()
    waits: Waits = frozenset()

    @classmethod
    def read(cls, transaction: Transaction, ids: Collection[str]) -> dict[str, "Parts"]:
        """Those of each assessment."""
        given = answering.read_answers(transaction, ids)
        replaced = answering.read_replaced(transaction, ids)
        roles = participants.read(transaction, ids)
        submissions = answering.read_submissions(transaction, ids)
        decisions = deciding.read_decisions(transaction, ids)
        actions = deciding.read_actions(transaction, ids)
        queries = deciding.read_queries(transaction, ids)
        shown = evidence.read(transaction, ids)
        entries = sheets.read_entries(transaction, ids)
        alone = panels.read(transaction, ids)
        outside = voices.read(transaction, ids)
        waiting = waits.read(transaction, ids)
        return {
            id: cls(
                given[id],
                replaced[id],
                roles[id],
                submissions[id],
                decisions[id],
                actions[id],
                queries[id],
                shown[id],
                entries[id],
                alone[id],
                outside[id],
                waiting[id],
            )
            for id in ids
        }

    @classmethod
    def add(cls, transaction: Transaction, assessment: Assessment, at: datetime) -> "Parts":
        """Write those of a new assessment."""
        return cls({}, frozenset(), {}, ()).save_changes(transaction, assessment, at)

    def save_changes(self, transaction: Transaction, assessment: Assessment, at: datetime) -> "Parts":
        """Write what is different in the assessment from these, which the store has; returns those that it
        has then."""
        answering.save_answers(transaction, assessment, self.given, at)
        answering.save_submissions(transaction, assessment, len(self.submissions))
        roles = participants.save(transaction, assessment, self.roles, at)
        deciding.save_decisions(transaction, assessment, self.decisions)
        deciding.save_actions(transaction, assessment, self.actions)
        deciding.save_queries(transaction, assessment, len(self.queries))
        evidence.save(transaction, assessment, self.evidence)
        sheets.save_entries(transaction, assessment, self.entries)
        panels.save(transaction, assessment, self.panel)
        voices.save(transaction, assessment, self.voices)
        return Parts(
            dict(assessment.given),
            assessment.replaced,
            roles,
            assessment.submissions,
            assessment.decisions,
            assessment.actions,
            assessment.queries,
            assessment.evidence,
            assessment.entries,
            assessment.panel,
            assessment.voices,
            waits.save(transaction, assessment, self.waits),
        )

    def people(self, role: Role) -> dict[str, datetime | None]:
        """Who has this role, with since when."""
        return {person: since for (name, person), since in self.roles.items() if name is role}
