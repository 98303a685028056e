"""What was recorded on the sheet of an assessment, by whom and when. Entries are only ever added: the last
one of a field stands, and how many there were at a moment says all that stood then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.decision import Verdict
from flows.sheet import Field, Group, Sheet


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody recorded in a field: words, the id of an option, or a day as 2026-03-04. Empty: they took
    out what was there."""

    field: str
    value: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How far a sheet is filled in: of all fields that apply, those recorded and those not."""

    recorded: tuple[Field, ...]
    missing: tuple[Field, ...]

    @property
    def total(self) -> int:
        return len(self.recorded) + len(self.missing)

    def needed(self, verdict: Verdict | None) -> tuple[Field, ...]:
        """What such a decision needs and is not recorded; None: as long as it is not known which."""
        return tuple(field for field in self.missing if field.needed_for.by(verdict))


def latest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The last entry of each field, also of one that was emptied."""
    return {entry.field: entry for entry in entries}


def recorded(entries: Iterable[Entry]) -> dict[str, Entry]:
    """What stands, by field."""
    return {field: entry for field, entry in latest(entries).items() if entry.value}


def values(entries: Iterable[Entry]) -> dict[str, str]:
    """What stands, by field, without who recorded it."""
    return {field: entry.value for field, entry in recorded(entries).items()}


def counted(sheet: Sheet, entries: Sequence[Entry], group: Group | None = None) -> Counted:
    """Of the whole sheet, or of one group."""
    stands = values(entries)
    asked = [field for field in (group or sheet).fields if sheet.applies(field, stands)]
    return Counted(
        tuple(field for field in asked if field.id in stands),
        tuple(field for field in asked if field.id not in stands),
    )
