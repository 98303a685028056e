"""The sheet of facts beside the answers: a window with all groups, the form of one, and what is counted of it
elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.cards import blocks, fields
from bot.cards.callbacks import Do, Ref, View
from bot.cards.card import Block
from bot.cards.menus import MenuItem
from bot.cards.text import day, escape, few, listed, mention
from bot.cards.words import quoted
from flows.assessment import Assessment
from flows.decision import Decision, Verdict
from flows.entry import Counted, Entry, counted, latest, recorded, values
from flows.for_the_record import LINE_MAX, changed_by, sheet_of
from flows.sheet import Field, Group, Kind, Sheet
from flows.typed import WORDS_MAX

TITLE = "For the record"
FACT = "fact"
"""How the names of the form's fields begin, see `block`."""
EMPTIED = "-"
"""The option that takes a choice out again: no id of an option is like this."""
NOT_RECORDED = "Not recorded."
NAMED = 3
"""Fields that are named where they are counted; the window has all."""
MOST_SINCE = 10
"""Facts that are shown to whoever had *Decide* open meanwhile."""
BEGINNING = 90
"""Characters of a fact in the window of all groups; its form has every word."""
_ABOUT = "The questions can be answered without this. It can be filled in until the assessment is closed."
_SINCE = (
    "*Somebody recorded something here since you opened this, so nothing of yours is saved yet.* It stands "
    "below your words. To put yours in its place, save once more."
)


def offers(assessment: Assessment) -> list[MenuItem]:
    """For menus; nothing where no facts are kept."""
    return [MenuItem(TITLE, Do.SHEET, Ref.of(assessment))] if _sheet(assessment) else []


def counted_words(assessment: Assessment) -> str:
    """`For the record: 9 of 16 recorded.` Empty where no facts are kept."""
    sheet = _sheet(assessment)
    return f"{TITLE}: {_how_many(counted(sheet, assessment.entries))}" if sheet else ""


def to_decide(assessment: Assessment, verdict: Verdict | None) -> list[Block]:
    """How far it is, and what a decision needs that is not there; None: as long as it is not known which."""
    sheet = _sheet(assessment)
    if sheet is None:
        return []
    return [blocks.context(f"{TITLE}: {_with_needed(counted(sheet, assessment.entries), verdict)}")]


def since_lines(assessment: Assessment, entries: Iterable[Entry], limit: int) -> list[str]:
    """`• Legal power: “The Act”`, for each fact among these entries as it stands now. As typed."""
    sheet = _sheet(assessment)
    known = {field.id: field for field in sheet.fields} if sheet else {}
    stands = values(assessment.entries)
    changed = dict.fromkeys(entry.field for entry in entries if entry.field in known)
    lines = [
        f"• {known[one].label}: "
        + (quoted(shown(known[one], stands[one]), limit) if one in stands else NOT_RECORDED)
        for one in changed
    ]
    return few(lines, MOST_SINCE)


def when_decided(assessment: Assessment, decision: Decision) -> str:
    """The same as it stood when it was decided. Escaped; empty where no facts were kept."""
    if assessment.sheet is None or decision.entries is None:
        return ""
    stood = counted(assessment.sheet, assessment.entries[: decision.entries])
    return f"{TITLE}: {_with_needed(stood, decision.verdict)}"


def everything(assessment: Assessment, ref: Ref, *, may_fill_in: bool) -> dict[str, Any]:
    """All groups, each with a way to its facts."""
    sheet = sheet_of(assessment)
    whole = counted(sheet, assessment.entries)
    label = "Fill in" if may_fill_in else "Read"
    drawn: list[Block] = [
        blocks.typed(assessment.title),
        blocks.context(_with_needed(whole, None)),
    ]
    if may_fill_in:
        drawn.append(blocks.context(_ABOUT))
    for group in sheet.groups:
        found = counted(sheet, assessment.entries, group)
        value = Ref(ref.assessment, ref.turn, group.id, ref.channel).encode()
        button = blocks.button(label, Do.FACTS, value, spoken=f"{label}: {group.name}")
        head = blocks.section(f"*{escape(group.name)}*\n{_how_many(found)}")
        drawn.append(head | {"accessory": button})
        if lines := _beginnings(assessment, found):
            drawn.append(blocks.typed_context(*lines))
    return blocks.modal(TITLE, View.READ, drawn, metadata=ref.encode())


