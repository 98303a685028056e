"""From an assessment to its record, and from the record to the bytes of a file."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from flows import activity, framework, sheet
from flows.chain import Link, Sealed
from flows.condition import Condition, Said
from flows.decision import Decision
from flows.evidence import Evidence
from flows.record import document as d
from flows.record import panels
from flows.record import parts as p
from flows.record.answers import Ref, all_answers, answer_change, submitted
from flows.record.kept import Kept
from flows.record.people import People, without_links
from flows.roles import Role
from flows.voices import VoiceGroup


def record_of(kept: Kept, *, without_names: bool = False) -> d.Record:
    """The same assessment always gives the same record."""
    assessment = kept.assessment
    assert assessment.panel_of is None, "what somebody answers alone has no record of its own"
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
        "retention": _retention(kept),
        "panel": panels.written(assessment.panel, asked, ref),
        "answers": all_answers(asked, assessment.given, ref),
        "submissions": tuple(submitted(asked, one, ref) for one in assessment.submissions),
        "decisions": tuple(_decision(one, ref) for one in assessment.decisions),
        "actions": _actions(kept, ref),
        "queries": _queries(kept, ref),
        "evidence": tuple(_evidence(one, ref) for one in assessment.evidence),
        "voices": tuple(_voices(one, ref) for one in assessment.voices),
        "changes": tuple(answer_change(asked, one, ref, created_at) for one in kept.changes),
        "history": tuple(_happened(one, people) for one in kept.history),
        "entries": tuple(
            p.Entry(field=one.field, value=one.value, by=ref(one.by, one.at), at=one.at)
            for one in assessment.entries
        ),
    }
    record = d.Record(
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
        place=p.Place(channel=assessment.channel, thread=assessment.thread_ts, trouble=assessment.trouble),
        framework=_framework(asked),
        sheet=_sheet(assessment.sheet) if assessment.sheet else None,
        **parts,
    )
    return d.Record.model_validate(without_links(record.model_dump())) if without_names else record


def to_json(record: d.Record) -> bytes:
    """A whole file. The same record always gives the same bytes."""
    body = record.model_dump_json()
    head = {"format": d.FORMAT, "version": record.understood_since, "sha256": _digest(body)}
    return f'{json.dumps(head, separators=(",", ":"))[:-1]},"record":{body}}}\n'.encode()


def sha256(record: d.Record) -> str:
    """In hex: tells this record from every other."""
    return _digest(record.model_dump_json())


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


@lru_cache(maxsize=64)
def _framework(asked: framework.Framework) -> p.Framework:
    return p.Framework.model_validate_json(asked.to_json())


@lru_cache(maxsize=64)
def _sheet(facts: sheet.Sheet) -> p.Sheet:
    return p.Sheet.model_validate_json(facts.to_json())


def _roles(kept: Kept, ref: Ref, at: datetime) -> tuple[p.RoleHeld, ...]:
    """The owner first, so that numbers begin with the owner."""
    order = list(Role)
    held = sorted(kept.roles.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1]))
    return tuple(p.RoleHeld(role=role, person=ref(person, at), since=since) for (role, person), since in held)


def _course(kept: Kept, ref: Ref, at: datetime) -> p.Course:
    assessment = kept.assessment
    progress, moved_by = assessment.progress, assessment.moved_by
    return p.Course(
        state=progress.state,
        return_to=progress.return_to,
        paused_from=progress.paused_from,
        asked=progress.asked,
        turn=assessment.turn,
        moved_by=None if moved_by is None else ref(moved_by, at),
        moved_ts=assessment.moved_ts,
    )


def _rules(kept: Kept, ref: Ref, at: datetime) -> p.Rules:
    assessment = kept.assessment
    return p.Rules(
        all_decide=assessment.all_decide,
        self_review=assessment.self_review,
        must_decide=tuple(ref(person, at) for person in sorted(assessment.must_decide)),
        owner_chooses=assessment.owner_chooses,
        owner_replaces=assessment.owner_replaces,
    )


def _looks(kept: Kept, ref: Ref, at: datetime) -> p.Looks:
    assessment, looker = kept.assessment, kept.assessment.looker
    return p.Looks(
        again_on=assessment.look_again_on,
        looker=None if looker is None else ref(looker, at),
        previous=assessment.previous,
        previous_verdict=assessment.previous_verdict,
        next=assessment.next,
        before=all_answers(assessment.framework, assessment.before, ref),
    )


def _retention(kept: Kept) -> p.Retention | None:
    erase_on, kept_until = kept.assessment.erase_on, kept.assessment.kept_until
    if erase_on is None and kept_until is None:
        return None
    return p.Retention(erase_on=erase_on, kept_until=kept_until)


def _decision(one: Decision, ref: Ref) -> p.Decision:
    return p.Decision(
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
        entries=one.entries,
    )


def _condition(one: Condition, ref: Ref) -> p.Condition:
    terms = one.terms
    return p.Condition(
        words=one.text,
        owner=ref(terms.owner, terms.at) if terms else None,
        due=terms.by if terms else None,
        before_sharing=terms.before_sharing if terms else None,
        set_at=terms.at if terms else None,
        said=_said(one.said, ref),
        sent_back=_said(one.sent_back, ref),
        confirmed=_said(one.confirmed, ref),
    )


def _said(one: Said | None, ref: Ref) -> p.Said | None:
    return p.Said(by=ref(one.by, one.at), at=one.at, words=one.words) if one else None


def _actions(kept: Kept, ref: Ref) -> tuple[p.Action, ...]:
    return tuple(
        p.Action(
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


def _queries(kept: Kept, ref: Ref) -> tuple[p.Query, ...]:
    return tuple(
        p.Query(
            id=one.id,
            question=one.question,
            by=ref(one.by, one.at),
            to=ref(one.to, one.at),
            words=one.words,
            at=one.at,
        )
        for one in kept.assessment.queries
    )


def _evidence(one: Evidence, ref: Ref) -> p.Evidence:
    file = one.file
    # Numbered in this order.
    by, said_by = ref(one.by, one.at), ref(one.said_by, one.at)
    back = None if one.taken_back_by is None else ref(one.taken_back_by, one.taken_back_at or one.at)
    return p.Evidence(
        number=one.number,
        question=one.question,
        kind=one.kind,
        words=one.words,
        link=one.link,
        channel=one.channel,
        file=p.File(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            deleted_at=file.deleted_at,
        )
        if file
        else None,
        by=by,
        at=one.at,
        taken_back_by=back,
        taken_back_at=one.taken_back_at,
        said_by=said_by,
    )


def _voices(one: VoiceGroup, ref: Ref) -> p.VoiceGroup:
    return p.VoiceGroup(
        number=one.number,
        whose=one.whose,
        voices=tuple(
            p.Voice(
                answers=tuple(
                    p.VoiceAnswer(question=question, kind=said.kind, rating=said.rating, words=said.words)
                    for question, said in voice.items()
                )
            )
            for voice in one.voices
        ),
        files=one.files,
        by=ref(one.by, one.at),
        at=one.at,
    )


def _happened(one: activity.Happened, people: People) -> p.Happened:
    ref = people.ref
    by = ref(one.by, one.at)  # who acts is numbered before whom it is about
    detail = activity.with_people(one.what, one.detail, lambda person: ref(person, one.at))
    return p.Happened(
        at=one.at,
        by=by,
        what=one.what,
        question=one.question,
        detail=dict(sorted(detail.items())),
        link=_link(one.link, with_people=not people.numbered) if one.link else None,
    )


def _link(one: Link, *, with_people: bool) -> p.Link:
    people = one.people if with_people else tuple(person.erased for person in one.people)
    return p.Link(
        number=one.number, people=tuple(map(_sealed, people)), content=_sealed(one.content), digest=one.digest
    )


def _sealed(one: Sealed) -> p.Sealed:
    return p.Sealed(digest=one.digest, text=one.text, salt=one.salt)
