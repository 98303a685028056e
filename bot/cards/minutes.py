"""The minutes that a thread becomes: what was answered to each question of a principle, why, and by whom."""

from bot.cards import blocks
from bot.cards.card import Card
from bot.cards.known import Known
from bot.cards.text import escape, few, listed
from bot.cards.words import answer_word, band_phrase, range_phrase, rated_phrase, score_phrase, signed_reasons
from flows.answer import Given
from flows.assessment import Assessment
from flows.earlier import Earlier
from flows.framework import Question
from flows.scoring import score_principle

REASON_SHOWN = 200
ALSO_NAMED = 3
"""People beside who answered last."""


def of_principle(assessment: Assessment, principle_id: str, known: Known) -> Card:
    """In the thread once a principle is done: its score, and a line for each of its questions."""
    framework = assessment.framework
    principle = next(one for one in framework.principles if one.id == principle_id)
    score = score_principle(framework, principle, assessment.progress.answers)
    parts = [score_phrase(score), band_phrase(score), rated_phrase(score), range_phrase(score)]
    figures = " · ".join(part for part in parts if part)
    name = escape(principle.name)
    asked = [(question, assessment.given.get(question.id)) for question in principle.questions]
    heads = [f"{framework.number(one.id)}. {one.label}: {_head(one, given, known)}" for one, given in asked]
    more = [_more(one, given, known) for one, given in asked]
    spoken = [f"{head}. {why}" if why else head for head, why in zip(heads, more, strict=True)]
    lines = [f"{head}\n{why}\n" if why else f"{head}\n" for head, why in zip(heads, more, strict=True)]
    return Card(
        "\n".join([f"{name}: {figures}.", *map(escape, spoken)]),
        [blocks.section(f"*{name}*  {figures}"), *blocks.typed_sections(lines)],
    )


def answered(question: Question, given: Given, known: Known) -> str:
    """`4 · Amina Yusuf (was 2, Tom Fletcher). It is written down. “we asked them”`. As typed."""
    return f"{_head(question, given, known)}. {_more(question, given, known)}".rstrip()


def _head(question: Question, given: Given | None, known: Known) -> str:
    """What was answered and by whom, who else has answered just so, and what it was before."""
    if given is None:
        return answer_word(None)
    said = known.signed(answer_word(given.answer), given)
    before = known.earlier.get(question.id, Earlier())
    also, other = [known.plain_name(one) for one in before.also], before.other
    more = [f"also {listed(few(also, ALSO_NAMED))}"] if also else []
    more += [f"was {known.signed(answer_word(other.answer), other, ', ')}"] if other else []
    return f"{said} ({'; '.join(more)})" if more else said


def _more(question: Question, given: Given | None, known: Known) -> str:
    """The words of the level, and each reason in quotes of its own, with the name of who wrote it where
    somebody else answered."""
    if given is None:
        return ""
    rating = given.answer.rating
    said = signed_reasons(given, known)
    return f"{question.level(rating)} {said}".rstrip() if rating else said
