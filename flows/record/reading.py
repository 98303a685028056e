"""From the bytes of a file back to an assessment. What is not understood is refused, with the reason."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from flows import (
    activity,
    answer,
    chain,
    condition,
    decision,
    entry,
    evidence,
    framework,
    json_text,
    reason,
    sheet,
    submission,
    voices,
)
from flows.assessment import Assessment
from flows.errors import FlowError
from flows.own_work import ever_replaced
from flows.progress import Progress
from flows.record import document as d
from flows.record import panels
from flows.record import parts as p
from flows.record.kept import Changed, Kept
from flows.record.names import Called, NamesKept
from flows.record.writing import sha256
from flows.roles import Role

MOST_BYTES: Final = 50_000_000
"""Of a record with every text at its longest, handed in twelve times, a fifth; of one to which twenty groups
of two hundred from outside answered each question with all the words that fit, 41 MB."""
MOST_THINGS, MOST_PARTS, MOST_IN_TEXTS = 300_000, 2_000_000, 4_000_000
"""Objects and lists, what is in them, and both in texts, of which some are JSON: each takes memory, many
times what it takes in the file. The 41 MB have 80,000 and 600,000; with as many questions as there can be,
170,000 and 1,400,000."""
_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"
"""A mark of UTF-8 and white space, which an editor may have put before it."""
_DAMAGED: Final = "It is damaged or was cut off: it is not whole JSON."
_NOT_UNDERSTOOD: Final = "It holds what this Balance does not understand."
_KEY: Final = 60
"""So much of a key is said."""
_SAID: Final = 3
"""So many of the things that are not understood are said."""


class RecordError(FlowError):
    """A file cannot be taken for a record; the text says why."""


class NotARecord(RecordError):
    """It is none, or of a Balance that this one does not know: whether it was touched cannot be said."""


def read(data: bytes) -> d.Record:
    """The record in a file, exactly as it was exported. Raises RecordError."""
    record, is_whole = read_as_it_is(data)
    if not is_whole:
        raise RecordError("It was changed after it was exported.")
    return record


def read_as_it_is(data: bytes) -> tuple[d.Record, bool]:
    """The record in a file, and whether it is exactly as it was exported. Raises RecordError."""
    if len(data) > MOST_BYTES:
        raise NotARecord(f"It is larger than {MOST_BYTES // 1_000_000} MB. No record is.")
    things, parts, in_texts = json_text.signs(data)
    if things > MOST_THINGS or parts > MOST_PARTS or in_texts > MOST_IN_TEXTS:
        raise NotARecord(f"It has more than {MOST_THINGS:,} parts, or too much in them. No record has.")
    _check_keys(data)
    try:
        found = d.Document.model_validate_json(data)
    except ValidationError as error:
        raise RecordError(_not_understood(error)) from None
    return found.record, sha256(found.record) == found.sha256


def names_of(record: d.Record) -> NamesKept:
    """What the people in a record were called, as far as it says."""
    return {one.id: tuple(Called(name.name, name.since) for name in one.names) for one in record.people}


def kept_of(record: d.Record) -> Kept:
    """The assessment with all that belongs to it. Raises RecordError if it does not hold together."""
    try:
        return _kept(record)
    except (FlowError, ValueError, KeyError) as error:
        raise RecordError(f"It does not hold together: {error}") from None


def _check_keys(data: bytes) -> None:
    """For each that is missing, pydantic would keep a copy of what stands beside it."""
    if not data.lstrip(_BEFORE).startswith(b"{"):
        raise NotARecord("It is no record.json. Name the record.json that was exported beside it.")
    try:
        head, is_doubled = json_text.with_doubles(data)
    except ValueError:
        raise RecordError(_DAMAGED) from None
    if not isinstance(head, dict) or head.get("format") != d.FORMAT:
        raise NotARecord("It is not a record that Balance exported.")
    version = head.get("version")
    if isinstance(version, json_text.Number) and _later(version):
        raise NotARecord(
            f"It was exported by a newer Balance: its format is version {version}, and this one knows up to "
            f"{d.VERSION}. Install the newer Balance."
        )
    if is_doubled:
        raise RecordError("It was changed after it was exported: a key stands twice in one place.")
    if problem := next(_other_keys(d.Document, head, ()), None):
        raise RecordError(f"{_NOT_UNDERSTOOD} {problem}")


def _later(version: str) -> bool:
    return not version.startswith("-") and (len(version), version) > (len(str(d.VERSION)), str(d.VERSION))


def _other_keys(model: type[BaseModel], found: Any, place: tuple[object, ...]) -> Iterator[str]:
    """What is missing, or is there and not known, in something and in all that is within it."""
    fields, within = _fields(model)
    for number, one in enumerate(found) if isinstance(found, list) else [(None, found)]:
        if not isinstance(one, dict):
            continue
        here = place if number is None else (*place, number)
        for name, is_required in fields.items():
            if is_required and name not in one:
                yield _problem((*here, name), "Field required")
        for name in one:
            if name not in fields:
                yield _problem((*here, name[:_KEY]), "Extra inputs are not permitted")
        for name, inner in within.items():
            yield from _other_keys(inner, one.get(name), (*here, name))


@cache
def _fields(model: type[BaseModel]) -> tuple[Mapping[str, bool], Mapping[str, type[BaseModel]]]:
    """Of each of its fields, whether it has to be there; and of those with fields of their own, what they
    are."""
    fields = model.model_fields
    inner = {name: list(_models(field.annotation)) for name, field in fields.items()}
    return (
        {name: field.is_required() for name, field in fields.items()},
        {name: found[0] for name, found in inner.items() if found},
    )


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _problem(place: Iterable[object], words: str) -> str:
    return f"{'.'.join(map(str, place))}: {words}."


def _not_understood(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    if problems[0]["type"] == "json_invalid":  # such as half a character, which Python takes
        return _DAMAGED
    said = [_problem(one["loc"], one["msg"].rstrip(".")) for one in problems[:_SAID]]
    more = [f"And {len(problems) - _SAID} more."] if len(problems) > _SAID else []
    return " ".join([_NOT_UNDERSTOOD, *said, *more])


def _kept(record: d.Record) -> Kept:
    reviewing = {one.person: one.since for one in record.roles if one.role is Role.REVIEWER}
    course, rules, looks = record.course, record.rules, record.looks
    asked = _framework(record.framework)
    owners = [one.person for one in record.roles if one.role is Role.OWNER]
    if len(owners) != 1:
        raise RecordError(f"It has {len(owners)} owners.")
    changes = tuple(
        Changed(one.question, _one_given(one), one.changed_by, one.changed_at) for one in record.changes
    )
    assessment = Assessment(
        id=record.id,
        title=record.title,
        about=record.about,
        recipients=record.recipients,
        owner=owners[0],
        channel=record.place.channel,
        progress=Progress(
            framework=asked,
            state=course.state,
            given=_given(record.answers),
            return_to=course.return_to,
            paused_from=course.paused_from,
            asked=course.asked,
        ),
        everyone=record.everyone,
        assessors=frozenset(one.person for one in record.roles if one.role is Role.ASSESSOR),
        replaced=ever_replaced((one.question, one.given) for one in changes),
        submissions=tuple(
            submission.Submission(
                one.number,
                one.by,
                one.at,
                _given(one.answers),
                {shown.number: shown.mark for shown in one.evidence},
            )
            for one in record.submissions
        ),
        reviewers=frozenset(reviewing),
        reviewing_since={person: since for person, since in reviewing.items() if since},
        decisions=tuple(map(_decision, record.decisions)),
        actions=tuple(map(_action, record.actions)),
        evidence=tuple(map(_evidence, record.evidence)),
        voices=tuple(map(_voices, record.voices)),
        queries=tuple(
            decision.Query(one.id, one.question, one.by, one.to, one.words, one.at) for one in record.queries
        ),
        all_decide=rules.all_decide,
        self_review=rules.self_review,
        must_decide=frozenset(rules.must_decide),
        owner_chooses=rules.owner_chooses,
        owner_replaces=rules.owner_replaces,
        look_again_on=looks.again_on,
        looker=looks.looker,
        panel=panels.read(record.panel, asked),
        previous=looks.previous,
        previous_verdict=looks.previous_verdict,
        before=_given(looks.before),
        next=looks.next,
        sheet=_sheet(record.sheet) if record.sheet else None,
        entries=tuple(entry.Entry(one.field, one.value, one.by, one.at) for one in record.entries),
        erase_on=record.retention.erase_on if record.retention else None,
        kept_until=record.retention.kept_until if record.retention else None,
        thread_ts=record.place.thread,
        turn=course.turn,
        moved_by=course.moved_by,
        moved_ts=course.moved_ts,
        trouble=record.place.trouble,
        created_at=record.created_at,
        updated_at=record.changed_at,
    )
    return Kept(
        team=record.team,
        assessment=assessment,
        roles={(one.role, one.person): one.since for one in record.roles},
        changes=changes,
        history=tuple(
            activity.Happened(
                one.at, one.by, one.what, one.question, one.detail, link=_link(one.link, one.at)
            )
            for one in record.history
        ),
        names=names_of(record),
    )


@lru_cache(maxsize=64)
def _from_json(text: str) -> framework.Framework:
    return framework.from_json(text)


def _framework(found: p.Framework) -> framework.Framework:
    return _from_json(found.model_dump_json())


@lru_cache(maxsize=64)
def _sheet_from_json(text: str) -> sheet.Sheet:
    return sheet.from_json(text)


def _sheet(found: p.Sheet) -> sheet.Sheet:
    return _sheet_from_json(found.model_dump_json())


def _given(answers: Iterable[p.Answer]) -> dict[str, answer.Given]:
    return {one.question: _one_given(one) for one in answers}


def _one_given(one: p.Answer) -> answer.Given:
    return answer.Given(
        answer.Answer(one.kind, one.rating, one.reason, one.evidence),
        by=one.by,
        at=one.at,
        reasons=tuple(reason.Reason(said.words, said.evidence, said.by, said.at) for said in one.reasons),
        is_median=one.is_median,
    )


def _decision(one: p.Decision) -> decision.Decision:
    fields: Mapping[str, Any] = {name: getattr(one, name) for name in type(one).model_fields}
    return decision.Decision(**{**fields, "conditions": tuple(map(_condition, one.conditions))})


def _evidence(one: p.Evidence) -> evidence.Evidence:
    fields: dict[str, Any] = {name: getattr(one, name) for name in type(one).model_fields}
    file = one.file
    if file is not None:
        fields["file"] = evidence.FileRef(**{name: getattr(file, name) for name in type(file).model_fields})
    return evidence.Evidence(**fields)


def _voices(one: p.VoiceGroup) -> voices.VoiceGroup:
    return voices.VoiceGroup(
        number=one.number,
        whose=one.whose,
        voices=tuple(
            {said.question: voices.VoiceAnswer(said.kind, said.rating, said.words) for said in voice.answers}
            for voice in one.voices
        ),
        files=one.files,
        by=one.by,
        at=one.at,
    )


def _link(one: p.Link | None, at: datetime) -> chain.Link | None:
    if one is None:
        return None
    people = tuple(map(_sealed, one.people))
    return chain.Link(one.number, at, people, _sealed(one.content), one.digest)


def _sealed(one: p.Sealed) -> chain.Sealed:
    return chain.Sealed(one.digest, one.text, one.salt)


def _condition(one: p.Condition) -> condition.Condition:
    terms = None
    if one.owner is not None and one.due is not None and one.set_at is not None:
        terms = condition.Terms(one.owner, one.due, bool(one.before_sharing), one.set_at)
    said, sent_back, confirmed = map(_said, (one.said, one.sent_back, one.confirmed))
    return condition.Condition(one.words, terms, said, sent_back, confirmed)


def _said(one: p.Said | None) -> condition.Said | None:
    return condition.Said(one.by, one.at, one.words) if one else None


def _action(one: p.Action) -> decision.Action:
    fields: dict[str, Any] = {name: getattr(one, name) for name in type(one).model_fields}
    return decision.Action(by=fields.pop("due"), **fields)
