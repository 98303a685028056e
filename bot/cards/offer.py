"""A question back: “is this what you meant?” One person sees it, and nothing is stored until they say so."""

import json
from dataclasses import dataclass, replace

from bot.cards import blocks
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Card
from bot.cards.text import escape
from bot.cards.words import answer_word, given_word
from flows.assessment import Assessment
from flows.framework import Question
from flows.hearing.wishes import WISHES
from flows.intents import NAMES, Intent, Keep, NotApplicable, NotSure, Rate, Resume, Submit
from flows.states import State

VALUE_LIMIT = 2_000
"""https://docs.slack.dev/reference/block-kit/block-elements/button-element"""

NOT_THERE = (
    "What you typed last is not saved: Slack says that you are not in that channel any more. Once you are, "
    "please type it again."
)
_WITH_REASON = (Rate, NotSure, NotApplicable)


@dataclass(frozen=True, slots=True)
class Offered:
    """What one button of an offer carries. `ref` is where the assessment stood; its question is the one to
    change, if it is not the one being asked. `ts` is of the message that was typed."""

    ref: Ref
    ts: str
    intent: Intent

    @property
    def resumes(self) -> bool:
        """Whether it was made in a pause: what is chosen goes on with the assessment first."""
        return self.ref.seen == State.PAUSED

    def encode(self) -> str:
        reason = self.intent.reason if isinstance(self.intent, _WITH_REASON) else ""
        rating = self.intent.rating if isinstance(self.intent, Rate) else 0
        parts = [self.ref.encode(), self.ts, NAMES[type(self.intent)], rating, reason]
        return json.dumps(parts, ensure_ascii=False)

    @classmethod
    def decode(cls, value: str) -> "Offered":
        """Raises ValueError for anything that `encode` did not make."""
        try:
            parts = json.loads(value)
        except RecursionError:
            raise ValueError("lists in lists") from None
        match parts:
            case [str(ref), str(ts), str(name), int(rating), str(reason)]:
                return cls(Ref.decode(ref), ts, _intent(name, rating, reason))
            case _:
                raise ValueError("not one of our values")


def _intent(name: str, rating: int, reason: str) -> Intent:
    if name == NAMES[Rate] and rating in range(1, 6):
        return Rate(rating, reason)
    if name == NAMES[NotSure]:
        return NotSure(reason)
    if name == NAMES[NotApplicable]:
        return NotApplicable(reason)
    if name in WISHES:
        return WISHES[name]
    raise ValueError("not one of our values")


def can_be_chosen(intent: Intent) -> bool:
    """Whether a button can carry it: an answer that is complete, or a wish that says nothing more."""
    if isinstance(intent, NotApplicable):
        return bool(intent.reason)
    return isinstance(intent, _WITH_REASON) or intent in WISHES.values()


def fits(offered: list[Offered]) -> bool:
    """Whether each fits into a button; a reason of thousands of characters does not."""
    return all(len(one.encode()) <= VALUE_LIMIT for one in offered)


def about(assessment: Assessment, question: str = "") -> Ref:
    """Where the assessment stands as an offer is made; `question` is the one to change."""
    ref = Ref.of(assessment, question)
    return replace(ref, seen=State.PAUSED) if assessment.progress.is_paused else ref


def card(offered: list[Offered], assessment: Assessment) -> Card:
    """Each choice with a button, and a no."""
    first, framework = offered[0], assessment.framework
    elsewhere = framework.question(first.ref.question) if first.ref.question else None
    if elsewhere and isinstance(first.intent, _WITH_REASON):
        words = _elsewhere(offered, assessment, elsewhere)
    else:
        words = _words(first.intent, assessment)
    if isinstance(first.intent, _WITH_REASON) and first.intent.reason:
        words = f"{words} Your reason is kept with it."
    if first.resumes and isinstance(first.intent, _WITH_REASON):
        words = f"This assessment is paused. {words}"
    yes = [
        blocks.button(_label(one), f"{Do.OFFER}_{number}", one.encode())
        for number, one in enumerate(offered, start=1)
    ]
    no = blocks.button("No", Do.REFUSE_OFFER, offered[0].ref.encode())
    return Card(words, [blocks.section(words), blocks.actions(*yes, no)])


def _elsewhere(offered: list[Offered], assessment: Assessment, question: Question) -> str:
    """Which question it is for, by number, as that is how people name them; and what stands there."""
    named = f"question {assessment.framework.number(question.id)}, {escape(question.label)},"
    given = assessment.given.get(question.id)
    to = " or ".join(_answer(one.intent) for one in offered)
    change = f"Change {named} from {given_word(given)} to {to}?" if given else f"Answer {named} with {to}?"
    return f"{change} Nothing is saved yet."


def _answer(intent: Intent) -> str:
    return str(intent.rating) if isinstance(intent, Rate) else NAMES[type(intent)].replace("_", " ")


def _words(intent: Intent, assessment: Assessment) -> str:
    question, stands = assessment.progress.question_at_hand, assessment.progress.answer_here
    label = escape(question.label) if question else "this question"
    match intent:
        case Keep() if assessment.to_confirm:
            before = answer_word(assessment.to_confirm.answer)
            return f"Last time, the answer to {label} was {before}. Keep it? Nothing is saved yet."
        case Keep() if stands:
            return f"The answer to {label} is {answer_word(stands)}. Keep it? Nothing is changed yet."
        case Submit():
            what = "Are you done" if assessment.panel_of else "Hand this assessment in as it stands"
            return f"{what}? Nothing is handed in yet."
        case NotSure(skips=True):
            return f"{label} has no answer yet. Save not sure, and go on? Nothing is saved yet."
        case Rate():
            return f"Is this your answer to {label}? Nothing is saved yet."
        case NotSure() | NotApplicable():
            return f"Save this for {label}? Nothing is saved yet."
        case _:
            return f"Did you mean {NAMES[type(intent)]}?"


def _label(offered: Offered) -> str:
    save = "Resume and save" if offered.resumes else "Save"
    match offered.intent:
        case Rate(rating=rating):
            return f"{save} {rating}"
        case NotSure():
            return f"{save} not sure"
        case NotApplicable():
            return f"{save} not applicable"
        case Keep():
            return "Keep it"
        case Resume() if not offered.resumes:
            return "Show the question"
        case _:
            return f"Yes, {NAMES[type(offered.intent)]}"
