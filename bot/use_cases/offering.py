"""Answers that are offered back to who typed them, as buttons: to choose one, and to refuse them all."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from bot.use_cases.base import Outcome, UseCases, check_in_view, found
from bot.use_cases.in_time import check_turn
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows.answer import Answer
from flows.assessment import Assessment
from flows.refusals import NotAllowed, OutOfDate, Why
from flows.triggers import Trigger
from storage.deduplication import OFFERED, SeenEvents
from storage.transaction import Transaction


class Offering(UseCases):
    """What comes of a reply that may have meant an answer."""

    answers_alone = True

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
        `question`: answer that one, and go on from here. `message` gets the check mark.
        `in_a_pause`: it was paused then, and goes on now."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            # All that follows a pause is to go on, or to abandon it: if a colleague has gone on meanwhile and
            # did nothing else, the same question is asked.
            gone_on = in_a_pause and not assessment.progress.is_paused and assessment.turn == turn + 1
            if not gone_on:
                check_turn(assessment, turn, Why.OFFER_OUT_OF_DATE)
            if assessment.progress.is_paused:
                if act.of_partner:
                    raise NotAllowed(Why.PARTNERS_ANSWER)
                unit.fire(assessment, Trigger.RESUME)
            if question and question != assessment.state:
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
            assessment = found(self._repository(transaction, act.workspace), assessment_id)
            check_in_view(transaction, assessment, act)
            if not SeenEvents(transaction, act.workspace).knows(_offered(act, assessment_id, choice)):
                raise OutOfDate(Why.OFFER_OUT_OF_DATE)
            return assessment

        return await self.database.read(work)

    async def refuse_offer(self, act: Act, assessment_id: str) -> None:
        """Remember that an offer was not what somebody meant."""

        def work(transaction: Transaction) -> None:
            seen = SeenEvents(transaction, act.workspace)
            if not seen.first_time(act.key, self.now()):
                return
            for refusal in _refusals(act, assessment_id, self.now()):
                if seen.first_time(refusal, self.now()):
                    break  # the second is written down only where the first was before

        await self.database.write(work)


def _offered(act: Act, assessment_id: str, choice: str) -> str:
    digest = sha256(choice.encode(errors="surrogatepass")).hexdigest()
    return f"{OFFERED}:{assessment_id}:{act.person}:{digest}"


def _refusals(act: Act, assessment_id: str, now: datetime) -> tuple[str, str]:
    """The keys of the first and the second refusal of a day."""
    day = f"no-offer:{assessment_id}:{act.person}:{now.date()}"
    return f"{day}:1", f"{day}:2"
