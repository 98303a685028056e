"""Answers to columns and JSON, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows.assessment import Given
from flows.progress import Answer, Kind


def columns(given: Given) -> dict[str, Any]:
    """An answer as the columns of `answers` and `answer_changes`."""
    answer = given.answer
    return {
        "kind": answer.kind.value,
        "rating": answer.rating,
        "reason": answer.reason,
        "evidence": answer.evidence,
        "answered_by": given.by,
        "answered_at": given.at,
    }


def given(row: Mapping[str, Any]) -> Given:
    return Given(
        Answer(Kind(row["kind"]), row["rating"], row["reason"], row["evidence"]),
        by=row["answered_by"],
        at=row["answered_at"],
    )


def packed(given: Given) -> dict[str, Any]:
    """An answer within a submission's JSON."""
    fields = columns(given)
    return {**fields, "answered_at": given.at.isoformat()}


def unpacked(fields: Mapping[str, Any]) -> Given:
    return given({**fields, "answered_at": datetime.fromisoformat(fields["answered_at"])})
