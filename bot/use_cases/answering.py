"""The use cases of answering, up to handing in; and what is read and remembered on the way."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from bot.use_cases.base import Outcome, UseCases, check_in_view, could_lose_decision
from bot.use_cases.in_time import (
    check_after_answer,
    check_in_time,
    check_turn,
    check_window,
    is_second_tap,
    out_of_date,
    said_just_so,
)
from bot.use_cases.requests import Act, NotThere
from bot.use_cases.unit_of_work import UnitOfWork
from flows.activity import Happened
from flows.answer import Answer
from flows.assessment import Assessment
from flows.deciding import check_decisions_seen
from flows.notes import Note
from flows.panel_acts import IN_A_BALLOT
from flows.permissions import check_owns
from flows.reason import one_after_the_other
from flows.refusals import NotPossible, OutOfDate, Refusal, Why
from flows.triggers import Trigger
from storage.activity import ActivityLog
from storage.deduplication import OFFERED, SeenEvents
from storage.last_words import LastWords
from storage.surface_rows import SurfaceKind
from storage.transaction import Transaction
from storage.workspace import Workspace


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
    ) -> Outcome:
        """Fire a trigger. `turn` and `question` are those of the card that was clicked, so that an old
        card never overwrites, and a second tap answers nothing; `fresh_card` brings the card to the bottom
        of the thread. `decisions` is the mark of those in force when a window asked first."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            _check_own(assessment, trigger)
            if turn is not None and turn != assessment.turn:
                kept = assessment.before.get(question or "") if trigger is Trigger.KEEP else None
                said = kept.answer if kept else answer
                if said_just_so(assessment, question, said, act.person, keeps=kept is not None):
                    return  # a double click
                raise out_of_date(assessment, question)
            check_decisions_seen(assessment, decisions)
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
        """Put this person's reason (and evidence) to an answer. `seen` is the mark of the answer that they
        saw: if it is another one now, nothing is changed. `warned`: they know that who decides no longer can
        once they have written a reason."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            given = assessment.given.get(question)
            if given and seen and given.mark != seen:
                raise Refusal(Why.CHANGED_MEANWHILE, people=[given.by], answer=given.answer)
            if not warned and could_lose_decision(assessment, unit):
                raise Refusal(Why.REASON_COSTS_DECISION)
            _explain(assessment, unit, question, reason, evidence)

        return await self._change(act, assessment_id, change)

    async def add_reason(self, act: Act, assessment_id: str, reason: str) -> Outcome:
        """A typed "because …": goes to the answer that this person gave last, after what is there."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            question = assessment.last_answered_by(act.person)
            if question is None:
                raise Refusal(Why.NOTHING_ANSWERED)
            check_after_answer(assessment, act, unit, question)
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

    async def take_offered(
        self,
        act: Act,
        assessment_id: str,
        trigger: Trigger,
        answer: Answer,
        *,
        turn: int,
        question: str,
        message: str,
        in_a_pause: bool = False,
    ) -> Outcome:
        """An answer that was offered back to its author, and chosen. It died if anything moved since `turn`.
        `question`: change the answer there, which is still this person's. `message` gets the check mark.
        `in_a_pause`: it was paused then, and goes on now."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            # All that follows a pause is to go on, or to abandon it: if a colleague has gone on meanwhile and
            # did nothing else, the same question is asked.
            gone_on = in_a_pause and not assessment.progress.is_paused and assessment.turn == turn + 1
            if not gone_on:
                check_turn(assessment, turn, Why.OFFER_OUT_OF_DATE)
            if assessment.progress.is_paused:
                unit.fire(assessment, Trigger.RESUME)
            if question and question != assessment.state:
                given = assessment.given.get(question)
                if given is None or given.by != act.person:
                    raise OutOfDate(Why.OFFER_OUT_OF_DATE)
                unit.fire(assessment, Trigger.GO_TO, to=question)
            unit.fire(assessment, trigger, answer=answer, fresh_card=True)
            unit.surfaces.tick(assessment, message)

        return await self._change(act, assessment_id, change)

    async def may_offer(self, act: Act, assessment_id: str, choices: Collection[str]) -> bool:
        """Whether this message may be offered back: once, and not to somebody who refused two today. If so,
        these `choices` are remembered, as their buttons carry them."""

        def work(transaction: Transaction) -> bool:
            seen = SeenEvents(transaction, act.workspace)
            refused = _refusals(act, assessment_id, self.now())
            if seen.knows(refused[-1]) or not seen.first_time(act.key, self.now()):
                return False
            for choice in choices:
                seen.first_time(_offered(act, assessment_id, choice), self.now())
            return True

        return await self.database.write(work)

    async def offered(self, act: Act, assessment_id: str, choice: str) -> Assessment:
        """For whom this very `choice` was offered: the message that it names gets the check mark, and its
        moment counts. Raises OutOfDate, and whatever `in_view` does."""

        def work(transaction: Transaction) -> Assessment:
            found = self._found(transaction, act.workspace, assessment_id)
            check_in_view(transaction, found, act)
            if not SeenEvents(transaction, act.workspace).knows(_offered(act, assessment_id, choice)):
                raise OutOfDate(Why.OFFER_OUT_OF_DATE)
            return found

        return await self.database.read(work)

    async def refuse_offer(self, act: Act, assessment_id: str) -> None:
        """Remember that an offer was not what somebody meant."""

        def work(transaction: Transaction) -> None:
            seen = SeenEvents(transaction, act.workspace)
            if seen.first_time(act.key, self.now()):
                any(seen.first_time(key, self.now()) for key in _refusals(act, assessment_id, self.now()))

        await self.database.write(work)

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

    # --- reading and remembering

    async def get(self, workspace: Workspace, assessment_id: str) -> Assessment:
        """For what Balance itself goes on with. Raises NotThere for an id that is not of this workspace."""
        return await self.database.read(
            lambda transaction: self._found(transaction, workspace, assessment_id)
        )

    async def in_view(self, act: Act, assessment_id: str, *, of_others: bool = False) -> Assessment:
        """The same for whoever acts, if they can see it at this moment, and in their ballot what is
        `of_others`. Raises NotThere, NotAllowed, and MustAsk where that is to be found out first."""

        def work(transaction: Transaction) -> Assessment:
            found = self._found(transaction, act.workspace, assessment_id)
            check_in_view(transaction, found, act, of_others=of_others)
            return found

        return await self.database.read(work)

    def _found(self, transaction: Transaction, workspace: Workspace, assessment_id: str) -> Assessment:
        found = self._repository(transaction, workspace).get(assessment_id)
        if found is None:
            raise NotThere
        return found

    async def happened(
        self, workspace: Workspace, assessment_id: str, *, without: Collection[str], skip: int, most: int
    ) -> tuple[list[Happened], int]:
        """A page of its activity log, latest first, and how many rows there are in all."""

        def work(transaction: Transaction) -> tuple[list[Happened], int]:
            log = ActivityLog(transaction, workspace)
            return log.happened(assessment_id, without=without, skip=skip, most=most)

        return await self.database.read(work)

    async def choose_words(self, workspace: Workspace, person: str, choices: tuple[str, ...]) -> str:
        """One of `choices`, and never the one that this person was told last."""

        def work(transaction: Transaction) -> str:
            said = LastWords(transaction, workspace)
            last = said.to(person)
            words = next(choice for choice in choices if choice != last)
            said.remember(person, words)
            return words

        return await self.database.write(work)

    async def first_words(self, workspace: Workspace, person: str, words: str) -> bool:
        """Remember these as what this person was told last; False if they were told or written anything
        before."""

        def work(transaction: Transaction) -> bool:
            said = LastWords(transaction, workspace)
            if said.to(person):
                return False
            said.remember(person, words)
            return not said.was_written_to(person)

        return await self.database.write(work)

    async def first_time(self, workspace: Workspace, key: str) -> bool:
        """Whether this is new; from now on it is not."""
        return await self.database.write(
            lambda transaction: SeenEvents(transaction, workspace).first_time(key, self.now())
        )


def _offered(act: Act, assessment_id: str, choice: str) -> str:
    digest = sha256(choice.encode(errors="surrogatepass")).hexdigest()
    return f"{OFFERED}:{assessment_id}:{act.person}:{digest}"


def _refusals(act: Act, assessment_id: str, now: datetime) -> tuple[str, str]:
    """The keys of the first and the second refusal of a day."""
    day = f"no-offer:{assessment_id}:{act.person}:{now.date()}"
    return f"{day}:1", f"{day}:2"


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
        unit.note(assessment, what, question=question, answerer=given.by)
