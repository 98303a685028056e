"""Deciding: who decides, what they decide, taking it back, and asking about an answer."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.in_time import check_window
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork, about_decision
from flows import look_log
from flows.assessment import Assessment
from flows.changes import Moved
from flows.deciding import check_may_choose, has_approval, made_it, reviewers_mark
from flows.decision import Decision, DecisionForm, Verdict
from flows.notes import ABOUT_LOOK, Note, Told
from flows.permissions import check_may_close, check_may_see
from flows.refusals import Why
from flows.seen import check_seen
from storage.surface_rows import SurfaceKind
from storage.surfaces import Place, Surfaces


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Deciding(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed. `address_of` makes the address
    of a message."""

    address_of: Callable[[Place], str] = lambda place: ""

    async def choose_reviewers(
        self, act: Act, assessment_id: str, reviewers: frozenset[str], *, seen: str | None = None
    ) -> Outcome:
        """For the owner and the governance leads, until it is decided. What was decided already stays on
        record and counts. `seen` is the mark of who was chosen when the form was opened."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            rules, chosen = unit.rules_of(assessment.channel), assessment.reviewers
            check_may_choose(assessment, unit.by, rules)
            if reviewers == chosen:
                return
            check_seen(reviewers_mark(assessment), seen, Why.REVIEWERS_CHANGED, sorted(chosen))
            self._settle(assessment, unit, assessment.choose_reviewers(reviewers, unit.by, rules))
            unit.surfaces.want(assessment, SurfaceKind.HEADLINE)
            unit.tell_who_decides(assessment)

        return await self._change(act, assessment_id, change, may=None)

    async def decide(self, act: Act, assessment_id: str, form: DecisionForm) -> Outcome:
        """Put a decision on record, bound to the very answers and facts that were seen. Raises MovedOn,
        with the assessment as it stands now, when it is no longer those that wait for a decision, or when
        it would take back unseen the day to look again that somebody else set."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            approved, before = has_approval(assessment), assessment.look_again_on
            decided = assessment.decide(unit.by, form)
            self._settle(assessment, unit, decided.moves)
            decision = decided.decision
            _say(assessment, unit, decision)
            unit.log(
                assessment,
                decision.verdict.value,
                decision=decision.number,
                submission=decision.submission,
            )
            if approved and decision.verdict.approves and assessment.look_again_on != before:
                _say_other_day(assessment, unit, before)
            if decision.verdict is Verdict.CHANGES:
                self._tell_the_team(assessment, decision, unit)

        return await self._change(act, assessment_id, change, may=None)

    async def withdraw(self, act: Act, assessment_id: str, number: int, why: str) -> Outcome:
        """Take a decision back; it stays on record, with the reason. Only who made it can, also who has
        lost every other part in it since."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            before, log = assessment.look_again_on, unit.repository.activity
            known = [one for what in look_log.OF_LOOK for one in log.of_kind(assessment.id, what)]
            self._settle(assessment, unit, assessment.withdraw(number, unit.by, why, known))
            unit.note(assessment, Note.WITHDREW)
            unit.log(assessment, "withdraw", decision=number)
            if has_approval(assessment) and assessment.look_again_on != before:
                _say_other_day(assessment, unit, before)
            self._tell_withdrawal(assessment, number, unit)

        return await self._change(act, assessment_id, change, may=None)

    async def close(
        self, act: Act, assessment_id: str, *, turn: int | None = None, decisions: str | None = None
    ) -> Outcome:
        """The end of it: nothing is decided or changed any more. `turn`, and the mark of the `decisions` in
        force, are those of the window that asked first: what it closes is what stood in it."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            check_may_close(assessment, unit.by)
            check_window(assessment, turn, decisions)
            moved = assessment.close(unit.by)
            unit.log_move(assessment, moved)
            unit.show_move(assessment, moved)
            unit.note(assessment, Note.CLOSED)

        return await self._change(act, assessment_id, change, may=None)

    async def ask_about(
        self, act: Act, assessment_id: str, question: str, words: str, *, seen: int | None = None
    ) -> Outcome:
        """Ask the person who gave an answer about it, in the thread. `seen` is the number of the submission
        in which they read it."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            query = assessment.ask_about(self.new_id(), question, words, unit.by, seen=seen)
            unit.surfaces.want(assessment, SurfaceKind.QUERY, query.id)
            unit.log(assessment, "ask_about", question, to=query.to)

        return await self._change(act, assessment_id, change, check_may_see)

    async def exchanges(self, assessment: Assessment) -> dict[str, str]:
        """The address of each query's message, by the query's id; those that stand in Slack already."""
        places = await self.database.read(
            lambda transaction: Surfaces(transaction).places(assessment.id, SurfaceKind.QUERY)
        )
        return {query: self.address_of(place) for query, place in places.items()}

    def _tell_the_team(self, assessment: Assessment, decision: Decision, unit: UnitOfWork) -> None:
        """Its owner, and whoever gave the answers that are asked about, each in one direct message."""
        submission = assessment.submissions[decision.submission - 1]
        answered = (submission.given.get(question) for question in decision.questions)
        told = {assessment.owner, *(given.by for given in answered if given)} - {decision.by}
        for person in sorted(told):
            self._tell(assessment, person, Told.CHANGES_ASKED, decision.number, unit)

    def _settle(self, assessment: Assessment, unit: UnitOfWork, moves: Collection[Moved]) -> None:
        unit.show_moves(assessment, moves)
        if assessment.submissions:
            unit.surfaces.want(assessment, SurfaceKind.SUMMARY)
            unit.surfaces.want(assessment, SurfaceKind.HEADLINE)
        if moves and assessment.decided and unit.act.person != assessment.owner:
            verdict, _ = assessment.decided
            number = made_it(assessment, verdict)[-1].number
            self._tell(assessment, assessment.owner, Told.DECIDED, number, unit)

    def _tell_withdrawal(self, assessment: Assessment, number: int, unit: UnitOfWork) -> None:
        """Its owner; and what people were told of any decision on these answers says how it is now."""
        withdrawn = next(one for one in assessment.decisions if one.number == number)
        for decision in assessment.decisions:
            if decision.submission == withdrawn.submission:
                unit.surfaces.tell_otherwise(assessment, about_decision(decision.number))
        unit.surfaces.tell_otherwise(assessment, ABOUT_LOOK)
        if unit.act.person != assessment.owner:
            self._tell(assessment, assessment.owner, Told.WITHDREW, number, unit)

    def _tell(self, assessment: Assessment, person: str, told: Told, number: int, unit: UnitOfWork) -> None:
        """In a direct message, about the decision with this number."""
        about = f"withdrawal {number}" if told is Told.WITHDREW else about_decision(number)
        # What is to be changed stands in the thread; all else is read on the summary.
        to_thread = told is Told.CHANGES_ASKED
        link = unit.link(assessment, self.address_of, to_thread=to_thread)
        unit.surfaces.tell(assessment, person, told, about, decision=number, link=link)


def _say_other_day(assessment: Assessment, unit: UnitOfWork, before: date | None) -> None:
    """Where somebody who decides as well had set another day to look again, or takes theirs back."""
    on = assessment.look_again_on
    unit.log(assessment, look_log.SET_DAY, **look_log.logged(before, on))
    unit.note(assessment, Note.LOOK_DAY, day=on.isoformat() if on else None)


def _say(assessment: Assessment, unit: UnitOfWork, decision: Decision) -> None:
    """The line in the thread, with who is still to decide."""
    waiting = assessment.yet_to_decide if assessment.progress.awaits_decision else ()
    terms = decision.conditions[0].terms if decision.conditions else None
    unit.note(
        assessment,
        Note.DECIDED,
        verdict=decision.verdict.value,
        questions=decision.questions,
        people=waiting,
        to=terms.owner if terms else "",
        **({"lacks": True} if assessment.lacks_decider else {}),
    )
