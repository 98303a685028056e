"""Voices from outside: groups of people, with what they answered."""

from collections.abc import Collection, Sequence

from sqlalchemy import insert

from flows.assessment import Assessment
from flows.voices import VoiceGroup
from storage import packing
from storage.statements import RowsOf
from storage.tables import VOICES
from storage.transaction import Transaction

_ALL = RowsOf(VOICES, "number")
_ADD = insert(VOICES)


def read(transaction: Transaction, ids: Collection[str]) -> dict[str, tuple[VoiceGroup, ...]]:
    return _ALL.unpacked(transaction, ids, packing.voices)


def save(transaction: Transaction, assessment: Assessment, before: Sequence[VoiceGroup]) -> None:
    """Write those that were added; none is ever changed."""
    rows = [
        {"assessment_id": assessment.id, **packing.voices_columns(group)}
        for group in assessment.voices[len(before) :]
    ]
    if rows:
        transaction.execute(_ADD, rows)
