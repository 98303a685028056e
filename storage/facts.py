"""What stands of an assessment, thing by thing, as its record keeps it: each row of the chain holds what came
of it, so that the chain read again gives what stands."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from flows.activity import PEOPLE_IN
from flows.assessment import Assessment
from flows.chain import written
from flows.panel import Panel
from flows.roles import Role
from storage import assessment_rows, packing, panels
from storage.parts import Parts

T = TypeVar("T")
Facts = Mapping[str, Any]
"""What stands of each thing, by what it is called: `answer:q7`, `decision:1`, `subject`."""

PEOPLE: Final = frozenset(
    (
        *("answered_by", "submitted_by", "decided_by", "made_by", "done_by", "asked_by", "asked_of"),
        *("added_by", "taken_back_by", "owner", "said_by", "sent_back_by", "confirmed_by", "looker_id"),
        *("panellists", "are_done", "begun_by", "revealed_by"),
        *("recorded_by", "who", "by", "owner_id", "must_decide", Role.ASSESSOR.value, Role.REVIEWER.value),
        *PEOPLE_IN.values(),
    )
)
"""Under which names of facts, and of what is logged, people stand."""

OF_ROW: Final[Mapping[str, tuple[str, ...]]] = {
    "subject": assessment_rows.TYPED,
    "place": ("channel_id",),
    "owner": ("owner_id", "everyone"),
    "state": ("state", "return_to", "paused_from"),
    "rules": ("all_decide", "self_review", "must_decide", "owner_chooses", "owner_replaces"),
    "look": ("look_again_on", "looker_id", "next_id"),
}
"""The columns of the assessment's own row that its record holds, by thing."""
_KEPT, _RETENTION = "retention", ("erase_on", "kept_until")
"""The same; of most assessments there is nothing to say, and in records from before there never was."""
_NOTHING: Final = Parts({}, frozenset(), {}, ())
_PARTS: Final = (Role.ASSESSOR, Role.REVIEWER)


def of_all(assessment: Assessment, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that stands, and what never changes. `columns`: those of its row that change."""
    return {"origin": _origin(assessment), **changed(assessment, columns, None, {})}


def standing(assessment: Assessment, at: datetime) -> dict[str, Any]:
    """Everything that stands as the rows of its record hold it, but with people by their ids. `at`: any
    moment, for columns that no record holds."""
    columns = assessment_rows.changing_columns(assessment, assessment.version, at)
    found: dict[str, Any] = json.loads(written(of_all(assessment, columns), [], ()))
    return {_KEPT: None, **found}


def changed(
    assessment: Assessment, columns: Mapping[str, Any], before: Parts | None, row: Mapping[str, Any]
) -> dict[str, Any]:
    """What stands now and did not, when these parts and this row of the assessment were read."""
    facts: dict[str, Any] = dict(_things(assessment, before or _NOTHING))
    for thing, names in OF_ROW.items():
        now = {name: columns[name] for name in names}
        if not row or any(row[name] != value for name, value in now.items()):
            facts[thing] = now
    if assessment.sheet and not (row and row["sheet_id"]):
        sheet = assessment.sheet
        facts["sheet"] = {"id": sheet.id, "version": sheet.version, "facts": sheet.digest}
    kept = {name: columns[name] for name in _RETENTION}
    if any(row.get(name) != value for name, value in kept.items()):
        facts[_KEPT] = kept if any(kept.values()) else None
    people = _people(assessment.roles)
    if before is None or people != _people(before.roles):
        facts["people"] = people
    return facts


def _things(assessment: Assessment, before: Parts) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Those that are new or other than before, of all that there are several of."""
    for question, given in assessment.given.items():
        if before.given.get(question) != given:
            yield f"answer:{question}", packing.packed(given)
    for submission in assessment.submissions[len(before.submissions) :]:
        columns = packing.submission_columns(submission)
        if not columns["evidence"]:  # as it was before there was any
            del columns["evidence"]
        yield f"submission:{submission.number}", columns
    for one in _new(assessment.evidence, before.evidence):
        columns = packing.evidence_columns(one)
        if not one.said_by:
            del columns["said_by"]  # links from before it was kept do not hold it
        yield f"evidence:{one.number}", columns
    for decision in _new(assessment.decisions, before.decisions):
        conditions = [packing.condition_columns(condition) for condition in decision.conditions]
        columns = packing.decision_columns(decision)
        if decision.entries is None:
            del columns["entries"]  # links from before there were sheets do not hold it
        yield f"decision:{decision.number}", columns | {"conditions": conditions}
    for action in _new(assessment.actions, before.actions):
        yield f"action:{action.id}", packing.action_columns(action)
    for number, entry in enumerate(assessment.entries[len(before.entries) :], len(before.entries) + 1):
        yield f"entry:{number}", packing.entry_columns(entry)
    if assessment.panel and assessment.panel is not before.panel:
        yield from _panel(assessment.panel, before.panel)
    for group in assessment.voices[len(before.voices) :]:
        yield f"voices:{group.number}", packing.voices_columns(group)
    for query in assessment.queries[len(before.queries) :]:
        yield f"query:{query.id}", packing.query_columns(query)


def _panel(panel: Panel, before: Panel | None) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Of whom a number stands for nothing is said: only whoever agreed to it stands beside what they said."""
    who, was = _seats(panel), _seats(before) if before else None
    if who != was:
        yield "panel", who
    for one in _new(panel.rounds, before.rounds if before else ()):
        yield f"round:{one.number}", panels.round_columns(one)
    for said in _new(panel.dissents, before.dissents if before else ()):
        yield f"dissent:{said.question}:{said.number}", panels.dissent_fact(said)


def _seats(panel: Panel) -> dict[str, Any]:
    people = sorted(panel.people, key=lambda one: one.person)
    return {
        "named": panel.named,
        "until": panel.until,
        "panellists": [one.person for one in people],
        "are_done": [one.person for one in people if one.done_at],
        **({"numbers": [one.number for one in people]} if panel.named else {}),
    }


def _new(things: Sequence[T], before: Sequence[T]) -> Iterator[T]:
    """Most are the very same object: what stands is read once, and changed on a copy."""
    if things is not before:
        yield from (thing for thing in things if thing not in before)


def _origin(assessment: Assessment) -> dict[str, Any]:
    lasting = assessment_rows.lasting_columns(assessment)
    names = ("framework_id", "framework_version", "previous_id", "previous_verdict", "before", "created_at")
    return {**{name: lasting[name] for name in names}, "questions": assessment.framework.digest}


def _people(roles: Iterable[tuple[Role, str]]) -> dict[str, list[str]]:
    found = list(roles)
    return {part.value: sorted(person for role, person in found if role is part) for part in _PARTS}
