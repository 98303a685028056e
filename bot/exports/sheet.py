"""The facts for the record, as every form of an export tells them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cards import for_the_record
from bot.cards.text import day, in_quotes
from bot.exports.pack import FactEntry, FactGroup
from bot.exports.source import NOT_RECORDED, Source
from flows.entry import Entry, recorded, values
from flows.sheet import Field, Group

NO_LONGER = "It does not apply with what is chosen now."


@dataclass(frozen=True, slots=True)
class Recorded:
    """A field of the sheet with what stands in it; `entry` None: it is not recorded. `applies` False: with
    what is recorded elsewhere it is not asked for."""

    group: Group
    field: Field
    entry: Entry | None
    applies: bool

    @property
    def words(self) -> str:
        return for_the_record.shown(self.field, self.entry.value) if self.entry else ""


def all_fields(source: Source) -> Iterator[Recorded]:
    """In the order of the sheet; none where no facts are kept."""
    sheet, entries = source.assessment.sheet, source.assessment.entries
    if sheet is None:
        return
    stands, said = recorded(entries), values(entries)
    for group in sheet.groups:
        for field in group.fields:
            yield Recorded(group, field, stands.get(field.id), sheet.applies(field, said))


def groups(source: Source) -> tuple[FactGroup, ...]:
    """Without what is neither asked for nor recorded."""
    found: dict[str, list[FactEntry]] = {}
    for one in all_fields(source):
        if one.applies or one.entry:
            found.setdefault(one.group.name, []).append(_entry(source, one))
    return tuple(FactGroup(name, tuple(facts)) for name, facts in found.items())


def counted(source: Source) -> str:
    """`For the record: 9 of 16 recorded.` Empty where no facts are kept."""
    return for_the_record.counted_words(source.assessment) if source.assessment.sheet else ""


def _entry(source: Source, one: Recorded) -> FactEntry:
    entry = one.entry
    notes = [
        f"{source.by(entry.by, entry.at)}." if entry else "",
        _since_the_decision(source, one),
        "" if one.applies else NO_LONGER,
        f"Asked for by: {one.field.source}.",
    ]
    behind = " ".join(note for note in notes if note)
    is_typed = bool(one.words) and one.field.is_typed
    return FactEntry(one.field.label, one.words or NOT_RECORDED, behind, is_typed)


def _since_the_decision(source: Source, one: Recorded) -> str:
    """That it was recorded after it was decided, and what stood there then."""
    assessment = source.assessment
    made = assessment.present_decisions[-1:]
    if not made or made[0].entries is None:
        return ""
    stood = values(assessment.entries[: made[0].entries]).get(one.field.id, "")
    if stood == (one.entry.value if one.entry else ""):
        return ""
    before = in_quotes(for_the_record.shown(one.field, stood)) if stood else "not recorded"
    return f"Changed after the decision of {day(made[0].at)}; until then: {before}."
