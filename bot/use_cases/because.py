"""Which answer a typed “because …” is for: it names none."""

from typing import Final

from bot.use_cases.in_time import follows_last_move
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows.activity import Happened
from flows.assessment import Assessment
from flows.edges import ANSWERING
from flows.refusals import OutOfDate, Refusal, Why
from flows.triggers import Trigger
from storage.answering import earlier_answers

_GOES_ON: Final = frozenset((*ANSWERING, Trigger.KEEP))
"""After these the next question is asked, and what is said is still of the one before."""


def explained_by(assessment: Assessment, act: Act, unit: UnitOfWork) -> str | None:
    """The question: the one in front of them, where they went back to its answer; else the one that they
    answered last. None: they have answered nothing. Raises OutOfDate for what was typed before that, and
    Refusal where they went to one without an answer, or where a colleague went back to another one, as nobody
    knows then which of the two is meant."""
    here, moved = assessment.state, _last_move(assessment, unit)
    if moved is None or moved.what in _GOES_ON or assessment.progress.question is None:
        return _answered_last(assessment, act, unit)
    follows, is_own = follows_last_move(assessment, act, unit), moved.by == act.person
    if follows is False:  # typed before that
        return _answered_last(assessment, act, unit)
    if here not in assessment.given:
        if is_own and moved.what == Trigger.GO_TO:
            raise Refusal(Why.NO_ANSWER_YET)
        return _answered_last(assessment, act, unit)
    if is_own or assessment.panel_of:
        if follows is None:
            raise _same_moment(assessment, here)
        return here
    last = _answered_last(assessment, act, unit)
    if last not in (None, here):
        number = assessment.framework.number(here)
        raise Refusal(Why.REASON_OF_WHICH, questions=[assessment.framework.question(here)], number=number)
    return last


def _last_move(assessment: Assessment, unit: UnitOfWork) -> Happened | None:
    """What brought it to where it stands."""
    return unit.repository.activity.latest(assessment.id, [trigger.value for trigger in Trigger])


def _answered_last(assessment: Assessment, act: Act, unit: UnitOfWork) -> str | None:
    try:
        question = assessment.last_answered_by(act.person)
    except OutOfDate as anew:
        # Whoever gave the very same answer after them has taken nothing from them.
        question = anew.questions[0].id
        also = earlier_answers(unit.repository.transaction, assessment).get(question)
        if also is None or act.person not in also.also:
            raise
    if question is not None:
        _check_after_answer(assessment, act, unit, question)
    return question


def _check_after_answer(assessment: Assessment, act: Act, unit: UnitOfWork, question: str) -> None:
    """Whether it was typed once its author had given the answer that they gave last. Raises OutOfDate: a late
    one was for an answer before. Who gave but one can have meant no other. Once somebody else has gone on,
    there is no telling, as it is kept only of the last move when that was on Slack's clock: then it is taken
    for what its author answered last."""
    if assessment.moved_by != act.person or len(assessment.answers_of(act.person)) == 1:
        return
    follows = follows_last_move(assessment, act, unit)
    if follows is False:
        raise OutOfDate(Why.LATE_MESSAGE)
    if follows is None:
        raise _same_moment(assessment, question)


def _same_moment(assessment: Assessment, question: str) -> OutOfDate:
    return OutOfDate(Why.SAME_MOMENT, questions=[assessment.framework.question(question)])
