"""Filling in the sheet of facts: who may, until when, and how two people do so at once.

To record a fact is not to answer a question: a reviewer who enters what the data protection officer advised
still decides.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final

from flows import permissions
from flows.actor import Acting, Actor
from flows.assessment import Assessment
from flows.entry import Entry, latest, values
from flows.refusals import NotPossible, OutOfDate, Refusal, Why, raise_first
from flows.sheet import Field, Group, Kind, Sheet
from flows.typed import WORDS_MAX, keepable, too_long
from flows.visible import visible

LINE_MAX: Final = 200
"""Characters of a field of the kind LINE."""


class ChangedMeanwhile(OutOfDate):
    """Somebody else recorded something in the same fields since the form was opened. `assessment` is as it
    stands now; `people` are who did."""

    def __init__(self, assessment: Assessment, changed: Collection[Entry]) -> None:
        super().__init__(Why.FACT_CHANGED, people=dict.fromkeys(entry.by for entry in changed))
        self.assessment = assessment


def sheet_of(assessment: Assessment) -> Sheet:
    """The one that it is pinned to, or gets with its first fact. Raises Refusal if there is none."""
    sheet = assessment.sheet or assessment.sheet_to_come
    if sheet is None:
        raise NotPossible(Why.NO_SHEET)
    return sheet


def group_of(assessment: Assessment, group_id: str) -> Group:
    """Raises Refusal for a group that its sheet has not."""
    try:
        return sheet_of(assessment).group(group_id)
    except KeyError:
        raise NotPossible(Why.NO_SUCH_GROUP) from None


def may_record(assessment: Assessment, by: Acting, leads: Collection[str]) -> bool:
    try:
        check_may_record(assessment, by, leads)
    except Refusal:
        return False
    return True


def check_may_record(assessment: Assessment, by: Acting, leads: Collection[str]) -> None:
    """For whoever may answer, the reviewers and the governance leads (`leads`), until it is closed: the dates
    of sharing are known after the decision only."""
    permissions.check_may_record(assessment, by, leads)
    if assessment.is_over:
        raise NotPossible(Why.OVER_NO_FACTS)


def taken(group: Group, typed: Mapping[str, str]) -> dict[str, str]:
    """What was filled in, as it is kept; without what was not asked, or is no field of the group."""
    return {field.id: visible(keepable(typed[field.id])) for field in group.fields if field.id in typed}


def errors(sheet: Sheet, group: Group, filled_in: Mapping[str, str]) -> dict[str, Refusal]:
    """What is wrong, by field; empty when it is fine."""
    return dict(_wrong(sheet, group, filled_in))


def record(
    assessment: Assessment,
    group: Group,
    seen: int,
    typed: Mapping[str, str],
    by: Actor,
    leads: Collection[str] = (),
) -> tuple[Entry, ...]:
    """Keep what this person changed, and nothing else. `seen` is how many entries there were when the form
    was opened. Raises ChangedMeanwhile, and keeps nothing, if one of these fields was changed since: nothing
    is replaced unseen."""
    check_may_record(assessment, by, leads)
    sheet, filled_in = sheet_of(assessment), taken(group, typed)
    changed = changed_by(assessment, seen, filled_in)
    since = latest(assessment.entries[seen:])
    if others := [since[field] for field in changed if field in since]:
        raise ChangedMeanwhile(assessment, others)
    stands = values(assessment.entries)
    raise_first(errors(sheet, group, stands | {field: filled_in[field] for field in changed}))
    added = tuple(Entry(field, filled_in[field], by.person, by.at) for field in changed)
    if added:
        assessment.sheet = sheet
        assessment.entries += added
    return added


def changed_by(assessment: Assessment, seen: int, filled_in: Mapping[str, str]) -> list[str]:
    """The fields in which somebody who saw so many entries wrote something else than stood there, and than
    stands there now."""
    before, now = values(assessment.entries[:seen]), values(assessment.entries)
    return [
        field
        for field, value in filled_in.items()
        if value != before.get(field, "") and value != now.get(field, "")
    ]


def _wrong(sheet: Sheet, group: Group, filled_in: Mapping[str, str]) -> Iterator[tuple[str, Refusal]]:
    for field in group.fields:
        value = filled_in.get(field.id, "")
        most = LINE_MAX if field.kind is Kind.LINE else WORDS_MAX
        if len(value) > most:
            yield field.id, too_long(len(value), most)
        elif value and not _is_one(field, value):
            yield field.id, Refusal(Why.NO_SUCH_VALUE)
        elif not value and field.when and field.when.required and sheet.applies(field, filled_in):
            yield field.id, Refusal(Why.FACT_MISSING)


def _is_one(field: Field, value: str) -> bool:
    if field.kind is Kind.CHOICE:
        return value in {option.id for option in field.options}
    if field.kind is Kind.DAY:
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return True