def form(
    assessment: Assessment, group: Group, ref: Ref, *, typed: Mapping[str, str] | None = None, seen: int = 0
) -> dict[str, Any]:
    """The facts of one group, to fill in. It carries how many entries there were when it was drawn, so that
    nothing is replaced that was recorded since. `typed`: what somebody filled in who saw only `seen` of them,
    and has others before them now."""
    now = len(assessment.entries)
    stands, mine = values(assessment.entries), dict[str, str]()
    if typed is not None:
        mine = {field: typed[field] for field in changed_by(assessment, seen, typed)}
    since = latest(assessment.entries[seen:]) if mine else {}
    sheet = sheet_of(assessment)
    drawn: list[Block] = [blocks.section(_SINCE)] if mine else []
    for field in group.fields:
        drawn.append(_input(sheet, field, mine.get(field.id, stands.get(field.id, "")), now))
        if field.id in mine and (entry := since.get(field.id)):
            drawn.append(blocks.context(f"{mention(entry.by)} recorded this on {day(entry.at)}:"))
            drawn += _whole(field, entry.value)
    bound = Ref(ref.assessment, ref.turn, group.id, ref.channel).after_entries(now)
    return blocks.modal(group.name, View.FACTS, drawn, metadata=bound.encode(), submit="Save")


def read(assessment: Assessment, group: Group) -> dict[str, Any]:
    """The facts of one group with every word, who recorded each, and where it is asked for."""
    sheet, stands = sheet_of(assessment), recorded(assessment.entries)
    drawn: list[Block] = []
    for field in group.fields:
        if not sheet.applies(field, values(assessment.entries)):
            continue
        entry = stands.get(field.id)
        who = f"{mention(entry.by)}, {day(entry.at)}. " if entry else ""
        drawn += [
            blocks.section(f"*{escape(field.label)}*"),
            *_whole(field, entry.value if entry else ""),
            blocks.context(f"{who}Asked for by: {escape(field.source)}."),
        ]
    return blocks.modal(group.name, View.READ, drawn or [blocks.section("Nothing here applies.")])


def block(field_id: str, seen: int) -> str:
    """What a field of the form is called. After a change of facts these are other fields: Slack keeps what
    stands in one that is called the same."""
    return f"{FACT}_{seen}_{field_id}"


def shown(field: Field, value: str) -> str:
    """What was recorded, as people read it."""
    on = _day(value) if field.kind is Kind.DAY else None
    return day(on) if on else field.words(value)


def _whole(field: Field, value: str) -> list[Block]:
    """All of it. What people typed stands in quotes, so that it reads as nothing else."""
    if value and field.is_typed:
        return blocks.typed_quotes([("", value)])
    return blocks.typed_whole(shown(field, value) if value else NOT_RECORDED)


def labels(sheet: Sheet | None, field_ids: list[str]) -> str:
    """What these facts are called. Escaped."""
    known = {field.id: field.label for field in sheet.fields} if sheet else {}
    return listed([escape(known.get(field, "a fact")) for field in field_ids])


def _sheet(assessment: Assessment) -> Sheet | None:
    """The one that it has, or gets with its first fact; there is none to come once it is over."""
    return assessment.sheet or (None if assessment.is_over else assessment.sheet_to_come)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _how_many(found: Counted) -> str:
    return f"{len(found.recorded)} of {found.total} recorded."


def _with_needed(found: Counted, verdict: Verdict | None) -> str:
    needed = [escape(field.label) for field in found.needed(verdict)]
    missing = f" Needed and not recorded: {listed(few(needed, NAMED + 1))}." if needed else ""
    return f"{_how_many(found)}{missing}"


def _beginnings(assessment: Assessment, found: Counted) -> list[str]:
    """How each recorded fact begins."""
    stands = values(assessment.entries)
    lines = [
        f"• {field.label}: {quoted(shown(field, stands[field.id]), BEGINNING)}" for field in found.recorded
    ]
    return ["\n".join(lines)] if lines else []


def _input(sheet: Sheet, field: Field, value: str, seen: int) -> Block:
    name, hint = block(field.id, seen), _hint(sheet, field)
    match field.kind:
        case Kind.DAY:
            return fields.day(field.label, name, initial=_day(value), optional=True, hint=hint)
        case Kind.CHOICE:
            options = [blocks.option(option.label, option.id) for option in field.options]
            if value:
                options.append(blocks.option("Not recorded", EMPTIED))
            return fields.menu(field.label, name, options, value, hint=hint)
    return fields.text(
        field.label,
        name,
        multiline=field.kind is Kind.WORDS,
        optional=True,
        initial=value,
        hint=hint,
    )


def _hint(sheet: Sheet, field: Field) -> str:
    """When it applies, what to write, how much of it, and where it is asked for."""
    only = ""
    if when := field.when:
        other = sheet.field(when.field)
        named = [f"“{other.words(option)}”" for option in when.options[:NAMED]]
        more = [f"{left} more"] if (left := len(when.options) - NAMED) > 0 else []
        only = f"With {' or '.join(named + more)} above. "
    most = {Kind.LINE: LINE_MAX, Kind.WORDS: WORDS_MAX}.get(field.kind)
    limit = f" Up to {most:,} characters." if most else ""
    return f"{only}{field.help}{limit} Source: {field.source}."
