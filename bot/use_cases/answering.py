"""The use cases of answering, up to handing in."""

from bot.use_cases.base import Outcome, UseCases, could_lose_decision
from bot.use_cases.because import explained_by
from bot.use_cases.in_time import (
    check_in_time,
    check_turn,
    check_window,
    is_second_tap,
    out_of_date,
    said_just_so,
)
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork, told
from flows.answer import Answer
from flows.assessment import Assessment
from flows.deciding import check_decisions_seen
from flows.notes import Note
from flows.panel_acts import IN_A_BALLOT
from flows.permissions import check_owns
from flows.reason import one_after_the_other
from flows.refusals import NotPossible, Refusal, Why
from flows.triggers import Trigger
from storage.surface_rows import SurfaceKind


class Answering(UseCases):
    """What people do with an assessment until it is handed in."""

    answers_alone = True

    async def move(
        self,
        act: Act,
        assessment_id: str,
        trigger: Trigger,
        *,
        turn: int | None = None,
        question: str | None = None,
        answer: Answer | None = None,
        to: str | None = None,
        fresh_card: bool = False,
        decisions: str | None = None,
        warned: bool = True,
    ) -> Outcome:
        """Fire a trigger. `turn` and `question` are those of the card that was clicked, so that an old
        card never overwrites, and a second tap answers nothing; `fresh_card` brings the card to the bottom
        of the thread. `decisions` is the mark of those in force when a window asked first. `warned` False:
        they filled in a form which did not say that who decides no longer can then."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            _check_own(assessment, trigger)
            if turn is not None and turn != assessment.turn:
                kept = assessment.before.get(question or "") if trigger is Trigger.KEEP else None
                said = kept.answer if kept else answer
                if said_just_so(assessment, question, said, act.person, keeps=kept is not None):
                    return  # a double click
                raise out_of_date(assessment, question)
            check_decisions_seen(assessment, decisions)
            if not warned and could_lose_decision(assessment, unit):
                raise Refusal(Why.ANSWER_COSTS_DECISION)
            if is_second_tap(assessment, act, unit, trigger, answer):
                return
            unit.fire(assessment, trigger, answer=answer, to=to, fresh_card=fresh_card)

        return await self._change(act, assessment_id, change)

    async def type(
        self,
        act: Act,
        assessment_id: str,
        trigger: Trigger,
        *,
        answer: Answer | None = None,
        to: str | None = None,
    ) -> Outcome:
        """The same for a typed reply: a new card at the bottom, a check mark on the message."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            _check_own(assessment, trigger)
            check_in_time(assessment, act, unit, trigger, to=to)
            unit.fire(assessment, trigger, answer=answer, to=to, fresh_card=True)
            unit.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def submit(
        self, act: Act, assessment_id: str, *, turn: int | None = None, typed: bool = False
    ) -> Outcome:
        """Hand in, and want the summary in the channel."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            check_turn(assessment, turn)
            if typed:
                check_in_time(assessment, act, unit, Trigger.SUBMIT)
            moved = assessment.submit(unit.by, unit.rules_of(assessment.channel))
            unit.log_move(assessment, moved)
            unit.show_move(assessment, moved)
            if len(assessment.submissions) > 1:
                unit.note(assessment, Note.SUBMITTED_AGAIN, people=assessment.yet_to_decide)
            if typed:
                unit.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def give_reason(
        self,
        act: Act,
        assessment_id: str,
        question: str,
        reason: str,
        evidence: str | None = None,
        *,
        seen: str = "",
        warned: bool = False,
    ) -> Outcome:
        """Put this person's reason (and evidence) to an answer. `seen` is what they had before them: raises
        OutOfDate if that is another answer now, or they have explained it otherwise since. `warned`: they
        know that who decides no longer can once they have written a reason."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            given = assessment.given.get(question)
            if given and seen:
                given.check_in_sight(act.person, seen)
            if not warned and could_lose_decision(assessment, unit):
                raise Refusal(Why.REASON_COSTS_DECISION)
            _explain(assessment, unit, question, reason, evidence)

        return await self._change(act, assessment_id, change)

    async def add_reason(self, act: Act, assessment_id: str, reason: str) -> Outcome:
        """A typed "because …", after what its author has written there."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            question = explained_by(assessment, act, unit)
            if question is None:
                raise Refusal(Why.NOTHING_ANSWERED)
            own = assessment.given[question].reason_of(act.person)
            words = one_after_the_other(own.words, reason) if own else reason
            _explain(assessment, unit, question, words)
            unit.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def undo(self, act: Act, assessment_id: str) -> Outcome:
        """Back to the answer that this person gave last, to give it anew; it stands until then."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            question = assessment.last_answered_by(act.person)
            if question is None:
                raise Refusal(Why.NOTHING_TO_UNDO)
            check_in_time(assessment, act, unit, Trigger.GO_TO, to=question, moves_with=True)
            unit.fire(assessment, Trigger.GO_TO, to=question, fresh_card=True)
            unit.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def bring_card(self, act: Act, assessment_id: str, *, typed: bool = False) -> Outcome:
        """A fresh card at the bottom of the thread, and on from a pause."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            if assessment.progress.is_paused:
                if typed:  # or what came late would take a pause back that was typed after it
                    check_in_time(assessment, act, unit, Trigger.RESUME)
                unit.fire(assessment, Trigger.RESUME, fresh_card=True)
            else:
                unit.surfaces.move_card(assessment)
            if typed:
                unit.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def abandon(
        self, act: Act, assessment_id: str, *, turn: int | None = None, decisions: str | None = None
    ) -> Outcome:
        """End it without a summary. Only the owner can. `turn`, and the mark of the `decisions` in force, are
        those of the window that asked first."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            if assessment.panel_of:
                raise NotPossible(Why.NOT_IN_A_BALLOT)
            check_owns(assessment, unit.by, Why.ONLY_OWNER_ABANDONS)
            check_window(assessment, turn, decisions)
            moved = assessment.abandon(unit.by)
            unit.log_move(assessment, moved)
            unit.show_move(assessment, moved)

        return await self._change(act, assessment_id, change)


def _check_own(assessment: Assessment, trigger: Trigger) -> None:
    """In a ballot nobody goes past the panel that it is of."""
    if assessment.panel_of and trigger not in IN_A_BALLOT:
        raise NotPossible(Why.NOT_IN_A_BALLOT)


def _explain(
    assessment: Assessment, unit: UnitOfWork, question: str, reason: str, evidence: str | None = None
) -> None:
    before = assessment.given.get(question)
    assessment.explain(question, unit.by, reason, evidence)
    given = assessment.given[question]
    if given == before:
        return
    unit.surfaces.want(assessment, SurfaceKind.CARD)
    unit.show_answer(assessment, question)
    stands = given.reason_of(unit.act.person) is not None
    unit.log(assessment, "reason" if stands else "take_back_reason", question)
    if given.by != unit.act.person:
        what = Note.EXPLAINED if stands else Note.TOOK_BACK_REASON
        unit.note(assessment, what, question=question, **told(given))
