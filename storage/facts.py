"""What stands of an assessment, thing by thing, as its record keeps it: each row of the chain holds what came
of it, so that the chain read again gives what stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from flows.activity import PEOPLE_IN
from flows.assessment import Assessment
from flows.roles import Role
from storage import assessment_rows, packing
from storage.parts import Parts

T = TypeVar("T")
Facts = Mapping[str, Any]
"""What stands of each thing, by what it is called: `answer:q7`, `decision:1`, `subject`."""

PEOPLE: Final = frozenset(
    (
        *("answered_by", "submitted_by", "decided_by", "made_by", "done_by", "asked_by", "asked_of"),
        *("owner", "said_by", "sent_back_by", "confirmed_by", "looker_id"),
        *("who", "by", "owner_id", "must_decide", Role.ASSESSOR.value, Role.REVIEWER.value),
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
_NOTHING: Final = Parts({}, frozenset(), {}, ())
_PARTS: Final = (Role.ASSESSOR, Role.REVIEWER)


def of_all(assessment: Assessment, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that stands, and what never changes. `columns`: those of its row that change."""
    return {"origin": _origin(assessment), **changed(assessment, columns, None, {})}


def changed(
    assessment: Assessment, columns: Mapping[str, Any], before: Parts | None, row: Mapping[str, Any]
) -> dict[str, Any]:
    """What stands now and did not, when these parts and this row of the assessment were read."""
    facts: dict[str, Any] = dict(_things(assessment, before or _NOTHING))
    for thing, names in OF_ROW.items():
        now = {name: columns[name] for name in names}
        if not row or any(row[name] != value for name, value in now.items()):
            facts[thing] = now
    people = _people(assessment.roles)
    if before is None or people != _people(before.roles):
        facts["people"] = people
    return facts


def _things(assessment: Assessment, before: Parts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Those that are new or other than before, of all that there are several of."""
    for question, given in assessment.given.items():
        if before.given.get(question) != given:
            yield f"answer:{question}", packing.packed(given)
    for submission in assessment.submissions[len(before.submissions) :]:
        yield f"submission:{submission.number}", packing.submission_columns(submission)
    for decision in _new(assessment.decisions, before.decisions):
        conditions = [packing.condition_columns(condition) for condition in decision.conditions]
        yield f"decision:{decision.number}", packing.decision_columns(decision) | {"conditions": conditions}
    for action in _new(assessment.actions, before.actions):
        yield f"action:{action.id}", packing.action_columns(action)
    for query in assessment.queries[len(before.queries) :]:
        yield f"query:{query.id}", packing.query_columns(query)


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
