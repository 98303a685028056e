"""Whether what somebody did was meant for what stands now: the card may be an old one, the message late."""

from bot.use_cases.requests import Act, message_key
from bot.use_cases.unit_of_work import UnitOfWork
from flows.answer import Answer
from flows.assessment import Assessment
from flows.deciding import check_decisions_seen
from flows.edges import ANSWERING
from flows.machine import can
from flows.refusals import OutOfDate, Why
from flows.states import ENDED, State
from flows.triggers import Trigger
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces

GOOD_TO = 1.0
"""Seconds to which a message's `ts` compares with a click's moment, and with Slack's time as known here."""

SECOND_TAP = 1.5
"""Seconds, by the `action_ts` that Slack gives clicks. Two taps of one finger were measured 0.45 s apart."""

_ANYWHERE = (Trigger.PAUSE, Trigger.GO_TO)
"""What can be typed and does the same wherever the assessment stands."""

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


def out_of_date(
    assessment: Assessment, question: str | None, otherwise: Why = Why.CARD_OUT_OF_DATE
) -> OutOfDate:
    """What to tell somebody who used a card that is no longer current."""
    if assessment.state in ENDED:
        return OutOfDate(_ENDED.get(assessment.state, Why.SUBMITTED_SINCE))
    if question and question in assessment.given:
        return AnsweredBefore(assessment, question)
    return OutOfDate(otherwise)


def said_just_so(
    assessment: Assessment, question: str | None, answer: Answer | None, person: str, *, keeps: bool = False
) -> bool:
    """Whether this very answer of this very person stands already. One that brings other words is another,
    but who `keeps` what was answered last time brings none of their own."""
    given = assessment.given.get(question) if question else None
    if not (given and answer and given.by == person and given.answer.says_the_same_as(answer)):
        return False
    own = given.reason_of(person)
    return keeps or answer.reason in ("", own.words if own else "")


def is_second_tap(
    assessment: Assessment, act: Act, unit: UnitOfWork, trigger: Trigger, answer: Answer | None
) -> bool:
    """Whether the finger that gave the last answer came down twice: the same person chose the same again, or
    kept what was answered last time, before anybody can have read the next question, which took the place of
    the last one under their finger."""
    latest, keeps = assessment.latest_given, trigger is Trigger.KEEP and assessment.to_confirm is not None
    if latest is None or assessment.moved_by != act.person:
        return False
    if latest[0] == assessment.state or latest[1].at != assessment.updated_at:
        return False  # what moved last was no answer to another question
    since = float(act.ts) - float(assessment.moved_ts)
    same = keeps or said_just_so(assessment, latest[0], answer, act.person)
    if not (same and 0 <= since < SECOND_TAP):
        return False
    was_typed = unit.repository.seen.knows(message_key(assessment.channel, assessment.moved_ts))
    return not was_typed


def check_turn(assessment: Assessment, turn: int | None, otherwise: Why = Why.CARD_OUT_OF_DATE) -> None:
    """Raises OutOfDate for a card, or an offer, of an earlier turn."""
    if turn is not None and turn != assessment.turn:
        raise out_of_date(assessment, None, otherwise)


def check_window(assessment: Assessment, turn: int | None, decisions: str | None) -> None:
    """The same for what a window asks first: it does that to what stood in it, and to nothing else.
    `decisions` is the mark of those that were in force then."""
    if turn is not None and turn != assessment.turn:
        raise out_of_date(assessment, None) if assessment.is_over else OutOfDate(Why.WINDOW_OUT_OF_DATE)
    check_decisions_seen(assessment, decisions)


def check_in_time(
    assessment: Assessment,
    act: Act,
    unit: UnitOfWork,
    trigger: Trigger,
    *,
    to: str | None = None,
    moves_with: bool = False,
) -> None:
    """Whether typed words were meant for what stands now. Raises OutOfDate.

    Slack may deliver a message after a later act was taken: a late "4" would then answer a question that its
    writer had not seen. Where both came in the same moment, nobody knows which was first: then whoever typed
    is asked, unless the words do the same anywhere. `moves_with`: where they lead to hangs on the last answer
    of whoever typed, so that they do not where that came in the same moment.
    """
    follows = follows_last_move(assessment, act, unit)
    if follows is False:
        raise OutOfDate(Why.LATE_MESSAGE)
    confirms = trigger is Trigger.KEEP and assessment.to_confirm is not None
    if (trigger in ANSWERING or confirms) and _follows_card(assessment, act, unit.surfaces) is None:
        follows = None
    takes_it = confirms or can(assessment.progress, trigger, to)
    same_anywhere = trigger in _ANYWHERE and not (moves_with and assessment.moved_by == act.person)
    if follows is None and takes_it and not same_anywhere:
        asked = assessment.progress.question
        raise OutOfDate(Why.SAME_MOMENT, questions=[asked] if asked else [])


def follows_last_move(assessment: Assessment, act: Act, unit: UnitOfWork) -> bool | None:
    """Whether it was typed after whatever moved it last; None: there is no telling."""
    if assessment.turn == 0:
        return True  # nothing did, and no reply is older than its thread
    moved = assessment.moved_ts
    follows = _follows(act.ts, moved)
    if follows is None and unit.repository.seen.knows(message_key(assessment.channel, moved)):
        return _follows(act.ts, moved, exactly=True)
    card = unit.surfaces.card_in_sight(assessment)
    if follows is None and card and card.exactly and _follows(act.ts, card.since, exactly=True):
        return True  # it stands below the card that the move has brought
    return follows


def _follows_card(assessment: Assessment, act: Act, surfaces: Surfaces) -> bool | None:
    """A rating typed before the present question was in sight was meant for the one before: raises OutOfDate.
    None: there is no telling.

    Whoever answered that one may type on without waiting; for everybody else the first answer stands.
    """
    latest = assessment.latest_given
    if latest is None or assessment.moved_by in (None, act.person) or latest[1].by != assessment.moved_by:
        return True
    if not surfaces.has(assessment, SurfaceKind.CARD):
        return True  # it was imported, and the card in sight is from before that
    card = surfaces.card_in_sight(assessment)
    follows = card is not None and _follows(act.ts, card.since, exactly=card.exactly)
    if follows is False:
        raise out_of_date(assessment, latest[0])
    return follows


def _follows(ts: str, moment: str, *, exactly: bool = False) -> bool | None:
    """Whether a message of this `ts` came after that moment; None: there is no telling. `exactly`: the moment
    is the `ts` of a message too. Only these are in order to the last digit: on some servers what stands after
    the point counts within the second, and clicks are dated by another clock."""
    apart = float(ts) - float(moment)
    return None if not exactly and abs(apart) < GOOD_TO else apart > 0
