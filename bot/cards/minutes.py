"""The minutes that a thread becomes: what was answered to each question of a principle, why, and by whom."""

from bot.cards import blocks
from bot.cards.card import Card
from bot.cards.known import Known
from bot.cards.text import escape
from bot.cards.words import (
    answer_word,
    band_phrase,
    level_words,
    quoted,
    range_phrase,
    rated_phrase,
    score_phrase,
)
from flows.answer import Given
from flows.assessment import Assessment
from flows.framework import Question
from flows.scoring import score_principle

REASON_SHOWN = 200


def of_principle(assessment: Assessment, principle_id: str, known: Known) -> Card:
    """In the thread once a principle is done: its score so far, and a line for each of its questions."""
    framework = assessment.framework
    principle = next(one for one in framework.principles if one.id == principle_id)
    score = score_principle(framework, principle, assessment.progress.answers)
    parts = [score_phrase(score) + " so far", band_phrase(score), rated_phrase(score), range_phrase(score)]
    figures = " · ".join(part for part in parts if part)
    name = escape(principle.name)
    lines = [
        f"{framework.number(question.id)}. {question.label}: {answered(assessment, question, known)}"
        for question in principle.questions
    ]
    return Card(
        "\n".join([f"{name}: {figures}.", *map(escape, lines)]),
        [blocks.section(f"*{name}*  {figures}"), *blocks.typed_sections(lines)],
    )


def answered(assessment: Assessment, question: Question, known: Known) -> str:
    """`4, It is written down (was 2, Tom) · Amina · “we asked them”`. As typed."""
    given = assessment.given.get(question.id)
    if given is None:
        return answer_word(None)
    said = level_words(question, given.answer)
    before = known.earlier.get(question.id)
    if before is not None:
        said += f" (was {answer_word(before.answer)}, {known.plain_name(before.by)})"
    return " · ".join([said, known.plain_name(given.by), *_reasons(given, known)])


def _reasons(given: Given, known: Known) -> list[str]:
    """Each in quotes of its own, with the name of who wrote it where somebody else answered."""
    said = [reason for reason in given.reasons if reason.words]
    return [
        f"{'' if one.by == given.by else f'{known.plain_name(one.by)}: '}"
        f"{quoted(one.words, REASON_SHOWN // len(said))}"
        for one in said
    ]
