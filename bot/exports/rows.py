"""A row for each assessment, answer, piece of evidence, fact, rating of a panel, and question that people
from outside answered: what the tables of all forms hold, with what the columns mean."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.cards.dots import VIEW_WORDS, median
from bot.cards.known import whose
from bot.cards.words import VERDICT_WORDS, score_phrase
from bot.documents.cells import Value
from bot.exports import outside, panels, sheet, summing_up
from bot.exports.columns import ASSESSMENT, Column, text
from bot.exports.panel_rows import PANEL, panel_rows
from bot.exports.source import Source
from flows.answer import Given
from flows.reason import Reason

ASSESSMENTS = (
    ASSESSMENT,
    text("title", "What it is called."),
    text("what", "What is to be shared, as people typed it."),
    text("with_whom", "Who gets it, as people typed it."),
    text("state", "Where it stands."),
    text("verdict", "What the decisions on the last submission come to; empty: nothing is decided."),
    text("owner", "Whose assessment it is."),
    Column("started", "datetime", "When it was started (UTC)."),
    Column("submitted", "datetime", "When it was last submitted (UTC)."),
    Column("submissions", "integer", "How often it was submitted."),
    Column("decided", "datetime", "When the last decision on that was made (UTC)."),
    text("decided_by", "Who made the decisions that stand."),
    text("conditions", "The conditions of the approval, a line each."),
    text("scores", "The score of each principle. There is no overall score."),
    text("against", "Each question rated 1 or 2, a line each."),
    text("open", "Each question that is not answered or not sure, a line each."),
    text("split", "Each question on which those who answered alone are split, a line each."),
    Column("look_again", "date", "When it is to be looked at again."),
    text("framework", "The questions, with their version."),
    text("last_digest", "The end of the chain of its record: see docs/record.md of Balance."),
)
ANSWERS = (
    ASSESSMENT,
    Column("submission", "integer", "The number of the submission; empty: not submitted."),
    Column("number", "integer", "The place of the question."),
    text("principle", "What the question belongs to."),
    text("question", "The question in short."),
    text("question_text", "The question in full."),
    text("answer", "“rating”, “not sure” or “not applicable”."),
    Column("rating", "integer", "1 to 5. 5 is always the stronger case for sharing."),
    text("level", "What that rating stands for."),
    text("reason", "Why. Before each line stands whose words it is: not only who gave the answer says why."),
    text("evidence", "What shows this, in the same way."),
    text("answered_by", "Who gave the answer, or took the panel’s median as it."),
    Column("answered", "datetime", "When (UTC)."),
)

EVIDENCE = (
    ASSESSMENT,
    Column("piece", "integer", "The number of the piece of evidence."),
    Column("number", "integer", "The place of the question that it is for."),
    text("question", "The question in short."),
    Column("submission", "integer", "The number of the last submission that holds it; empty: none does."),
    text("kind", "“link”, “words”, “file” or “message”."),
    text("words", "What was typed, or said in the message."),
    text("file", "Of a file: its name."),
    text("link", "Where it is, or the message in Slack that it came with."),
    text("media_type", "Of a file: what Slack says that it is."),
    Column("size", "integer", "Of a file: bytes."),
    text("sha256", "Of a file: the SHA-256, in hex; empty: Balance could not read it."),
    Column("deleted", "datetime", "Of a file: when Slack told that it was deleted (UTC)."),
    text("said_by", "Who wrote the words of a message; empty: not known, or who added it typed them."),
    text("added_by", "Who added it."),
    Column("added", "datetime", "When (UTC)."),
    text("taken_back_by", "Who took it back; empty: it stands."),
    Column("taken_back", "datetime", "When (UTC)."),
)


VOICES = (
    ASSESSMENT,
    Column("group", "integer", "The number of the group of people from outside."),
    Column("number", "integer", "The place of the question."),
    text("whose", "Who they are."),
    Column("people", "integer", "How many they are."),
    text("question", "The question in short."),
    *(Column(f"rated_{level}", "integer", f"How many rated it {level}.") for level in range(1, 6)),
    Column("not_sure", "integer", "How many are not sure."),
    Column("not_applicable", "integer", "How many say that it does not apply."),
    text("median", "Of the ratings; “between 2 and 3” where it is no level."),
    text("agreement", "How far they agree: a median says little where they are split."),
    Column("team", "integer", "What the team rated; empty: it has no rating."),
    text("words", "What they wrote, a line each, with what its writer answered."),
    text("brought_in_by", "Who brought it in."),
    Column("brought_in", "datetime", "When (UTC)."),
)

FACTS = (
    ASSESSMENT,
    text("field", "The id of the fact in the sheet."),
    text("group", "What it belongs to."),
    text("label", "What the fact is called."),
    text("state", "“recorded”, “not recorded” or “does not apply”."),
    text("value", "What is recorded: words, an option, or a day."),
    text("recorded_by", "Who recorded it last."),
    Column("recorded", "datetime", "When (UTC)."),
    text("source", "The law or guidance that asks for it."),
    text("sheet", "Which sheet of facts it is of, with its version."),
)


def assessment_rows(source: Source) -> Iterator[tuple[Value, ...]]:
    """One."""
    record, assessment, submission = source.record, source.assessment, source.submission
    found = summing_up.result(source)
    present, verdict = assessment.present_decisions, assessment.verdict
    names = dict.fromkeys(source.name(one.by, one.at) for one in present)
    yield (
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
        "\n".join(question.label for question in panels.split(source)),
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
            _said(source, given, lambda one: one.words),
            _said(source, given, lambda one: one.evidence),
            whose(given, source.name(given.by, given.at)),
            given.at,
        )


def _said(source: Source, given: Given, of: Callable[[Reason], str]) -> str:
    """What each wrote, with their name before each line: no line can pass for another's."""
    named = ((source.name(one.by, one.at), of(one)) for one in given.reasons)
    return "\n".join(_with_name(name, words) for name, words in named if words)


