"""The use cases of answering, up to handing in; and what is read and remembered on the way."""

from collections.abc import Collection

from bot.cards.text import mention, people
from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act, NotAllowed, NotThere, Refusal
from bot.use_cases.unit_of_work import (
    Desk,
    check_in_time,
    check_meant_for_this,
    out_of_date,
    said_just_so,
)
from flows.activity import Happened
from flows.assessment import Assessment, Submission
from flows.machine import Trigger
from flows.progress import Answer
from storage.activity import ActivityLog
from storage.deduplication import SeenEvents
from storage.last_words import LastWords
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind
from storage.transaction import Transaction
from storage.workspace import Workspace


class Assessments(UseCases):
    """What people do with an assessment until it is handed in."""

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
    ) -> Outcome:
        """Fire a trigger. `turn` and `question` are those of the card that was clicked, so that an old
        card never overwrites; `fresh_card` brings the card to the bottom of the thread."""

        def change(assessment: Assessment, desk: Desk) -> None:
            if turn is not None and turn != assessment.turn:
                kept = assessment.before.get(question or "") if trigger is Trigger.KEEP else None
                if said_just_so(assessment, question, kept.answer if kept else answer, act.person):
                    return  # a double click
                raise out_of_date(assessment, question, act.person)
            desk.fire(assessment, trigger, answer=answer, to=to, fresh_card=fresh_card)

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

        def change(assessment: Assessment, desk: Desk) -> None:
            check_in_time(assessment, act)
            if answer is not None or (trigger is Trigger.KEEP and assessment.to_confirm):
                check_meant_for_this(assessment, act, desk.surfaces)
            desk.fire(assessment, trigger, answer=answer, to=to, fresh_card=True)
            desk.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def submit(
        self, act: Act, assessment_id: str, *, turn: int | None = None, typed: bool = False
    ) -> Outcome:
        """Hand in: keep a snapshot, and want the summary in the channel."""

        def change(assessment: Assessment, desk: Desk) -> None:
            if turn is not None and turn != assessment.turn:
                raise out_of_date(assessment, None, act.person)
            if typed:
                check_in_time(assessment, act)
            desk.fire(assessment, Trigger.SUBMIT)
            # The rules of deciding are those that hold when it is handed in; later ones hold for later ones.
            rules = SettingsStore(desk.repository.transaction, act.workspace).channel(assessment.channel)
            assessment.all_decide, assessment.self_review = rules.all_decide, rules.self_review
            number = len(assessment.submissions) + 1
            assessment.submissions += (
                Submission(number, by=act.person, at=desk.now, given=dict(assessment.given)),
            )
            desk.surfaces.want(assessment, SurfaceKind.SUMMARY)
            if number > 1:
                # The summary is changed in place, of which Slack tells nobody: this calls who decides.
                waiting = people(assessment.yet_to_decide)
                can = f" {waiting} can decide now." if waiting else ""
                words = f"{mention(act.person)} submitted this again.{can} The summary says what changed."
                desk.surfaces.note(assessment, words)
            if typed:
                desk.surfaces.tick(assessment, act.ts)

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
    ) -> Outcome:
        """Put this reason (and evidence) to an answer, in place of what was there. `seen` is the mark of
        the answer that the person saw: if it is another one now, nothing is changed."""

        def change(assessment: Assessment, desk: Desk) -> None:
            given = assessment.given.get(question)
            if given is None:
                raise Refusal("This question has no answer yet. Answer it first, then add the reason.")
            if seen and given.mark != seen:
                raise Refusal(
                    f"{mention(given.by)} changed this answer meanwhile: it is {given.answer.word} now. "
                    "Close this window and open it again to add a reason to that."
                )
            desk.reason(assessment, question, given.answer.with_reason(reason, evidence))

        return await self._change(act, assessment_id, change)

    async def add_reason(self, act: Act, assessment_id: str, reason: str) -> Outcome:
        """A typed "because …": goes to the answer that this person gave last, after what is there."""

        def change(assessment: Assessment, desk: Desk) -> None:
            mine = [entry for entry in assessment.given.items() if entry[1].by == act.person]
            if not mine:
                raise Refusal("You have not answered a question here yet. Answer one, then add the reason.")
            question, given = max(mine, key=lambda entry: entry[1].at)
            words = f"{given.answer.reason}\n{reason}" if given.answer.reason else reason
            desk.reason(assessment, question, given.answer.with_reason(words))
            desk.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def bring_card(self, act: Act, assessment_id: str, *, typed: bool = False) -> Outcome:
        """A fresh card at the bottom of the thread, and on from a pause."""

        def change(assessment: Assessment, desk: Desk) -> None:
            if assessment.progress.is_paused:
                desk.fire(assessment, Trigger.RESUME, fresh_card=True)
            else:
                desk.surfaces.move_card(assessment)
            if typed:
                desk.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def abandon(self, act: Act, assessment_id: str, *, turn: int | None = None) -> Outcome:
        """End it without a summary. Only the owner can."""

        def change(assessment: Assessment, desk: Desk) -> None:
            if act.person != assessment.owner:
                raise NotAllowed(f"Only {mention(assessment.owner)} can abandon this assessment.")
            if turn is not None and turn != assessment.turn:
                raise out_of_date(assessment, None, act.person)
            desk.fire(assessment, Trigger.ABANDON)

        return await self._change(act, assessment_id, change)

    # --- reading and remembering

    async def get(self, workspace: Workspace, assessment_id: str) -> Assessment:
        """Raises NotThere for an id that is not of this workspace."""

        def work(transaction: Transaction) -> Assessment:
            found = self._repository(transaction, workspace).get(assessment_id)
            if found is None:
                raise NotThere
            return found

        return await self.database.read(work)

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

    async def first_time(self, workspace: Workspace, key: str) -> bool:
        """Whether this is new; from now on it is not."""
        return await self.database.write(
            lambda transaction: SeenEvents(transaction, workspace).first_time(key, self.now())
        )
