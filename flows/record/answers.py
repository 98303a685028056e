"""Answers as a record writes them: those that stand, that ever stood, and that were handed in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flows import answer, framework, scoring, submission
from flows.record import parts as p
from flows.record.kept import Changed

Ref = Callable[[str, datetime], str]
"""How a record writes a person, who has to do with it at that moment."""


def all_answers(
    asked: framework.Framework, given: Mapping[str, answer.Given], ref: Ref
) -> tuple[p.Answer, ...]:
    """In the order of the questions."""
    return tuple(
        p.Answer(**_answer(asked, question.id, given[question.id], ref))
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
            p.Reason(words=one.words, evidence=one.evidence, by=ref(one.by, one.at), at=one.at)
            for one in given.reasons
        ),
        "by": ref(given.by, given.at),
        "at": given.at,
        "is_median": given.is_median,
    }


def answer_change(asked: framework.Framework, one: Changed, ref: Ref, begun: datetime) -> p.AnswerChange:
    return p.AnswerChange(
        **_answer(asked, one.question, one.given, ref),
        changed_by=None if one.by is None else ref(one.by, one.at or begun),
        changed_at=one.at,
    )


def submitted(asked: framework.Framework, one: submission.Submission, ref: Ref) -> p.Submission:
    found = scoring.assess(asked, one.answers)
    return p.Submission(
        number=one.number,
        by=ref(one.by, one.at),
        at=one.at,
        mark=one.mark(asked),
        scores=tuple(map(_score, found.principles)),
        answers=all_answers(asked, one.given, ref),
        evidence=tuple(
            p.SubmittedEvidence(number=number, mark=mark) for number, mark in sorted(one.evidence.items())
        ),
    )


def _score(one: scoring.PrincipleScore) -> p.Score:
    shown = {
        name: None if value is None else scoring.one_decimal(value)
        for name, value in {"score": one.score, "low": one.low, "high": one.high}.items()
    }
    return p.Score(
        principle=one.principle.id,
        status=one.status,
        band=one.band.name if one.band else None,
        rated=one.rated,
        applicable=one.applicable,
        marks=one.marks,
        **shown,
    )
