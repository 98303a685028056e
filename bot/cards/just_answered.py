"""The answer given last, as one line on the card that follows it, with a way to say why."""

from typing import Any

from bot.cards import blocks
from bot.cards.blocks import OPTION_LIMIT
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block
from bot.cards.known import Known
from bot.cards.menus import MenuItem
from bot.cards.text import escape, shorten
from bot.cards.words import answer_word, signed_reasons
from flows.answer import Given
from flows.assessment import Assessment
from flows.framework import Question
from flows.machine import Trigger, can


def line(assessment: Assessment, known: Known) -> list[Block]:
    """Above the question, on one line of a phone."""
    latest = _latest(assessment)
    return [blocks.typed_context(f"✓ {_words(*latest, known)}")] if latest else []


def button(assessment: Assessment) -> dict[str, Any] | None:
    """Leads to the form that is named as it begins, and says whose reason it is about: it stands beside the
    answers to the next question."""
    if (latest := _latest(assessment)) is None:
        return None
    question, given = latest
    label = f"{reason_label(given)}: {question.label}"
    return blocks.button(label, Do.REASON, Ref.of(assessment, question.id).encode())


def more(assessment: Assessment) -> list[MenuItem]:
    """What goes behind the dots beside it."""
    if (latest := _latest(assessment)) is None:
        return []
    question, _ = latest
    label = shorten(f"Add evidence: {question.label}", OPTION_LIMIT)
    return [MenuItem(label, Do.EVIDENCE, Ref.of(assessment, question.id))]


def spoken(assessment: Assessment, known: Known) -> str:
    latest = _latest(assessment)
    if latest is None:
        return ""
    return escape(f"Just answered: {_words(*latest, known)}. {signed_reasons(latest[1], known)}").rstrip()


def reason_label(given: Given) -> str:
    """What the button and the form are called."""
    return "Change the reason" if given.reasons else "Add a reason"


def _latest(assessment: Assessment) -> tuple[Question, Given] | None:
    """Unless it is an answer to the question on the card itself, may not be changed now, or was handed in:
    who comes back to the review weeks later has not just answered anything. Nor has a team that went to
    look at another question: until it is back, the line would be about neither."""
    latest, last, progress = assessment.latest_given, assessment.last_submission, assessment.progress
    if latest is None or latest[0] == assessment.state or progress.return_to is not None:
        return None
    question_id, given = latest
    if progress.at_review and last and last.given.get(question_id) == given:
        return None
    if not can(progress, Trigger.GO_TO, question_id):
        return None
    return assessment.framework.question(question_id), given


def _words(question: Question, given: Given, known: Known) -> str:
    """As typed. With a name, not a mention: this card is drawn with every answer, and a mention would call
    the person each time."""
    return known.signed(f"{question.label}: {answer_word(given.answer)}", given)
