"""The answer given last, on the card that follows it: with a way to say why, or to change it."""

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block
from bot.cards.text import escape
from bot.cards.words import answer_word, reason_blocks, spoken_reason
from flows.answer import Given
from flows.assessment import Assessment
from flows.framework import Question
from flows.machine import Trigger, can


def offer(assessment: Assessment) -> list[Block]:
    if (latest := _latest(assessment)) is None:
        return []
    question, given = latest
    ref = Ref.of(assessment, question.id).encode()
    drawn = [blocks.divider(), blocks.context(f"Just answered: {_answered(question, given)}")]
    drawn += reason_blocks(given)
    label = "Add or change a reason" if given.reasons else "Add a reason"
    drawn.append(
        blocks.actions(blocks.button(label, Do.REASON, ref), blocks.button("Change", Do.CHANGE, ref))
    )
    return drawn


def spoken(assessment: Assessment) -> str:
    latest = _latest(assessment)
    return f"Just answered: {_answered(*latest)}.{spoken_reason(latest[1])}" if latest else ""


def _latest(assessment: Assessment) -> tuple[Question, Given] | None:
    """Unless it is an answer to the question on the card itself, may not be changed now, or was handed in:
    who comes back to the review weeks later has not just answered anything."""
    latest, last = assessment.latest_given, assessment.last_submission
    if latest is None or latest[0] == assessment.state:
        return None
    question_id, given = latest
    if assessment.progress.at_review and last and last.given.get(question_id) == given:
        return None
    if not can(assessment.progress, Trigger.GO_TO, question_id):
        return None
    return assessment.framework.question(question_id), given


def _answered(question: Question, given: Given) -> str:
    """Without a name: this card is drawn with every answer, and a mention calls the person each time."""
    return f"{escape(question.label)}: {answer_word(given.answer)}"
