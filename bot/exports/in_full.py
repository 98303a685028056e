"""What follows the first page of a pack: every answer, what changed between submissions, what happened."""

from bot.cards import evidence, happened, rounds
from bot.cards.history import LEFT_OUT
from bot.cards.known import whose
from bot.cards.text import within_quotes
from bot.cards.words import answer_word
from bot.exports.pack import AnswerEntry, AnswerGroup, Difference, Event, EvidenceEntry, Statement
from bot.exports.source import Source, moment
from flows.activity import Happened
from flows.answer import Given
from flows.evidence import Evidence
from flows.framework import Question
from flows.reason import Reason
from flows.record.kept import with_words
from flows.rounds import moves_of
from flows.scoring import would_have_to_be_true


def groups(source: Source) -> tuple[AnswerGroup, ...]:
    return tuple(
        AnswerGroup(
            principle.name,
            principle.summary,
            tuple(_answer(source, question) for question in principle.questions),
        )
        for principle in source.assessment.framework.principles
    )


def differences(source: Source) -> tuple[Difference, ...]:
    """Of each submission: against the one before it."""
    return tuple(
        Difference(
            f"Submission {one.number}, by {source.by(one.by, one.at)}",
            _lines(source, one.number) if one.number > 1 else ("The first one.",),
        )
        for one in source.assessment.submissions
    )


def events(source: Source) -> tuple[Event, ...]:
    """What happened, oldest first, with what was written then: it may stand nowhere else any more."""
    assessment = source.assessment
    return tuple(
        Event(
            moment(one.at),
            f"{_who(source, one)} {source.plain(happened.in_words(assessment, one), one.at)}.",
            tuple((head, within_quotes(words)) for head, words in happened.written(assessment, one)),
        )
        for one in with_words(source.kept.history, source.kept.changes)
        if one.what not in LEFT_OUT
    )


def _who(source: Source, one: Happened) -> str:
    return source.name(one.by, one.at) if one.by else happened.nobody(one)


def _answer(source: Source, question: Question) -> AnswerEntry:
    given = source.given.get(question.id)
    answer = given.answer if given else None
    rating = answer.rating if answer else None
    return AnswerEntry(
        number=source.assessment.framework.number(question.id),
        label=question.label,
        question=question.text,
        answer=f"{rating} of 5" if rating else answer_word(answer).capitalize(),
        level=question.level(rating) if rating else "",
        by=whose(given, source.by(given.by, given.at)) if given else "",
        said=tuple(_said(source, given, reason) for reason in given.reasons) if given else (),
        evidence=tuple(
            _evidence(source, one)
            for one in source.assessment.evidence_of(source.submission)
            if one.question == question.id
        ),
        needed=would_have_to_be_true(question, answer),
        asked=tuple(
            Statement(f"{source.by(one.by, one.at)}, to {source.name(one.to, one.at)}", one.words, "")
            for one in source.assessment.queries
            if one.question == question.id
        ),
    )


def _evidence(source: Source, one: Evidence) -> EvidenceEntry:
    """Of a file, what tells whether another one is the same."""
    place = f" in channel {one.channel}" if one.channel else ""
    whose = source.plain(evidence.whose_words(one), one.at)
    parts = [
        f"{evidence.kind_words(one)}{whose}{place}, added by {source.by(one.by, one.at)}",
        *(source.plain(words, one.taken_back_at) for words in evidence.became(one)),
    ]
    if one.file and one.file.sha256:
        parts.append(f"SHA-256 {one.file.sha256}")
    return EvidenceEntry(evidence.whole(one), one.link, f"{'. '.join(parts)}.")


def _said(source: Source, given: Given, reason: Reason) -> Statement:
    """Whose words they are is said where not all are of who gave the answer, or where they came later."""
    is_plain = not given.names_reasons and reason.at == given.at
    return Statement("" if is_plain else source.by(reason.by, reason.at), reason.words, reason.evidence)


def _lines(source: Source, submission: int) -> tuple[str, ...]:
    lines = rounds.move_lines(moves_of(source.assessment, submission)) or ["No answer changed."]
    return tuple(source.plain(line).removeprefix("• ") for line in lines)
