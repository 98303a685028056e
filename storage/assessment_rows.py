"""The row of an assessment: the statements on it, and what its columns say."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, insert, select, text, update

from flows import conditions
from flows.assessment import Assessment
from flows.chain import Head
from flows.decision import Verdict
from flows.folding import folded
from flows.framework import Framework
from flows.progress import Progress
from flows.retention import outcome_of
from flows.roles import Role
from flows.sheet import Sheet
from storage import packing
from storage.lease import Lease
from storage.parts import Parts
from storage.tables import ASSESSMENTS
from storage.transaction import NOW, Transaction
from storage.workspace import Workspace, in_workspace

TYPED: Final = ("title", "about", "recipients")
"""What people typed about it: columns and attributes alike."""

# Built once: building a statement costs more than running it.
_THIS = ASSESSMENTS.c.id == bindparam("this_assessment")
_OF_WORKSPACE = select(ASSESSMENTS, NOW.label("now")).where(in_workspace(ASSESSMENTS))
BY_ID = _OF_WORKSPACE.where(_THIS)
BY_ID_LOCKED = BY_ID.with_for_update()
BY_IDS = _OF_WORKSPACE.where(ASSESSMENTS.c.id.in_(bindparam("these_assessments", expanding=True)))
BY_THREAD = _OF_WORKSPACE.where(
    ASSESSMENTS.c.channel_id == bindparam("channel"), ASSESSMENTS.c.thread_ts == bindparam("thread")
)
_ADD = insert(ASSESSMENTS)
SAVE = update(ASSESSMENTS).where(
    in_workspace(ASSESSMENTS), _THIS, ASSESSMENTS.c.version == bindparam("read_version")
)
SAVE_LEASE = update(ASSESSMENTS).where(_THIS)
_SAVE_DECIDED = update(ASSESSMENTS).where(_THIS)
_LOCK = select(ASSESSMENTS.c.id).where(_THIS).with_for_update()


def lock(transaction: Transaction, assessment_id: str) -> None:
    """Keep other processes out until the transaction ends. An assessment's row comes first, in use cases and
    in the reconciler alike: two orders of locking would meet in a deadlock on PostgreSQL."""
    if not transaction.is_sqlite:  # there a writer has the whole file to itself
        transaction.execute(_LOCK, {"this_assessment": assessment_id})


def lock_all(transaction: Transaction) -> None:
    """The same of every assessment, for what reads and changes all of them."""
    if not transaction.is_sqlite:
        # Whoever locks a row waits, whoever only reads does not:
        # https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
        transaction.execute(text(f"LOCK TABLE {ASSESSMENTS.name} IN EXCLUSIVE MODE"))


def add(
    transaction: Transaction,
    workspace: Workspace,
    assessment: Assessment,
    columns: Mapping[str, Any],
    head: Head,
) -> Lease:
    """Write the row of a new one. `columns`: those that change; `head`: the end of its chain. Returns its
    lease: nobody draws it yet."""
    now = transaction.execute(select(NOW)).scalar_one()
    lease = Lease("", now, now)
    row = {
        **workspace.columns,
        **lasting_columns(assessment),
        **columns,
        **lease_columns(lease),
        **head_columns(head),
    }
    transaction.execute(_ADD, row)
    return lease


def unpack(
    row: Row[Any], parts: Parts, framework: Framework, sheet: Sheet | None, sheet_to_come: Sheet | None
) -> Assessment:
    reviewing = parts.people(Role.REVIEWER)
    return Assessment(
        id=row.id,
        title=row.title,
        about=row.about,
        recipients=row.recipients,
        owner=row.owner_id,
        channel=row.channel_id,
        progress=Progress(
            framework=framework,
            state=row.state,
            given=dict(parts.given),
            return_to=row.return_to,
            paused_from=row.paused_from,
            asked=tuple(row.asked),
        ),
        everyone=row.everyone,
        assessors=frozenset(parts.people(Role.ASSESSOR)),
        replaced=parts.replaced,
        evidence=parts.evidence,
        voices=parts.voices,
        submissions=parts.submissions,
        reviewers=frozenset(reviewing),
        reviewing_since={person: since for person, since in reviewing.items() if since},
        decisions=parts.decisions,
        actions=parts.actions,
        queries=parts.queries,
        all_decide=row.all_decide,
        self_review=row.self_review,
        must_decide=frozenset(row.must_decide),
        owner_chooses=row.owner_chooses,
        owner_replaces=row.owner_replaces,
        look_again_on=row.look_again_on,
        looker=row.looker_id,
        panel=parts.panel,
        panel_of=row.panel_of,
        previous=row.previous_id,
        previous_verdict=Verdict(row.previous_verdict) if row.previous_verdict else None,
        before={question: packing.unpacked(fields) for question, fields in (row.before or {}).items()},
        next=row.next_id,
        sheet=sheet,
        sheet_to_come=sheet_to_come,
        entries=parts.entries,
        erase_on=row.erase_on,
        kept_until=row.kept_until,
        thread_ts=row.thread_ts,
        turn=row.turn,
        moved_by=row.moved_by,
        moved_ts=row.moved_ts,
        trouble=row.trouble,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def words_columns(assessment: Assessment) -> dict[str, str]:
    """What people typed about it, and what is looked for in that: written together, or it is not found."""
    typed = {name: str(getattr(assessment, name)) for name in TYPED}
    return {**typed, **folded_column(typed)}


def folded_column(typed: Mapping[str, str]) -> dict[str, str]:
    """What is looked for, of what stands in the columns TYPED."""
    return {"folded": folded("\n".join(typed[name] for name in TYPED))}


def decided_columns(assessment: Assessment) -> dict[str, Any]:
    verdict, at = assessment.decided or (None, None)
    return {"verdict": verdict.value if verdict else None, "decided_at": at}


def lasting_columns(assessment: Assessment) -> dict[str, Any]:
    """What is written when it is added, and stays."""
    before = {question: packing.packed(entry) for question, entry in assessment.before.items()}
    return {
        "id": assessment.id,
        "framework_id": assessment.framework.id,
        "framework_version": assessment.framework.version,
        "panel_of": assessment.panel_of,
        "previous_id": assessment.previous,
        "previous_verdict": assessment.previous_verdict.value if assessment.previous_verdict else None,
        "before": before or None,
        "created_at": assessment.created_at,
        "waits_kept": True,
    }


def changing_columns(assessment: Assessment, version: int, at: datetime) -> dict[str, Any]:
    """What use cases change, and what every change sets."""
    progress, counted = assessment.progress, conditions.counted(assessment)
    return {
        **words_columns(assessment),
        **decided_columns(assessment),
        "everyone": assessment.everyone,
        "channel_id": assessment.channel,
        "owner_id": assessment.owner,
        "thread_ts": assessment.thread_ts,
        "state": progress.state,
        "return_to": progress.return_to,
        "paused_from": progress.paused_from,
        "asked": list(progress.asked),
        "all_decide": assessment.all_decide,
        "self_review": assessment.self_review,
        "must_decide": sorted(assessment.must_decide),
        "owner_chooses": assessment.owner_chooses,
        "owner_replaces": assessment.owner_replaces,
        "look_again_on": assessment.look_again_on,
        "conditions": counted.total if counted else 0,
        "conditions_met": counted.met if counted and counted.is_recorded else None,
        "looker_id": assessment.looker,
        "next_id": assessment.next,
        "sheet_id": assessment.sheet.id if assessment.sheet else None,
        "sheet_version": assessment.sheet.version if assessment.sheet else None,
        "erase_on": assessment.erase_on,
        "kept_until": assessment.kept_until,
        "retain_from": at if assessment.erase_on or outcome_of(assessment) else None,
        "turn": assessment.turn,
        "moved_by": assessment.moved_by,
        "moved_ts": assessment.moved_ts,
        "trouble": assessment.trouble,
        "remind_from": at,
        "version": version,
        "updated_at": at,
        "handed_in_at": assessment.last_submission.at if assessment.last_submission else None,
    }


def head_columns(head: Head) -> dict[str, Any]:
    """How far the chain of its record goes."""
    return {"chain_length": head.number, "chain_digest": head.digest}


def save_decided(transaction: Transaction, assessments: Iterable[Assessment]) -> None:
    """Write what each was decided to, past its optimistic version: for what an earlier version left."""
    for one in assessments:
        transaction.execute(_SAVE_DECIDED, {"this_assessment": one.id, **decided_columns(one)})


def lease_columns(lease: Lease) -> dict[str, Any]:
    return {"drawn_by": lease.holder, "drawn_until": lease.until}
