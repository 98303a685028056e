"""A row for each rating that somebody gave alone: a table of its own."""

from collections.abc import Iterator
from decimal import Decimal

from bot.cards.dots import VIEW_WORDS, two_places
from bot.documents.cells import Value
from bot.exports.columns import ASSESSMENT, Column, text
from bot.exports.panels import member
from bot.exports.source import Source
from flows.panel import Dissent, Panel, Round
from flows.seen_otherwise import round_of

PANEL = (
    ASSESSMENT,
    Column("round", "integer", "1 is the first; each later one is a question that was rated again."),
    Column("number", "integer", "The place of the question."),
    Column("member", "integer", "The number of whoever gave the rating, in their panel."),
    text("who", "Who that is. Where names do not stand beside ratings: their number."),
    text("question", "The question in short."),
    text("answer", "“rating”, “not sure” or “not applicable”."),
    Column("rating", "integer", "1 to 5. 5 is always the stronger case for sharing."),
    text("level", "What that rating stands for."),
    text("reason", "Why, in their words."),
    text("evidence", "What shows this, in their words."),
    text(
        "sees_otherwise",
        "How they saw it, with this rating, where the team answered differently; empty: they did not say. "
        "Who said so again is quoted again, below an empty line.",
    ),
    text(
        "otherwise_than",
        "What the team had answered each time. “not kept”: by an earlier version.",
    ),
    text("agreement", "How far people agree on the question in this round, in a word."),
    Column(
        "agreement_a", "decimal", "The same as van der Eijk's A: 1 all at one level, -1 half at either end."
    ),
    Column("revealed", "datetime", "When it was shown (UTC)."),
)


def panel_rows(source: Source) -> Iterator[tuple[Value, ...]]:
    """One for each rating of each round that was revealed."""
    panel = source.assessment.panel
    for one in panel.rounds if panel else ():
        if panel and one.is_revealed:
            yield from _of_round(source, panel, one)


def _of_round(source: Source, panel: Panel, one: Round) -> Iterator[tuple[Value, ...]]:
    framework = source.assessment.framework
    for question in framework.questions:
        agreement, otherwise = one.agreement.get(question.id), _otherwise(panel, question.id, one)
        for number, answer in sorted(one.answers.get(question.id, {}).items()):
            yield (
                source.record.id,
                one.number,
                framework.number(question.id),
                number,
                member(source, panel, number),
                question.label,
                answer.kind.value.replace("_", " "),
                answer.rating,
                question.level(answer.rating) if answer.rating else None,
                answer.reason,
                answer.evidence,
                "\n\n".join(said.words for said in otherwise.get(number, ())) or None,
                ", ".join(_than(said) for said in otherwise.get(number, ())) or None,
                VIEW_WORDS[agreement.view] if agreement else None,
                Decimal(two_places(agreement.a)) if agreement and agreement.rated else None,
                one.revealed_at,
            )


def _otherwise(panel: Panel, question: str, one: Round) -> dict[int, list[Dissent]]:
    """What was said with the ratings of this round, by number."""
    return {
        dissent.number: [said for said in (*dissent.earlier, dissent) if round_of(panel, said) == one.number]
        for dissent in panel.dissents
        if dissent.question == question
    }


def _than(said: Dissent) -> str:
    return said.team.word if said.team else "not kept"
