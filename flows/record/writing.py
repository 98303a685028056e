"""From an assessment to its record, and from the record to the bytes of a file."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from flows import activity, answer, framework, scoring, submission
from flows.chain import Link, Sealed
from flows.condition import Condition, Said
from flows.decision import Decision
from flows.record import document as d
from flows.record.kept import Changed, Kept
from flows.record.people import People
from flows.roles import Role

Ref = Callable[[str, datetime], str]


def record_of(kept: Kept, *, without_names: bool = False) -> d.Record:
    """The same assessment always gives the same record."""
    assessment = kept.assessment
    created_at, changed_at = assessment.created_at, assessment.updated_at
    assert created_at is not None, "a record is of what a store keeps"
    assert changed_at is not None, "a record is of what a store keeps"
    people = People(numbered=without_names)
    ref, asked = people.ref, assessment.framework
    # The parts that name people come first: whose names are needed is known after them.
    parts: dict[str, Any] = {
        "roles": _roles(kept, ref, changed_at),
        "course": _course(kept, ref, changed_at),
        "rules": _rules(kept, ref, changed_at),
        "looks": _looks(kept, ref, changed_at),
        "answers": _answers(asked, assessment.given, ref),
        "submissions": tuple(_submission(asked, one, ref) for one in assessment.submissions),
        "decisions": tuple(_decision(one, ref) for one in assessment.decisions),
        "actions": _actions(kept, ref),
        "queries": _queries(kept, ref),
        "changes": tuple(_change(asked, one, ref, created_at) for one in kept.changes),
        "history": tuple(_happened(one, people) for one in kept.history),
    }
    return d.Record(
        id=assessment.id,
        team=kept.team,
        title=assessment.title,
        about=assessment.about,
        recipients=assessment.recipients,
        created_at=created_at,
        changed_at=changed_at,
        names_left_out=without_names,
        people=people.names(kept.names),
        everyone=assessment.everyone,
        place=d.Place(channel=assessment.channel, thread=assessment.thread_ts, trouble=assessment.trouble),
        framework=_framework(asked),
        **parts,
    )


def to_json(record: d.Record) -> bytes:
    """A whole file. The same record always gives the same bytes."""
    body = record.model_dump_json()
    head = {"format": d.FORMAT, "version": d.VERSION, "sha256": _digest(body)}
    return f'{json.dumps(head, separators=(",", ":"))[:-1]},"record":{body}}}\n'.encode()


def sha256(record: d.Record) -> str:
    """In hex: tells this record from every other."""
    return _digest(record.model_dump_json())


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


@lru_cache(maxsize=64)
def _framework(asked: framework.Framework) -> d.Framework:
    return d.Framework.model_validate_json(asked.to_json())


def _roles(kept: Kept, ref: Ref, at: datetime) -> tuple[d.RoleHeld, ...]:
    """The owner first, so that numbers begin with the owner."""
    order = list(Role)
    held = sorted(kept.roles.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1]))
    return tuple(d.RoleHeld(role=role, person=ref(person, at), since=since) for (role, person), since in held)


def _course(kept: Kept, ref: Ref, at: datetime) -> d.Course:
    assessment = kept.assessment
    progress, moved_by = assessment.progress, assessment.moved_by
    return d.Course(
        state=progress.state,
        return_to=progress.return_to,
        paused_from=progress.paused_from,
        asked=progress.asked,
        turn=assessment.turn,
        moved_by=None if moved_by is None else ref(moved_by, at),
        moved_ts=assessment.moved_ts,
    )


def _rules(kept: Kept, ref: Ref, at: datetime) -> d.Rules:
    assessment = kept.assessment
    return d.Rules(
        all_decide=assessment.all_decide,
        self_review=assessment.self_review,
        must_decide=tuple(ref(person, at) for person in sorted(assessment.must_decide)),
        owner_chooses=assessment.owner_chooses,
        owner_replaces=assessment.owner_replaces,
    )


def _looks(kept: Kept, ref: Ref, at: datetime) -> d.Looks:
    assessment, looker = kept.assessment, kept.assessment.looker
    return d.Looks(
        again_on=assessment.look_again_on,
        looker=None if looker is None else ref(looker, at),
        previous=assessment.previous,
        previous_verdict=assessment.previous_verdict,
        next=assessment.next,
        before=_answers(assessment.framework, assessment.before, ref),
    )


def _answers(asked: framework.Framework, given: Mapping[str, answer.Given], ref: Ref) -> tuple[d.Answer, ...]:
    """In the order of the questions."""
    return tuple(
        d.Answer(**_answer(asked, question.id, given[question.id], ref))
        for question in asked.questions
        if question.id in given
    )


def _answer(asked: framework.Framework, question: str, given: answer.Given, ref: Ref) -> dict[str, Any]:
    said = given.answer
    return {
        "question": question,
        "kind": said.kind,
        "rating": said.rating,
        "level": None if said.rating is None else asked.question(question).level(said.rating),
        "reason": said.reason,
        "evidence": said.evidence,
        "reasons": tuple(
            d.Reason(words=one.words, evidence=one.evidence, by=ref(one.by, one.at), at=one.at)
            for one in given.reasons
        ),
        "by": ref(given.by, given.at),
        "at": given.at,
    }


def _change(asked: framework.Framework, one: Changed, ref: Ref, begun: datetime) -> d.AnswerChange:
    return d.AnswerChange(
        **_answer(asked, one.question, one.given, ref),
        changed_by=None if one.by is None else ref(one.by, one.at or begun),
        changed_at=one.at,
    )


def _submission(asked: framework.Framework, one: submission.Submission, ref: Ref) -> d.Submission:
    found = scoring.assess(asked, one.answers)
    return d.Submission(
        number=one.number,
        by=ref(one.by, one.at),
        at=one.at,
        mark=one.mark(asked),
        scores=tuple(map(_score, found.principles)),
        answers=_answers(asked, one.given, ref),
    )


def _score(one: scoring.PrincipleScore) -> d.Score:
    shown = {
        name: None if value is None else scoring.one_decimal(value)
        for name, value in {"score": one.score, "low": one.low, "high": one.high}.items()
    }
    return d.Score(
        principle=one.principle.id,
        status=one.status,
        band=one.band.name if one.band else None,
        rated=one.rated,
        applicable=one.applicable,
        marks=one.marks,
        **shown,
    )


def _decision(one: Decision, ref: Ref) -> d.Decision:
    return d.Decision(
        number=one.number,
        verdict=one.verdict,
        by=ref(one.by, one.at),
        at=one.at,
        submission=one.submission,
        mark=one.mark,
        words=one.words,
        conditions=tuple(_condition(condition, ref) for condition in one.conditions),
        questions=one.questions,
        acknowledged=one.acknowledged,
        is_self_review=one.is_self_review,
        withdrawn_at=one.withdrawn_at,
        withdrawn_why=one.withdrawn_why,
    )


def _condition(one: Condition, ref: Ref) -> d.Condition:
    terms = one.terms
    return d.Condition(
        words=one.text,
        owner=ref(terms.owner, terms.at) if terms else None,
        due=terms.by if terms else None,
        before_sharing=terms.before_sharing if terms else None,
        set_at=terms.at if terms else None,
        said=_said(one.said, ref),
        sent_back=_said(one.sent_back, ref),
        confirmed=_said(one.confirmed, ref),
    )


def _said(one: Said | None, ref: Ref) -> d.Said | None:
    return d.Said(by=ref(one.by, one.at), at=one.at, words=one.words) if one else None


def _actions(kept: Kept, ref: Ref) -> tuple[d.Action, ...]:
    return tuple(
        d.Action(
            id=one.id,
            what=one.what,
            who=ref(one.who, one.made_at),
            due=one.by,
            about=one.about,
            made_by=ref(one.made_by, one.made_at),
            made_at=one.made_at,
            done_by=None if one.done_by is None else ref(one.done_by, one.done_at or one.made_at),
            done_at=one.done_at,
        )
        for one in kept.assessment.actions
    )


def _queries(kept: Kept, ref: Ref) -> tuple[d.Query, ...]:
    return tuple(
        d.Query(
            id=one.id,
            question=one.question,
            by=ref(one.by, one.at),
            to=ref(one.to, one.at),
            words=one.words,
            at=one.at,
        )
        for one in kept.assessment.queries
    )


def _happened(one: activity.Happened, people: People) -> d.Happened:
    ref = people.ref
    by = ref(one.by, one.at)  # who acts is numbered before whom it is about
    detail = activity.with_people(one.what, one.detail, lambda person: ref(person, one.at))
    return d.Happened(
        at=one.at,
        by=by,
        what=one.what,
        question=one.question,
        detail=dict(sorted(detail.items())),
        link=_link(one.link, with_people=not people.numbered) if one.link else None,
    )


def _link(one: Link, *, with_people: bool) -> d.Link:
    people = one.people if with_people else tuple(person.erased for person in one.people)
    return d.Link(
        number=one.number, people=tuple(map(_sealed, people)), content=_sealed(one.content), digest=one.digest
    )


def _sealed(one: Sealed) -> d.Sealed:
    return d.Sealed(digest=one.digest, text=one.text, salt=one.salt)
