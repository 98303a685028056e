"""Evidence: all that was ever added to an assessment, with what became of it."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, insert, select, update

from flows.assessment import Assessment
from flows.evidence import Evidence
from storage import packing
from storage.statements import RowsOf
from storage.tables import ASSESSMENTS, EVIDENCE
from storage.transaction import Transaction
from storage.workspace import Workspace

_OF = EVIDENCE.c
_ALL = RowsOf(EVIDENCE, "number")
_ADD = insert(EVIDENCE)
_CHANGE = update(EVIDENCE).where(
    _OF.assessment_id == bindparam("this_assessment"), _OF.number == bindparam("this_number")
)


def read(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[Evidence, ...]]:
    return _ALL.unpacked(transaction, ids, packing.evidence)


def save(transaction: Transaction, assessment: Assessment, before: Sequence[Evidence]) -> None:
    """Write what is new, what was taken back, and what was learnt of files."""
    known = {one.number: one for one in before}
    for one in assessment.evidence:
        columns = packing.evidence_columns(one)
        if one.number not in known:
            transaction.execute(_ADD, {"assessment_id": assessment.id, **columns})
        elif known[one.number] != one:
            this = {"this_assessment": assessment.id, "this_number": one.number}
            transaction.execute(_CHANGE, this | columns)


def with_file(transaction: Transaction, workspace: Workspace, file: str) -> list[str]:
    """The assessments that have this file as evidence, in a steady order."""
    found = (
        select(_OF.assessment_id)
        .join(ASSESSMENTS, ASSESSMENTS.c.id == _OF.assessment_id)
        .where(workspace.rows_of(ASSESSMENTS), _OF.file_id == file)
        .distinct()
        .order_by(_OF.assessment_id)
    )
    return list(transaction.execute(found).scalars())
