"""Whether what somebody did was meant for what stands now: the card may be an old one, the message late."""

from bot.use_cases.requests import Act
from flows.answer import Answer
from flows.assessment import Assessment
from flows.refusals import OutOfDate, Why
from flows.states import ENDED, State
from storage.surfaces import Surfaces

_ENDED = {
    State.APPROVED: Why.APPROVED_MEANWHILE,
    State.APPROVED_WITH_CONDITIONS: Why.APPROVED_WITH_CONDITIONS_MEANWHILE,
    State.DECLINED: Why.DECLINED_MEANWHILE,
    State.CLOSED: Why.CLOSED_MEANWHILE,
    State.ABANDONED: Why.ABANDONED_MEANWHILE,
}


class AnsweredBefore(OutOfDate):
    """The question of an old card has an answer, which this person may change: of which assessment and
    question."""

    def __init__(self, assessment: Assessment, question: str) -> None:
        given = assessment.given[question]
        super().__init__(
            Why.ANSWERED_BEFORE,
            people=[given.by],
            questions=[assessment.framework.question(question)],
            answer=given.answer,
        )
        self.change = (assessment.id, question)


def out_of_date(assessment: Assessment, question: str | None) -> OutOfDate:
    """What to tell somebody who used a card that is no longer current."""
    if assessment.state in ENDED:
        return OutOfDate(_ENDED.get(assessment.state, Why.SUBMITTED_SINCE))
    if question and question in assessment.given:
        return AnsweredBefore(assessment, question)
    return OutOfDate(Why.CARD_OUT_OF_DATE)


def said_just_so(assessment: Assessment, question: str | None, answer: Answer | None, person: str) -> bool:
    """Whether this very answer of this very person stands already."""
    given = assessment.given.get(question) if question else None
    return bool(given and answer and given.by == person and given.answer.says_the_same_as(answer))


def check_turn(assessment: Assessment, turn: int | None) -> None:
    """Raises OutOfDate for a card of an earlier turn."""
    if turn is not None and turn != assessment.turn:
        raise out_of_date(assessment, None)


def check_in_time(assessment: Assessment, act: Act) -> None:
    """A message that Slack delivers after a later one was taken was meant for what was there before:
    taken now, a late "4" would answer a question that its writer had not seen. Raises OutOfDate."""
    if float(act.ts) <= float(assessment.moved_ts):
        raise OutOfDate(Why.LATE_MESSAGE)


def check_meant_for_this(assessment: Assessment, act: Act, surfaces: Surfaces) -> None:
    """A rating typed before the present question was in sight was meant for the one before.

    Whoever answered that one may type on without waiting; for everybody else the first answer stands.
    """
    latest = assessment.latest_given
    if latest is None or assessment.moved_by in (None, act.person) or latest[1].by != assessment.moved_by:
        return
    in_sight = surfaces.card_in_sight(assessment)
    if in_sight is None or float(act.ts) <= float(in_sight):
        raise out_of_date(assessment, latest[0])
