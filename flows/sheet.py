"""A sheet of facts: what is kept for the record beside the answers, in groups, each fact with its source.

It is data, as a framework is: an organisation can have its own. The facts themselves are in entry.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from flows import sheet_file
from flows.decision import Verdict
from flows.worded import Worded

DEFAULT_FILE: Final = "uk-data-sharing.yml"


class Kind(StrEnum):
    """What a field holds: a few words, as many as are needed, one of its options, or a day."""

    LINE = "line"
    WORDS = "words"
    CHOICE = "choice"
    DAY = "day"


class Needed(StrEnum):
    """For which decision a fact should be recorded. None is barred without it: what is missing is said."""

    ANY = "any"
    APPROVE = "approve"
    DECLINE = "decline"
    NONE = "none"

    def by(self, verdict: Verdict | None) -> bool:
        """Whether such a decision needs it; None: as long as it is not known which."""
        if verdict is Verdict.CHANGES:
            return False
        wanted = Needed.DECLINE if verdict is Verdict.DECLINE else Needed.APPROVE
        return self is Needed.ANY or self is wanted or (verdict is None and self is Needed.DECLINE)


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class When:
    """A field applies only where another one holds one of these options. `required`: that other one is not
    saved without it."""

    field: str
    options: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One fact. `help` says what to write, `source` where it is asked for. `when` None: it always applies."""

    id: str
    label: str
    help: str
    kind: Kind
    source: str
    needed_for: Needed = Needed.NONE
    options: tuple[Option, ...] = ()
    when: When | None = None

    @property
    def is_typed(self) -> bool:
        """Whether it holds what people typed, not what they chose."""
        return self.kind in (Kind.LINE, Kind.WORDS)

    def words(self, value: str) -> str:
        """What a recorded value says: of a choice its option, else as it is."""
        return next((option.label for option in self.options if option.id == value), value)


@dataclass(frozen=True, slots=True)
class Group:
    """The fields that are filled in together, on one form."""

    id: str
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, eq=False)
class Sheet(Worded):
    """All that is kept for the record."""

    id: str
    version: str
    name: str
    groups: tuple[Group, ...]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """In the order of the sheet."""
        return tuple(field for group in self.groups for field in group.fields)

    @cached_property
    def _known(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}

    def field(self, field_id: str) -> Field:
        """The field with this id; KeyError if there is none."""
        return self._known[field_id]

    def applies(self, field: Field, values: Mapping[str, str]) -> bool:
        """Whether it is to be recorded at all. `values`: what is recorded, by field."""
        when = field.when
        if when is None:
            return True
        return values.get(when.field) in when.options and self.applies(self.field(when.field), values)

    def group(self, group_id: str) -> Group:
        """The group with this id; KeyError if there is none."""
        return {group.id: group for group in self.groups}[group_id]

    def plain(self) -> dict[str, object]:
        return _plain(self)


def read(path: Path) -> Sheet:
    """The sheet in a file; SheetError says what is wrong and where."""
    return _built(sheet_file.FILES.read(path))


def default_sheet() -> Sheet:
    """The facts that come with Balance."""
    return _built(sheet_file.FILES.read_ours("records", DEFAULT_FILE))


def from_json(text: str) -> Sheet:
    """The sheet that `to_json` wrote; SheetError if the text is not one."""
    return _built(sheet_file.FILES.from_json(text))


def _plain(sheet: Sheet) -> dict[str, object]:
    return {
        "id": sheet.id,
        "version": sheet.version,
        "name": sheet.name,
        "groups": [
            {"id": group.id, "name": group.name, "fields": [_plain_field(field) for field in group.fields]}
            for group in sheet.groups
        ],
    }


def _plain_field(field: Field) -> dict[str, object]:
    when = {"field": field.when.field, "one_of": list(field.when.options)} if field.when else None
    is_required = field.when is not None and field.when.required
    return {
        **{name: getattr(field, name) for name in ("id", "label", "help", "kind", "source", "needed_for")},
        "options": [{"id": option.id, "label": option.label} for option in field.options],
        "only_when": None if is_required else when,
        "required_when": when if is_required else None,
    }


def _built(checked: sheet_file.SheetFile) -> Sheet:
    return Sheet(
        id=checked.id,
        version=checked.version,
        name=checked.name,
        groups=tuple(
            Group(group.id, group.name, tuple(_field(field) for field in group.fields))
            for group in checked.groups
        ),
    )


def _field(entry: sheet_file.FieldEntry) -> Field:
    when = entry.only_when or entry.required_when
    return Field(
        id=entry.id,
        label=entry.label,
        help=entry.help,
        kind=Kind(entry.kind),
        source=entry.source,
        needed_for=Needed(entry.needed_for),
        options=tuple(Option(option.id, option.label) for option in entry.options),
        when=When(when.field, tuple(when.one_of), required=bool(entry.required_when)) if when else None,
    )
