"""What reviewers decide, and what the team sets out to do about it.

Learned from the evaluation and the action plan of CNIL's PIA tool (https://github.com/LINCnil/pia).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flows.condition import Condition, TermsForm
from flows.days import is_too_far
from flows.refusals import NotTaken, Refusal, Why
from flows.seen import mark_seen
from flows.triggers import Trigger
from flows.typed import WORDS_MAX, too_long
from flows.visible import visible

MOST_CONDITIONS = 20


class Verdict(StrEnum):
    """What a reviewer can say to a summary."""

    APPROVE = "approve"
    CONDITIONS = "approve_with_conditions"
    CHANGES = "ask_for_changes"
    DECLINE = "decline"

    @property
    def trigger(self) -> Trigger:
        return Trigger(self.value)

    @property
    def approves(self) -> bool:
        return self in (Verdict.APPROVE, Verdict.CONDITIONS)


@dataclass(frozen=True, slots=True)
class Decision:
    """One reviewer's word on one submission. `number` counts from 1 within the assessment.

    `mark` is that of the submission that was seen. `acknowledged` are the questions rated 1 or 2 or open
    that an approval takes note of, `questions` those that changes are asked for. A decision that was
    withdrawn stays on record, with the reason. `entries` is how many of the assessment's entries for the
    record there were when it was made; None: it had no sheet.
    """

    number: int
    verdict: Verdict
    by: str
    at: datetime
    submission: int
    mark: str
    words: str = ""
    conditions: tuple[Condition, ...] = ()
    questions: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()
    is_self_review: bool = False
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""
    entries: int | None = None

    def __post_init__(self) -> None:
        """Raises NotTaken for a decision that says too little or too much."""
        if self.verdict is Verdict.CONDITIONS and not self.conditions:
            raise NotTaken(Why.CONDITION_MISSING)
        if self.verdict is Verdict.CHANGES and not self.questions:
            raise NotTaken(Why.QUESTIONS_MISSING)
        if self.verdict in (Verdict.CHANGES, Verdict.DECLINE) and not self.words.strip():
            raise NotTaken(Why.WHY_MISSING)
        for text in (self.words, *(condition.text for condition in self.conditions)):
            if len(text) > WORDS_MAX:
                raise too_long(len(text))

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What a reviewer fills in. `seen` is the mark of what was shown, `acknowledged` and `questions` are
    ids of questions. `terms` are those of all `conditions`. `look_again_on` None: never."""

    verdict: Verdict
    seen: str
    words: str = ""
    conditions: tuple[str, ...] = ()
    terms: TermsForm = TermsForm()  # noqa: RUF009 - frozen
    questions: frozenset[str] = frozenset()
    acknowledged: frozenset[str] = frozenset()
    look_again_on: date | None = None

    def errors(self, today: date) -> dict[str, Refusal]:
        """What is wrong, by field; empty when it is fine."""
        wrong = {}
        if self.verdict is Verdict.CONDITIONS:
            if not (self.conditions and all(map(visible, self.conditions))):
                wrong["conditions"] = Refusal(Why.CONDITION_MISSING)
            wrong |= self.terms.errors(today)
        if len(self.conditions) > MOST_CONDITIONS:
            wrong["conditions"] = Refusal(
                Why.TOO_MANY_CONDITIONS, length=len(self.conditions), most=MOST_CONDITIONS
            )
        if (longest := max(map(len, self.conditions), default=0)) > WORDS_MAX:
            wrong["conditions"] = too_long(longest)
        if self.verdict is Verdict.CHANGES and not self.questions:
            wrong["questions"] = Refusal(Why.QUESTIONS_MISSING)
        if self.verdict in (Verdict.CHANGES, Verdict.DECLINE) and not visible(self.words):
            wrong["words"] = Refusal(Why.WHY_MISSING)
        if len(self.words) > WORDS_MAX:
            wrong["words"] = too_long(len(self.words))
        if self.verdict.approves and self.look_again_on is not None:
            if self.look_again_on <= today:
                wrong["look_again_on"] = Refusal(Why.DAY_NOT_TO_COME)
            elif is_too_far(self.look_again_on, today):
                wrong["look_again_on"] = Refusal(Why.DAY_TOO_FAR)
        return wrong


@dataclass(frozen=True, slots=True)
class Action:
    """Something to be done: what, who, by when. `about` is a question's id, or the text of a condition."""

    id: str
    what: str
    who: str
    by: date
    about: str
    made_by: str
    made_at: datetime
    done_by: str | None = None
    done_at: datetime | None = None

    @property
    def mark(self) -> str:
        """Of who ticked it off, and when: see `flows/seen.py`."""
        return mark_seen(self.done_by, self.done_at)

    def is_overdue(self, today: date) -> bool:
        return self.done_at is None and self.by < today


@dataclass(frozen=True, slots=True)
class Query:
    """A reviewer's question about one answer, posted in the thread to the person who gave it."""

    id: str
    question: str
    by: str
    to: str
    words: str
    at: datetime


def together(decisions: Iterable[Decision], submission: int, *, needed: frozenset[str]) -> Verdict | None:
    """What the decisions on this submission come to; None while somebody of `needed` has not decided.

    One that asks for changes or declines is enough: the others need not look at what will not stay. Among
    approvals, conditions stand.
    """
    standing = [decision for decision in decisions if decision.stands and decision.submission == submission]
    said = [decision.verdict for decision in standing]
    for verdict in (Verdict.DECLINE, Verdict.CHANGES):
        if verdict in said:
            return verdict
    if not said or not needed <= {decision.by for decision in standing}:
        return None
    return Verdict.CONDITIONS if Verdict.CONDITIONS in said else Verdict.APPROVE
