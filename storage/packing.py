"""Answers, decisions and what belongs to them to columns and JSON, and back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from flows.answer import Answer, AnswerKind, Given
from flows.chain import Link, Sealed
from flows.condition import Condition, Said, Terms
from flows.decision import Action, Decision, Query, Verdict
from flows.entry import Entry
from flows.evidence import Evidence, EvidenceKind, FileRef
from flows.reason import Reason
from flows.submission import Submission
from flows.voices import VoiceAnswer, VoiceGroup

Fields = Mapping[str, Any] | RowMapping
"""A row, or what was packed into JSON."""


def answer_columns(given: Given) -> dict[str, Any]:
    """An answer as the columns of `answers` and `answer_changes`."""
    answer = given.answer
    return {
        "kind": answer.kind.value,
        "rating": answer.rating,
        "reason": answer.reason,
        "evidence": answer.evidence,
        "reasons": [
            {"words": one.words, "evidence": one.evidence, "by": one.by, "at": one.at.isoformat()}
            for one in given.reasons
        ],
        "answered_by": given.by,
        "answered_at": given.at,
        "is_median": given.is_median,
    }


def given(row: Fields) -> Given:
    return Given(
        Answer(AnswerKind(row["kind"]), row["rating"], row["reason"], row["evidence"]),
        by=row["answered_by"],
        at=row["answered_at"],
        reasons=tuple(
            Reason(one["words"], one["evidence"], one["by"], datetime.fromisoformat(one["at"]))
            for one in row["reasons"]
        ),
        is_median=row.get("is_median", False),
    )


def packed(given: Given) -> dict[str, Any]:
    """An answer within a submission's JSON. That it is no median goes without saying, as it did before that
    was kept."""
    fields = answer_columns(given)
    if not given.is_median:
        del fields["is_median"]
    return {**fields, "answered_at": given.at.isoformat()}


def unpacked(fields: Fields) -> Given:
    return given({**fields, "answered_at": datetime.fromisoformat(fields["answered_at"])})


def submission_columns(submission: Submission) -> dict[str, Any]:
    return {
        "number": submission.number,
        "submitted_by": submission.by,
        "submitted_at": submission.at,
        "answers": {question: packed(entry) for question, entry in submission.given.items()},
        "evidence": {str(number): mark for number, mark in submission.evidence.items()},
    }


def submission(row: Fields) -> Submission:
    return Submission(
        number=row["number"],
        by=row["submitted_by"],
        at=row["submitted_at"],
        given={question: unpacked(fields) for question, fields in row["answers"].items()},
        evidence={int(number): mark for number, mark in row["evidence"].items()},
    )


def decision_columns(decision: Decision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "verdict": decision.verdict.value,
        "decided_by": decision.by,
        "decided_at": decision.at,
        "submission": decision.submission,
        "mark": decision.mark,
        "words": decision.words,
        "questions": list(decision.questions),
        "acknowledged": list(decision.acknowledged),
        "is_self_review": decision.is_self_review,
        "withdrawn_at": decision.withdrawn_at,
        "withdrawn_why": decision.withdrawn_why,
        "entries": decision.entries,
    }


def decision(row: Fields, conditions: Iterable[Condition]) -> Decision:
    return Decision(
        number=row["number"],
        verdict=Verdict(row["verdict"]),
        by=row["decided_by"],
        at=row["decided_at"],
        submission=row["submission"],
        mark=row["mark"],
        words=row["words"],
        conditions=tuple(conditions),
        questions=tuple(row["questions"]),
        acknowledged=tuple(row["acknowledged"]),
        is_self_review=row["is_self_review"],
        withdrawn_at=row["withdrawn_at"],
        withdrawn_why=row["withdrawn_why"],
        entries=row["entries"],
    )


def condition_columns(condition: Condition) -> dict[str, Any]:
    terms, confirmed = condition.terms, condition.confirmed
    return {
        "text": condition.text,
        "owner": terms.owner if terms else None,
        "by": terms.by if terms else None,
        "before_sharing": terms.before_sharing if terms else None,
        "set_at": terms.at if terms else None,
        **_said_columns("said", condition.said),
        **_said_columns("sent_back", condition.sent_back),
        "confirmed_by": confirmed.by if confirmed else None,
        "confirmed_at": confirmed.at if confirmed else None,
    }


def condition(row: Fields) -> Condition:
    confirmed = row["confirmed_by"]
    return Condition(
        text=row["text"],
        terms=Terms(row["owner"], row["by"], row["before_sharing"], row["set_at"]) if row["owner"] else None,
        said=_said("said", row),
        sent_back=_said("sent_back", row),
        confirmed=Said(confirmed, row["confirmed_at"]) if confirmed else None,
    )


def _said_columns(what: str, said: Said | None) -> dict[str, Any]:
    return {
        f"{what}_by": said.by if said else None,
        f"{what}_at": said.at if said else None,
        f"{what}_words": said.words if said else None,
    }


def _said(what: str, row: Fields) -> Said | None:
    by = row[f"{what}_by"]
    return Said(by, row[f"{what}_at"], row[f"{what}_words"]) if by else None


def action_columns(action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "what": action.what,
        "who": action.who,
        "by": action.by,
        "about": action.about,
        "made_by": action.made_by,
        "made_at": action.made_at,
        "done_by": action.done_by,
        "done_at": action.done_at,
    }


def action(row: Fields) -> Action:
    return Action(
        id=row["id"],
        what=row["what"],
        who=row["who"],
        by=row["by"],
        about=row["about"],
        made_by=row["made_by"],
        made_at=row["made_at"],
        done_by=row["done_by"],
        done_at=row["done_at"],
    )


def query_columns(query: Query) -> dict[str, Any]:
    return {
        "id": query.id,
        "question_id": query.question,
        "asked_by": query.by,
        "asked_of": query.to,
        "words": query.words,
        "at": query.at,
    }


def query(row: Fields) -> Query:
    return Query(
        id=row["id"],
        question=row["question_id"],
        by=row["asked_by"],
        to=row["asked_of"],
        words=row["words"],
        at=row["at"],
    )


def evidence_columns(one: Evidence) -> dict[str, Any]:
    file = one.file
    return {
        "number": one.number,
        "question_id": one.question,
        "kind": one.kind.value,
        "words": one.words,
        "link": one.link,
        "channel_id": one.channel,
        "added_by": one.by,
        "added_at": one.at,
        "said_by": one.said_by or None,
        "file_id": file.id if file else None,
        "file_name": file.name if file else None,
        "media_type": file.media_type if file else None,
        "size": file.size if file else None,
        "sha256": file.sha256 if file else None,
        "deleted_at": file.deleted_at if file else None,
        "taken_back_by": one.taken_back_by,
        "taken_back_at": one.taken_back_at,
    }


def evidence(row: Fields) -> Evidence:
    file = None
    if row["file_id"]:
        names = ("file_name", "media_type", "size", "sha256", "deleted_at")
        file = FileRef(row["file_id"], *(row[name] for name in names))
    return Evidence(
        number=row["number"],
        question=row["question_id"],
        kind=EvidenceKind(row["kind"]),
        words=row["words"],
        link=row["link"],
        channel=row["channel_id"],
        by=row["added_by"],
        at=row["added_at"],
        file=file,
        taken_back_by=row["taken_back_by"],
        taken_back_at=row["taken_back_at"],
        said_by=row["said_by"] or "",
    )


def entry_columns(entry: Entry) -> dict[str, Any]:
    return {
        "field_id": entry.field,
        "value": entry.value,
        "recorded_by": entry.by,
        "recorded_at": entry.at,
    }


def entry(row: Fields) -> Entry:
    return Entry(row["field_id"], row["value"], row["recorded_by"], row["recorded_at"])


def voices_columns(group: VoiceGroup) -> dict[str, Any]:
    return {
        "number": group.number,
        "whose": group.whose,
        "voices": [
            {
                question: {"kind": answer.kind.value, "rating": answer.rating, "words": answer.words}
                for question, answer in voice.items()
            }
            for voice in group.voices
        ],
        "files": list(group.files),
        "added_by": group.by,
        "added_at": group.at,
    }


def voices(row: Fields) -> VoiceGroup:
    return VoiceGroup(
        number=row["number"],
        whose=row["whose"],
        voices=tuple(
            {
                question: VoiceAnswer(AnswerKind(said["kind"]), said["rating"], said["words"])
                for question, said in voice.items()
            }
            for voice in row["voices"]
        ),
        files=tuple(row["files"]),
        by=row["added_by"],
        at=row["added_at"],
    )


def link_columns(link: Link) -> dict[str, Any]:
    """A link as the columns that it has beside what the log says."""
    return {
        "number": link.number,
        "people": [[one.text, one.salt, one.digest] for one in link.people],
        "content": link.content.text,
        "salt": link.content.salt,
        "sealed": link.content.digest,
        "digest": link.digest,
    }


NO_LINK: Mapping[str, None] = dict.fromkeys(("number", "people", "content", "salt", "sealed", "digest"))
"""The same of a row from before there were chains."""


def link(row: Fields) -> Link:
    """Raises ValueError for what was never packed so."""
    people = row["people"]
    if not isinstance(people, list) or not all(isinstance(one, list) and len(one) == 3 for one in people):
        raise ValueError("no people of a link")
    return Link(
        number=row["number"],
        at=row["at"],
        people=tuple(_sealed(digest, text, salt) for text, salt, digest in people),
        content=_sealed(row["sealed"], row["content"], row["salt"]),
        digest=row["digest"],
    )


def _sealed(digest: Any, text: Any, salt: Any) -> Sealed:
    if not isinstance(digest, str) or not all(one is None or isinstance(one, str) for one in (text, salt)):
        raise ValueError("nothing that is sealed")
    return Sealed(digest, text, salt)
