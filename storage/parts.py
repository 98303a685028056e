"""What belongs to an assessment and stands in other tables than its own: read together, and written by what
changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.assessment import Assessment, Given, Submission
from flows.decision import Action, Decision, Query
from storage import answering, deciding, participants
from storage.participants import Roles
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Parts:
    given: Mapping[str, Given]
    roles: Roles
    submissions: tuple[Submission, ...]
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    queries: tuple[Query, ...] = ()

    @classmethod
    def of(cls, assessment: Assessment) -> "Parts":
        return cls(
            dict(assessment.given),
            participants.roles_of(assessment),
            assessment.submissions,
            assessment.decisions,
            assessment.actions,
            assessment.queries,
        )

    @classmethod
    def read(cls, transaction: Transaction, assessment_id: str) -> "Parts":
        return cls(
            answering.read_answers(transaction, assessment_id),
            participants.read(transaction, assessment_id),
            answering.read_submissions(transaction, assessment_id),
            deciding.read_decisions(transaction, assessment_id),
            deciding.read_actions(transaction, assessment_id),
            deciding.read_queries(transaction, assessment_id),
        )

    def save_changes(self, transaction: Transaction, assessment: Assessment, at: datetime) -> None:
        """Write what is different in the assessment from these, which the store has."""
        answering.save_answers(transaction, assessment, self.given)
        answering.save_submissions(transaction, assessment, len(self.submissions))
        participants.save(transaction, assessment, self.roles, at)
        deciding.save_decisions(transaction, assessment, self.decisions)
        deciding.save_actions(transaction, assessment, self.actions)
        deciding.save_queries(transaction, assessment, len(self.queries))

    def people(self, role: str) -> frozenset[str]:
        return frozenset(person for name, person in self.roles if name == role)
