"""A row for each answer, and one for each assessment: what the tables of all forms hold, with what the
columns mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards.words import VERDICT_WORDS, score_phrase
from bot.exports import summing_up
from bot.exports.source import Source

Value = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is a datatype of CSVW: https://www.w3.org/TR/tabular-data-primer/#datatypes."""

    name: str
    kind: str
    means: str


def _text(name: str, means: str) -> Column:
    return Column(name, "string", means)


_ASSESSMENT = _text("assessment", "The id of the assessment.")
ASSESSMENTS = (
    _ASSESSMENT,
    _text("title", "What it is called."),
    _text("what", "What is to be shared, as people typed it."),
    _text("with_whom", "Who gets it, as people typed it."),
    _text("state", "Where it stands."),
    _text("verdict", "What the decisions on the last submission come to; empty: nothing is decided."),
    _text("owner", "Whose assessment it is."),
    Column("started", "datetime", "When it was started (UTC)."),
    Column("submitted", "datetime", "When it was last submitted (UTC)."),
    Column("submissions", "integer", "How often it was submitted."),
    Column("decided", "datetime", "When the last decision on that was made (UTC)."),
    _text("decided_by", "Who made the decisions that stand."),
    _text("conditions", "The conditions of the approval, a line each."),
    _text("scores", "The score of each principle. There is no overall score."),
    _text("against", "Each question rated 1 or 2, a line each."),
    _text("open", "Each question that is not answered or not sure, a line each."),
    Column("look_again", "date", "When it is to be looked at again."),
    _text("framework", "The questions, with their version."),
    _text("last_digest", "The end of the chain of its record: see docs/record.md of Balance."),
)
ANSWERS = (
    _ASSESSMENT,
    Column("submission", "integer", "The number of the submission; empty: not submitted."),
    Column("number", "integer", "The place of the question."),
    _text("principle", "What the question belongs to."),
    _text("question", "The question in short."),
    _text("question_text", "The question in full."),
    _text("answer", "“rating”, “not sure” or “not applicable”."),
    Column("rating", "integer", "1 to 5. 5 is always the stronger case for sharing."),
    _text("level", "What that rating stands for."),
    _text("reason", "Why, in the words of those who answered."),
    _text("evidence", "What shows this, in their words."),
    _text("answered_by", "Who gave the answer."),
    Column("answered", "datetime", "When (UTC)."),
)


def assessment_row(source: Source) -> tuple[Value, ...]:
    record, assessment, submission = source.record, source.assessment, source.submission
    found = summing_up.result(source)
    present, verdict = assessment.present_decisions, assessment.verdict
    names = dict.fromkeys(source.name(one.by, one.at) for one in present)
    return (
        record.id,
        record.title,
        record.about,
        record.recipients,
        summing_up.state(source),
        VERDICT_WORDS[verdict] if verdict else None,
        source.name(assessment.owner),
        record.created_at,
        submission.at if submission else None,
        len(record.submissions),
        max((one.at for one in present), default=None),
        ", ".join(names),
        "\n".join(condition.text for one in present for condition in one.conditions),
        "\n".join(f"{one.principle.name}: {score_phrase(one)}" for one in found.principles),
        "\n".join(summing_up.doubts(found.cons)),
        "\n".join(summing_up.doubts(found.open)),
        record.looks.again_on,
        f"{record.framework.name}, version {record.framework.version}",
        summing_up.last_digest(source),
    )


def answer_rows(source: Source) -> Iterator[tuple[Value, ...]]:
    """Of what was submitted last; before that, of the answers so far."""
    submission, framework = source.submission, source.assessment.framework
    for question in framework.questions:
        given = source.given.get(question.id)
        if given is None:
            continue
        answer = given.answer
        yield (
            source.record.id,
            submission.number if submission else None,
            framework.number(question.id),
            framework.principle_of(question.id).name,
            question.label,
            question.text,
            answer.kind.value.replace("_", " "),
            answer.rating,
            question.level(answer.rating) if answer.rating else None,
            answer.reason,
            answer.evidence,
            source.name(given.by, given.at),
            given.at,
        )
