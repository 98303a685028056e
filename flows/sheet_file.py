"""What a file with a sheet of facts must hold. The lengths are those that fit a form on a phone."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from flows.checked_file import Files, Id, Name, Note, Source, Strict, Version, repeated, text
from flows.errors import Problem, SheetError

MAX_GROUPS: Final = 10
MAX_FIELDS: Final = 12
"""In a group: each is one block of its form, and a form of more is not read on a phone."""
MAX_OPTIONS: Final = 20

Label = Annotated[str, text(40)]
GroupName = Annotated[str, text(24)]
OptionLabel = Annotated[str, text(75)]


class OptionEntry(Strict):
    id: Id
    label: OptionLabel


class WhenEntry(Strict):
    field: Id
    one_of: Annotated[list[Id], Field(min_length=1, max_length=MAX_OPTIONS)]


class FieldEntry(Strict):
    id: Id
    label: Label
    help: Note
    kind: Literal["line", "words", "choice", "day"]
    source: Source
    needed_for: Literal["any", "approve", "decline", "none"] = "none"
    options: Annotated[list[OptionEntry], Field(max_length=MAX_OPTIONS)] = []  # noqa: RUF012 - pydantic copies it
    only_when: WhenEntry | None = None
    required_when: WhenEntry | None = None


class GroupEntry(Strict):
    id: Id
    name: GroupName
    fields: Annotated[list[FieldEntry], Field(min_length=1, max_length=MAX_FIELDS)]


class SheetFile(Strict):
    """A file with a sheet of facts that has been checked."""

    id: Id
    version: Version
    name: Name
    groups: Annotated[list[GroupEntry], Field(min_length=1, max_length=MAX_GROUPS)]


def _contradictions(checked: SheetFile) -> Iterator[Problem]:
    fields = [field for group in checked.groups for field in group.fields]
    yield from repeated("groups", "id", (group.id for group in checked.groups))
    yield from repeated("groups", "name", (group.name for group in checked.groups))
    yield from repeated("fields", "id", (field.id for field in fields))
    yield from repeated("fields", "label", (field.label for field in fields))
    for group in checked.groups:
        for number, field in enumerate(group.fields):
            yield from _in_field(field, f"groups → {group.name} → {field.id}")
            yield from _in_when(field, group.fields[:number], f"groups → {group.name} → {field.id}")


def _in_field(field: FieldEntry, place: str) -> Iterator[Problem]:
    if (field.kind == "choice") != bool(field.options):
        words = "a choice needs some" if field.kind == "choice" else "only a choice has them"
        yield Problem(f"{place} → options", f"{words}.")
    yield from repeated(f"{place} → options", "id", (option.id for option in field.options))
    yield from repeated(f"{place} → options", "label", (option.label for option in field.options))


def _in_when(field: FieldEntry, before: list[FieldEntry], place: str) -> Iterator[Problem]:
    """It names a choice further up on the same form, so that both are filled in together."""
    if field.only_when and field.required_when:
        yield Problem(f"{place} → required_when", "cannot stand beside “only_when”.")
    when = field.only_when or field.required_when
    if when is None:
        return
    name = "only_when" if field.only_when else "required_when"
    choice = next((other for other in before if other.id == when.field and other.kind == "choice"), None)
    if choice is None:
        yield Problem(f"{place} → {name} → field", f"“{when.field}” is no choice further up in this group.")
        return
    known = {option.id for option in choice.options}
    for option in when.one_of:
        if option not in known:
            yield Problem(f"{place} → {name} → one_of", f"“{option}” is no option of “{when.field}”.")


FILES: Final = Files(SheetFile, _contradictions, SheetError, "The stored sheet")