def _with_name(name: str, words: str) -> str:
    lines = words.splitlines(keepends=True)
    return "".join(f"{name}: {line}" if line.strip() else line for line in lines)


def evidence_rows(source: Source) -> Iterator[tuple[Value, ...]]:
    """All that was ever added, also what was taken back."""
    assessment = source.assessment
    for one in assessment.evidence:
        file = one.file
        back = one.taken_back_by
        holding = [made.number for made in assessment.submissions if one.number in made.evidence]
        yield (
            source.record.id,
            one.number,
            assessment.framework.number(one.question),
            assessment.framework.question(one.question).label,
            max(holding, default=None),
            one.kind.value,
            one.words,
            file.name if file else None,
            one.link,
            file.media_type if file else None,
            file.size if file else None,
            file.sha256 if file else None,
            file.deleted_at if file else None,
            source.name(one.said_by, one.at) if one.said_by else None,
            source.name(one.by, one.at),
            one.at,
            source.name(back, one.taken_back_at) if back else None,
            one.taken_back_at,
        )


def fact_rows(source: Source) -> Iterator[tuple[Value, ...]]:
    """One for each field of the sheet, also where nothing is recorded."""
    kept = source.assessment.sheet
    for one in sheet.all_fields(source):
        entry = one.entry
        yield (
            source.record.id,
            one.field.id,
            one.group.name,
            one.field.label,
            "does not apply" if not one.applies else "recorded" if entry else "not recorded",
            one.words or None,
            source.name(entry.by, entry.at) if entry else None,
            entry.at if entry else None,
            one.field.source,
            f"{kept.name}, version {kept.version}" if kept else None,
        )


def voice_rows(source: Source) -> Iterator[tuple[Value, ...]]:
    """One for each group and question that anybody of it answered."""
    for one in outside.heard(source):
        group, said = one.group, one.said
        yield (
            source.record.id,
            group.number,
            source.assessment.framework.number(one.question.id),
            group.whose,
            len(group.voices),
            one.question.label,
            *said.counts,
            said.not_sure,
            said.not_applicable,
            median(said) if said.rated else None,
            VIEW_WORDS[said.view],
            one.team,
            "\n".join(f"{answer.word}: {answer.words}" for answer in one.words) or None,
            outside.by(source, group),
            group.at,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is that of a sheet, `file` that of a file. `key` are the columns that tell the rows of an
    assessment apart; none: there is one."""

    name: str
    file: str
    columns: Sequence[Column]
    rows: Callable[[Source], Iterable[Sequence[Value]]]
    key: tuple[str, ...] = ()


TABLES = (
    Table("Assessment", "assessments.csv", ASSESSMENTS, assessment_rows),
    Table("Answers", "answers.csv", ANSWERS, answer_rows, ("number",)),
    Table("Evidence", "evidence.csv", EVIDENCE, evidence_rows, ("piece",)),
    Table("For the record", "facts.csv", FACTS, fact_rows, ("field",)),
    Table("Panel", "panel.csv", PANEL, panel_rows, ("round", "number", "member")),
    Table("Voices from outside", "voices.csv", VOICES, voice_rows, ("group", "number")),
)
