"""What belongs to an assessment and stands in other tables than its own: read together, and written by what
changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.answer import Given
from flows.assessment import Assessment
from flows.decision import Action, Decision, Query
from flows.own_work import Replaced
from flows.roles import Role, Roles
from flows.submission import Submission
from storage import answering, deciding, participants, waits
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
    waits: Waits = frozenset()

    @classmethod
    def read(cls, transaction: Transaction, assessment_id: str) -> "Parts":
        return cls(
            answering.read_answers(transaction, assessment_id),
            answering.read_replaced(transaction, assessment_id),
            participants.read(transaction, assessment_id),
            answering.read_submissions(transaction, assessment_id),
            deciding.read_decisions(transaction, assessment_id),
            deciding.read_actions(transaction, assessment_id),
            deciding.read_queries(transaction, assessment_id),
            waits.read(transaction, assessment_id),
        )

    @classmethod
    def add(cls, transaction: Transaction, assessment: Assessment, at: datetime) -> "Parts":
        """Write those of a new assessment."""
        return cls({}, frozenset(), {}, ()).save_changes(transaction, assessment, at)

    def save_changes(self, transaction: Transaction, assessment: Assessment, at: datetime) -> "Parts":
        """Write what is different in the assessment from these, which the store has; returns those that it
        has then."""
        answering.save_answers(transaction, assessment, self.given)
        answering.save_submissions(transaction, assessment, len(self.submissions))
        roles = participants.save(transaction, assessment, self.roles, at)
        deciding.save_decisions(transaction, assessment, self.decisions)
        deciding.save_actions(transaction, assessment, self.actions)
        deciding.save_queries(transaction, assessment, len(self.queries))
        return Parts(
            dict(assessment.given),
            assessment.replaced,
            roles,
            assessment.submissions,
            assessment.decisions,
            assessment.actions,
            assessment.queries,
            waits.save(transaction, assessment, self.waits),
        )

    def people(self, role: Role) -> dict[str, datetime | None]:
        """Who has this role, with since when."""
        return {person: since for (name, person), since in self.roles.items() if name is role}
