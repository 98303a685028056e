"""What reviewers decide and ask, and what is to be done about an assessment."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, insert, update

from flows.assessment import Assessment
from flows.condition import Condition
from flows.decision import Action, Decision, Query
from storage import packing
from storage.statements import RowsOf
from storage.tables import ACTIONS, CONDITIONS, DECISIONS, QUERIES
from storage.transaction import Transaction

_DECISIONS = RowsOf(DECISIONS, "number")
_ADD_DECISION = insert(DECISIONS)
_CHANGE_DECISION = update(DECISIONS).where(
    DECISIONS.c.assessment_id == bindparam("this_assessment"),
    DECISIONS.c.number == bindparam("this_decision"),
)
_CONDITIONS = RowsOf(CONDITIONS, "decision", "number")
_ADD_CONDITION = insert(CONDITIONS)
_CHANGE_CONDITION = update(CONDITIONS).where(
    CONDITIONS.c.assessment_id == bindparam("this_assessment"),
    CONDITIONS.c.decision == bindparam("this_decision"),
    CONDITIONS.c.number == bindparam("this_number"),
)
_ACTIONS = RowsOf(ACTIONS, "made_at", "id")
_ADD_ACTION = insert(ACTIONS)
_CHANGE_ACTION = update(ACTIONS).where(ACTIONS.c.id == bindparam("this_id"))
_QUERIES = RowsOf(QUERIES, "at", "id")
_ADD_QUERY = insert(QUERIES)


def read_decisions(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Decision, ...]]:
    conditions: dict[tuple[str, int], list[Condition]] = {}
    for id, rows in _CONDITIONS.read(transaction, ids).items():
        for row in rows:
            conditions.setdefault((id, row["decision"]), []).append(packing.condition(row))
    return {
        id: tuple(packing.decision(row, conditions.get((id, row["number"]), ())) for row in rows)
        for id, rows in _DECISIONS.read(transaction, ids).items()
    }


def save_decisions(transaction: Transaction, assessment: Assessment, before: Sequence[Decision]) -> None:
    """Write what is new, what was withdrawn, and what became of conditions."""
    known = {decision.number: decision for decision in before}
    for decision in assessment.decisions:
        if decision.number not in known:
            row = {"assessment_id": assessment.id, **packing.decision_columns(decision)}
            transaction.execute(_ADD_DECISION, row)
            _add_conditions(transaction, assessment.id, decision)
        elif known[decision.number] != decision:
            this = {"this_assessment": assessment.id, "this_decision": decision.number}
            transaction.execute(_CHANGE_DECISION, this | packing.decision_columns(decision))
            pairs = zip(known[decision.number].conditions, decision.conditions, strict=True)
            for number, (old, new) in enumerate(pairs):
                if new != old:
                    columns = {"this_number": number, **packing.condition_columns(new)}
                    transaction.execute(_CHANGE_CONDITION, this | columns)


def _add_conditions(transaction: Transaction, assessment_id: str, decision: Decision) -> None:
    this = {"assessment_id": assessment_id, "decision": decision.number}
    rows = [
        {**this, "number": number, **packing.condition_columns(condition)}
        for number, condition in enumerate(decision.conditions)
    ]
    if rows:
        transaction.execute(_ADD_CONDITION, rows)


def read_actions(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Action, ...]]:
    return _ACTIONS.unpacked(transaction, ids, packing.action)


def save_actions(transaction: Transaction, assessment: Assessment, before: Sequence[Action]) -> None:
    """Write what is new, and what was changed."""
    known = {action.id: action for action in before}
    for action in assessment.actions:
        if action.id not in known:
            row = {"assessment_id": assessment.id, **packing.action_columns(action)}
            transaction.execute(_ADD_ACTION, row)
        elif known[action.id] != action:
            transaction.execute(_CHANGE_ACTION, {"this_id": action.id, **packing.action_columns(action)})


def read_queries(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Query, ...]]:
    return _QUERIES.unpacked(transaction, ids, packing.query)


def save_queries(transaction: Transaction, assessment: Assessment, saved: int) -> None:
    """Write those after the first `saved`."""
    for query in assessment.queries[saved:]:
        row = {"assessment_id": assessment.id, **packing.query_columns(query)}
        transaction.execute(_ADD_QUERY, row)
