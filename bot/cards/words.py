"""Phrases that several cards share, and short messages made of one of them."""

from bot.cards import blocks
from bot.cards.card import Card
from bot.cards.refs import Do, Ref
from bot.text import count, escape, mention, shorten
from flows.assessment import Assessment, Given
from flows.framework import Question
from flows.progress import Answer
from flows.scoring import PrincipleScore, Status, one_decimal

REASON_SHOWN = 300


def answer_word(answer: Answer | None) -> str:
    """An answer in a word or two."""
    return answer.word if answer else "not answered"


def answer_line(question: Question, given: Given) -> str:
    return f"{escape(question.label)}: {answer_word(given.answer)} · {mention(given.by)}"


def quoted(reason: str, limit: int = REASON_SHOWN) -> str:
    """A reason as people typed it, cut to a length that a phone can bear."""
    return f"“{shorten(' '.join(reason.split()), limit)}”"


def rated_phrase(score: PrincipleScore) -> str:
    """`5 of 6 rated`, with what does not apply."""
    total = len(score.principle.questions)
    away = total - score.applicable
    return f"{score.rated} of {score.applicable} rated" + (
        f" · {count(away, 'does not apply', 'do not apply')}" if away else ""
    )


def score_phrase(score: PrincipleScore) -> str:
    """`4.2 of 5`, or why there is none."""
    if score.status is Status.NOT_APPLICABLE:
        return "not applicable"
    return "no score" if score.score is None else f"{one_decimal(score.score)} of 5"


def band_phrase(score: PrincipleScore) -> str:
    if score.status is Status.TOO_OPEN:
        return "too many open questions"
    return escape(score.band.name) if score.band else ""


def range_phrase(score: PrincipleScore) -> str:
    """Where the score can still go, while questions are open."""
    if not score.open or score.low is None or score.high is None:
        return ""
    return (
        f"between {one_decimal(score.low)} and {one_decimal(score.high)} "
        f"once {count(len(score.open), 'open question is', 'open questions are')} settled"
    )


def note(words: str) -> Card:
    """A short message in our own words; names and labels in it are escaped already."""
    return Card(words, [blocks.section(words)])


def note_with_change(words: str, change: tuple[str, str]) -> Card:
    """The same, with a way to change the answer that it speaks of."""
    assessment_id, question = change
    ref = Ref(assessment_id, 0, question)
    return Card(
        words, [blocks.section(words), blocks.actions(blocks.button("Change", Do.CHANGE, ref.encode()))]
    )


def position(assessment: Assessment, question: Question) -> str:
    """`Question 7 of 18 · Proportionate`."""
    framework = assessment.framework
    return (
        f"Question {framework.number(question.id)} of {len(framework.questions)} · "
        f"{escape(framework.principle_of(question.id).name)}"
    )
