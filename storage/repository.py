"""Rows to flows types and back. Every query is scoped by workspace.

Statements are built once: building one costs more than running it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete
from sqlalchemy.dialects import postgresql, sqlite

from flows.answer import Given
from flows.assessment import Assessment
from flows.framework import Framework
from flows.progress import Progress
from flows.submission import Submission
from storage import packing, scores, statements
from storage.cache import Parts, PartsCache, Roles
from storage.errors import Conflict
from storage.lease import Lease
from storage.tables import PEOPLE, SEEN_EVENTS
from storage.tables.answering import TEAM_ANSWERS
from storage.transaction import Transaction
from storage.workspace import Workspace

OWNER, ASSESSOR, REVIEWER = "owner", "assessor", "reviewer"


class Repository:
    """The assessments of one workspace within one transaction. Rows of another one do not exist here."""

    def __init__(
        self,
        transaction: Transaction,
        workspace: Workspace,
        framework: Callable[[Transaction, str, str], Framework],
        cache: PartsCache | None = None,
    ) -> None:
        self.transaction = transaction
        self.workspace = workspace
        self._framework = framework
        self._cache = cache or PartsCache()
        self._scope = workspace.scope
        self._leases: dict[str, Lease] = {}

    # --- assessments

    def add(self, assessment: Assessment, at: datetime) -> None:
        framework = assessment.framework
        assessment.version, assessment.created_at, assessment.updated_at = 1, at, at
        self._execute(
            statements.ADD,
            {
                "id": assessment.id,
                **self.workspace.columns,
                "title": assessment.title,
                "about": assessment.about,
                "everyone": assessment.everyone,
                "framework_id": framework.id,
                "framework_version": framework.version,
                "previous_id": assessment.previous,
                "before": {question: packing.packed(entry) for question, entry in assessment.before.items()}
                or None,
                "drawn_by": "",
                "drawn_until": at,
                "created_at": at,
                **_moving(assessment, at),
            },
        )
        self._leases[assessment.id] = Lease("", at)
        self._save_people(assessment, frozenset(), at)

    def get(self, assessment_id: str, *, lock: bool = False) -> Assessment | None:
        """The assessment, or None. `lock` keeps other processes out until the transaction ends."""
        return self._one(statements.BY_ID_LOCKED if lock else statements.BY_ID, id=assessment_id)

    def in_thread(self, channel: str, thread_ts: str) -> Assessment | None:
        return self._one(statements.BY_THREAD, channel=channel, thread=thread_ts)

    def save(self, assessment: Assessment, at: datetime) -> None:
        """Write back what changed. Raises Conflict when another process was faster, or when there is no
        such assessment in this workspace."""
        before, lease = self._parts(assessment.id, assessment.version), self._leases.get(assessment.id)
        saved = self._execute(
            statements.SAVE,
            {
                "assessment": assessment.id,
                "read_version": assessment.version,
                **self._scope,
                **_moving(assessment, at),
                **(_columns(lease) if lease and lease.changed else {}),
                "version": assessment.version + 1,
            },
        )
        if saved.rowcount != 1:
            raise Conflict(f"assessment {assessment.id} was changed by another process")
        assessment.version, assessment.updated_at = assessment.version + 1, at
        for question_id, entry in assessment.given.items():
            if before.given.get(question_id) != entry:
                self._save_answer(assessment.id, question_id, entry, new=question_id not in before.given)
        for submission in assessment.submissions[len(before.submissions) :]:
            self._save_submission(assessment, submission)
        self._save_people(assessment, before.roles, at)
        self._save_deciding(assessment, before)
        self._remember_once_committed(assessment)

    def lease(self, assessment_id: str) -> Lease:
        """Who draws it, as its row says that was read or added here. A change is written by `save`, or by
        `save_lease`."""
        return self._leases[assessment_id]

    def save_lease(self, assessment_id: str) -> None:
        """Write only that, past the assessment's optimistic version."""
        lease = self._leases[assessment_id]
        if lease.changed:
            self._execute(statements.SAVE_LEASE, {"assessment": assessment_id, **_columns(lease)})

    def _save_answer(self, assessment_id: str, question_id: str, entry: Given, *, new: bool) -> None:
        key = {"assessment_id": assessment_id, "assessor": TEAM_ANSWERS, "question_id": question_id}
        fields = packing.columns(entry)
        if new:
            self._execute(statements.ADD_ANSWER, key | fields)
        else:
            this = zip(("this_assessment", "this_assessor", "this_question"), key.values(), strict=True)
            self._execute(statements.CHANGE_ANSWER, dict(this) | fields)
        self._execute(statements.ADD_CHANGE, key | fields)

    def _save_submission(self, assessment: Assessment, submission: Submission) -> None:
        self._execute(
            statements.ADD_SUBMISSION,
            {
                "assessment_id": assessment.id,
                "number": submission.number,
                "submitted_by": submission.by,
                "submitted_at": submission.at,
                "answers": {question: packing.packed(entry) for question, entry in submission.given.items()},
            },
        )
        scores.keep(self.transaction, assessment.id, assessment.framework, submission)

    def _save_people(self, assessment: Assessment, before: Roles, at: datetime) -> None:
        """Who has which part in it: whoever is new, and whoever has it no longer."""
        now = _roles(assessment)
        for role, person in before - now:
            gone = {"this_assessment": assessment.id, "this_user": person, "this_role": role}
            self._execute(statements.REMOVE_PERSON, gone)
        if new := [
            {"assessment_id": assessment.id, "user_id": person, "role": role, "since": at}
            for role, person in now - before
        ]:
            self.transaction.execute(statements.ADD_PEOPLE, new)

    def _save_deciding(self, assessment: Assessment, before: Parts) -> None:
        """Decisions, actions and queries: what is new, and what changed."""
        this = {"assessment_id": assessment.id}
        decisions = {decision.number: decision for decision in before.decisions}
        for decision in assessment.decisions:
            if decision.number not in decisions:
                self._execute(statements.ADD_DECISION, this | packing.decision_columns(decision))
            elif decisions[decision.number] != decision:
                key = {"this_assessment": assessment.id, "this_number": decision.number}
                self._execute(statements.CHANGE_DECISION, key | packing.decision_columns(decision))
        actions = {action.id: action for action in before.actions}
        for action in assessment.actions:
            if action.id not in actions:
                self._execute(statements.ADD_ACTION, this | packing.action_columns(action))
            elif actions[action.id] != action:
                self._execute(
                    statements.CHANGE_ACTION, {"this_id": action.id} | packing.action_columns(action)
                )
        for query in assessment.queries[len(before.queries) :]:
            self._execute(statements.ADD_QUERY, this | packing.query_columns(query))

    def _remember_once_committed(self, assessment: Assessment) -> None:
        parts = Parts(
            dict(assessment.given),
            _roles(assessment),
            assessment.submissions,
            assessment.decisions,
            assessment.actions,
            assessment.queries,
        )
        version, cache = assessment.version, self._cache
        self.transaction.once_committed(lambda: cache.put(assessment.id, version, parts))

    def _one(self, query: Select[Any], **values: str) -> Assessment | None:
        row = self._execute(query, self._scope | values).first()
        return self._assessment(row) if row else None

    def _assessment(self, row: Row[Any]) -> Assessment:
        parts = self._parts(row.id, row.version)
        self._leases[row.id] = Lease(row.drawn_by, row.drawn_until)
        progress = Progress(
            framework=self._framework(self.transaction, row.framework_id, row.framework_version),
            state=row.state,
            given=dict(parts.given),
            return_to=row.return_to,
            paused_from=row.paused_from,
            asked=tuple(row.asked),
        )
        return Assessment(
            id=row.id,
            title=row.title,
            about=row.about,
            owner=row.owner_id,
            channel=row.channel_id,
            progress=progress,
            everyone=row.everyone,
            assessors=parts.people(ASSESSOR),
            submissions=parts.submissions,
            reviewers=parts.people(REVIEWER),
            decisions=parts.decisions,
            actions=parts.actions,
            queries=parts.queries,
            all_decide=row.all_decide,
            self_review=row.self_review,
            look_again_on=row.look_again_on,
            previous=row.previous_id,
            before={question: packing.unpacked(fields) for question, fields in (row.before or {}).items()},
            next=row.next_id,
            thread_ts=row.thread_ts,
            turn=row.turn,
            moved_by=row.moved_by,
            moved_ts=row.moved_ts,
            trouble=row.trouble,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    def _parts(self, assessment_id: str, version: int) -> Parts:
        known = self._cache.get(assessment_id, version)
        if known is None:
            known = self._read_parts(assessment_id)
            if not self.transaction.has_plans:  # what this transaction wrote may yet be taken back
                self._cache.put(assessment_id, version, known)
        return known

    def _read_parts(self, assessment_id: str) -> Parts:
        this = {"id": assessment_id}
        answers = self._execute(statements.ANSWERS_OF, this).mappings()
        people = self._execute(statements.PEOPLE_OF, this).all()
        submissions = self._execute(statements.SUBMISSIONS_OF, this).mappings()
        decisions = self._execute(statements.DECISIONS_OF, this).mappings()
        actions = self._execute(statements.ACTIONS_OF, this).mappings()
        queries = self._execute(statements.QUERIES_OF, this).mappings()
        return Parts(
            given={row["question_id"]: packing.given(row) for row in answers},
            roles=frozenset((row.role, row.user_id) for row in people),
            submissions=tuple(map(packing.submission, submissions)),
            decisions=tuple(map(packing.decision, decisions)),
            actions=tuple(map(packing.action, actions)),
            queries=tuple(map(packing.query, queries)),
        )

    # --- the log, and what was seen before

    def log(
        self,
        assessment_id: str,
        person: str,
        what: str,
        at: datetime,
        question_id: str | None = None,
        **detail: Any,
    ) -> None:
        self._execute(
            statements.ADD_ACTIVITY,
            {
                "assessment_id": assessment_id,
                "at": at,
                "user_id": person,
                "what": what,
                "question_id": question_id,
                "detail": detail,
            },
        )

    def first_time(self, key: str, at: datetime) -> bool:
        """Remember an event; False if it was remembered before."""
        added = self._execute(
            statements.FIRST_TIME[self.transaction.is_sqlite],
            {
                **self.workspace.columns,
                "key": key,
                "at": at,
            },
        )
        return added.first() is not None

    def said_last(self, user_id: str) -> str:
        """Which words this person was told last; empty if none are remembered."""
        return str(self._execute(statements.SAID_LAST, self._scope | {"user": user_id}).scalar() or "")

    def remember_said(self, user_id: str, words: str) -> None:
        key = self.workspace.columns | {"user_id": user_id}
        added = self._dialect.insert(PEOPLE).values(**key, said_last=words)
        self._execute(added.on_conflict_do_update(index_elements=list(key), set_={"said_last": words}), {})

    @property
    def _dialect(self) -> Any:
        return sqlite if self.transaction.is_sqlite else postgresql

    def _execute(self, statement: Any, values: dict[str, Any]) -> Any:
        return self.transaction.execute(statement, values)


def lock(transaction: Transaction, assessment_id: str) -> None:
    """The assessment's row comes first, in use cases and in the reconciler alike: two orders of locking
    would meet in a deadlock on PostgreSQL."""
    if not transaction.is_sqlite:  # there a writer has the whole file to itself
        transaction.execute(statements.LOCK, {"id": assessment_id})


def forget_events(transaction: Transaction, workspace: Workspace, before: datetime) -> None:
    """Drop what Slack will not send again. What is said once to a channel stays remembered."""
    old = (SEEN_EVENTS.c.at < before, SEEN_EVENTS.c.key.not_like("welcome:%"))
    transaction.execute(delete(SEEN_EVENTS).where(workspace.rows_of(SEEN_EVENTS), *old))


def _moving(assessment: Assessment, at: datetime) -> dict[str, Any]:
    """The columns of an assessment that use cases change."""
    progress = assessment.progress
    return {
        "channel_id": assessment.channel,
        "owner_id": assessment.owner,
        "thread_ts": assessment.thread_ts,
        "state": progress.state,
        "return_to": progress.return_to,
        "paused_from": progress.paused_from,
        "asked": list(progress.asked),
        "all_decide": assessment.all_decide,
        "self_review": assessment.self_review,
        "look_again_on": assessment.look_again_on,
        "next_id": assessment.next,
        "turn": assessment.turn,
        "moved_by": assessment.moved_by,
        "moved_ts": assessment.moved_ts,
        "trouble": assessment.trouble,
        "remind_from": at,
        "version": assessment.version,
        "updated_at": at,
        "handed_in_at": assessment.last_submission.at if assessment.last_submission else None,
    }


def _columns(lease: Lease) -> dict[str, Any]:
    return {"drawn_by": lease.holder, "drawn_until": lease.until}


def _roles(assessment: Assessment) -> Roles:
    return frozenset(
        [
            (OWNER, assessment.owner),
            *((ASSESSOR, person) for person in assessment.assessors),
            *((REVIEWER, person) for person in assessment.reviewers),
        ]
    )
