"""Deciding: who decides, what they decide, taking it back, and asking about an answer."""

from dataclasses import dataclass, replace

from bot.cards.text import escape, listed, mention, people, permalink
from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.permissions import (
    DecisionForm,
    acknowledged,
    check_can_be_asked,
    check_can_be_decided,
    check_can_be_withdrawn,
    check_may_choose,
    check_may_close,
    check_may_decide,
    check_reviewers,
    some_words,
)
from bot.use_cases.requests import Act, Refusal
from bot.use_cases.settling import settle
from bot.use_cases.unit_of_work import Desk, anybody, check_may_see
from flows.assessment import Assessment, Submission
from flows.decision import Decision, Query, Verdict
from flows.machine import Trigger
from storage.surface_rows import SurfaceKind
from storage.surfaces import Place, Surfaces

_SAID = {
    Verdict.APPROVE: "approved this",
    Verdict.CONDITIONS: "approved this with conditions",
    Verdict.DECLINE: "declined this",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Decisions(UseCases):
    """Raises FlowError with words for the person, or StoreUnavailable; either way nothing was changed."""

    workspace_url: str = ""

    async def choose_reviewers(self, act: Act, assessment_id: str, reviewers: frozenset[str]) -> Outcome:
        """Only the owner can, until it is decided. What was decided already stays on record and counts."""

        def change(assessment: Assessment, desk: Desk) -> None:
            check_reviewers(reviewers, assessment.involved, self_review=assessment.self_review)
            if reviewers == assessment.reviewers:
                return
            assessment.reviewers = reviewers
            settle(assessment, desk)
            desk.surfaces.want(assessment, SurfaceKind.HEADLINE)
            chosen = people(sorted(reviewers)) or "nobody yet"
            done = " With that, it is decided." if assessment.progress.is_decided else ""
            desk.surfaces.note(assessment, f"{mention(act.person)} chose who decides: {chosen}.{done}")
            desk.log(assessment, "reviewers", chosen=sorted(reviewers))

        return await self._change(act, assessment_id, change, check_may_choose)

    async def decide(self, act: Act, assessment_id: str, form: DecisionForm) -> Outcome:
        """Put a decision on record, bound to the very answers that were seen. Raises Moved, with the
        assessment as it stands now, when it is no longer those that wait for a decision."""

        def change(assessment: Assessment, desk: Desk) -> None:
            submission = check_can_be_decided(assessment, act.person, form.seen)
            if wrong := form.errors(desk.now.date()):
                raise Refusal(" ".join(wrong.values()))
            decision = Decision(
                number=len(assessment.decisions) + 1,
                verdict=form.verdict,
                by=act.person,
                at=desk.now,
                submission=submission.number,
                mark=form.seen,
                words=form.words.strip(),
                conditions=form.conditions if form.verdict is Verdict.CONDITIONS else (),
                questions=_in_order(assessment, form.questions) if form.verdict is Verdict.CHANGES else (),
                acknowledged=acknowledged(assessment, submission, form),
                is_self_review=act.person in assessment.involved,
            )
            assessment.decisions += (decision,)
            if decision.verdict.approves:
                assessment.look_again_on = form.look_again_on
            settle(assessment, desk)
            desk.surfaces.note(assessment, _said(assessment, decision))
            desk.log(
                assessment, decision.verdict.value, decision=decision.number, submission=submission.number
            )
            if decision.verdict is Verdict.CHANGES:
                self._tell_the_team(assessment, submission, decision, desk)

        return await self._change(act, assessment_id, change, check_may_decide)

    async def withdraw(self, act: Act, assessment_id: str, number: int, why: str) -> Outcome:
        """Take a decision back; it stays on record, with the reason. Only who made it can."""

        def change(assessment: Assessment, desk: Desk) -> None:
            decision = check_can_be_withdrawn(assessment, number, act.person)
            reason = some_words(why, "Say in a few words why you withdraw it. The record shows this.")
            taken_back = replace(decision, withdrawn_at=desk.now, withdrawn_why=reason)
            assessment.decisions = tuple(
                taken_back if one.number == number else one for one in assessment.decisions
            )
            settle(assessment, desk)
            words = f"{mention(act.person)} withdrew a decision. The summary says why."
            desk.surfaces.note(assessment, words)
            desk.log(assessment, "withdraw", decision=number)

        # Whoever decided may have lost every other part in it since.
        return await self._change(act, assessment_id, change, anybody)

    async def close(self, act: Act, assessment_id: str) -> Outcome:
        """The end of it: nothing is decided or changed any more."""

        def change(assessment: Assessment, desk: Desk) -> None:
            desk.fire(assessment, Trigger.CLOSE)
            desk.surfaces.note(assessment, f"{mention(act.person)} closed this assessment.")

        return await self._change(act, assessment_id, change, check_may_close)

    async def ask_about(self, act: Act, assessment_id: str, question: str, words: str) -> Outcome:
        """Ask the person who gave an answer about it, in the thread."""

        def change(assessment: Assessment, desk: Desk) -> None:
            submission = check_can_be_asked(assessment)
            known = {one.id for one in assessment.framework.questions}
            if question not in known:
                raise Refusal("Choose the question that you ask about.")
            given = submission.given.get(question)
            to = given.by if given else assessment.owner
            if to == act.person:
                raise Refusal("You are the person to ask about that one: you gave this answer, or own this.")
            asked = Query(
                id=self.new_id(),
                question=question,
                by=act.person,
                to=to,
                words=some_words(words, "Write what you would like to know."),
                at=desk.now,
            )
            assessment.queries += (asked,)
            desk.surfaces.want(assessment, SurfaceKind.QUERY, asked.id)
            desk.log(assessment, "ask_about", question, to=to)

        return await self._change(act, assessment_id, change, check_may_see)

    async def exchanges(self, assessment: Assessment) -> dict[str, str]:
        """The address of each query's message, by the query's id; those that stand in Slack already."""
        places = await self.database.read(
            lambda transaction: Surfaces(transaction).places(assessment.id, SurfaceKind.QUERY)
        )
        return {query: self._address(place) for query, place in places.items()}

    def _tell_the_team(
        self, assessment: Assessment, submission: Submission, decision: Decision, desk: Desk
    ) -> None:
        """Its owner, and whoever gave the answers that are asked about, each in one direct message."""
        answered = (submission.given.get(question) for question in decision.questions)
        told = {assessment.owner, *(given.by for given in answered if given)} - {decision.by}
        thread = assessment.thread_ts
        link = self._address(Place(assessment.channel, thread, None)) if thread else ""
        for person in sorted(told):
            desk.surfaces.tell(
                assessment, person, f"changes {decision.number}", decision=decision.number, link=link
            )

    def _address(self, place: Place) -> str:
        return permalink(self.workspace_url, place.channel, place.ts, place.thread_ts)


def _in_order(assessment: Assessment, chosen: frozenset[str]) -> tuple[str, ...]:
    return tuple(question.id for question in assessment.framework.questions if question.id in chosen)


def _said(assessment: Assessment, decision: Decision) -> str:
    """The line in the thread. What people typed stands on the summary."""
    who = mention(decision.by)
    if decision.verdict is Verdict.CHANGES:
        labels = [escape(assessment.framework.question(question).label) for question in decision.questions]
        return f"{who} asks for changes to {listed(labels)}. The summary says why."
    waiting = assessment.yet_to_decide if assessment.progress.awaits_decision else ()
    more = f" Still to decide: {people(waiting)}." if waiting else ""
    return f"{who} {_SAID[decision.verdict]}.{more}"
