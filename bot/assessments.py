"""The use cases: one transaction each, no call to Slack. What is drawn afterwards is for the reconciler."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.acts import Act, NotAllowed, NotThere, Refusal
from bot.deciding_rules import check_reviewers
from bot.desk import (
    Desk,
    check_in_time,
    check_meant_for_this,
    out_of_date,
    said_just_so,
)
from bot.rules import check_may_start
from bot.text import mention, people
from bot.use_cases import Drawing, Outcome, UseCases
from flows.activity import Happened
from flows.assessment import ABOUT_MAX, TITLE_MAX, TITLE_MIN, Assessment, Submission
from flows.framework import Framework
from flows.machine import Trigger
from flows.progress import Answer, Progress
from storage.activity import happened
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Workspace, lock
from storage.settings import SettingsStore
from storage.surface_rows import Kind as SurfaceKind
from storage.surfaces import Surfaces
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StartForm:
    """What a person fills in to start. `assessors` empty: anyone in the channel may answer; `reviewers`
    decide, and can be chosen later."""

    title: str
    about: str
    channel: str
    assessors: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()

    def errors(self) -> dict[str, str]:
        """What is wrong, by field, in words for the person; empty when it is fine."""
        wrong = {}
        title, about = self.title.strip(), self.about.strip()
        if not TITLE_MIN <= len(title) <= TITLE_MAX:
            has = f"This one has {len(title)}." if title else "This one is empty."
            wrong["title"] = f"A title has {TITLE_MIN} to {TITLE_MAX} characters. {has}"
        if len(about) > ABOUT_MAX:
            wrong["about"] = f"Please use up to {ABOUT_MAX:,} characters. This text has {len(about):,}."
        if not self.channel:
            wrong["channel"] = "Choose the channel where the team works on it."
        return wrong


class Assessments(UseCases):
    """All that people can do with assessments. Raises FlowError with words for the person, or
    StoreUnavailable; either way nothing was changed."""

    def __init__(
        self,
        database: Database,
        frameworks: FrameworkStore,
        framework: Framework,
        drawing: Drawing | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: secrets.token_hex(6),
    ) -> None:
        super().__init__(database, frameworks, drawing, now)
        self.framework = framework
        self._new_id = new_id

    # --- starting

    async def start(self, act: Act, form: StartForm) -> Outcome:
        """A new assessment, with its headline wanted in the channel."""
        if wrong := form.errors():
            raise Refusal(" ".join(wrong.values()))
        assessment = Assessment(
            id=self._new_id(),
            title=form.title.strip(),
            about=form.about.strip(),
            owner=act.person,
            channel=form.channel,
            progress=Progress.start(self.framework),
            everyone=not form.assessors,
            assessors=form.assessors,
            moved_ts=act.ts,
        )

        def work(transaction: Transaction) -> Outcome:
            repository, now = self._repository(transaction, act.workspace), self._now()
            if not repository.first_time(act.key, now):
                return Outcome(assessment, repeated=True)
            rules = SettingsStore(transaction, act.workspace).channel(form.channel)
            check_may_start(rules, act.person)
            assessment.all_decide, assessment.self_review = rules.all_decide, rules.self_review
            check_reviewers(form.reviewers, assessment.involved, self_review=rules.self_review)
            assessment.reviewers = form.reviewers or frozenset(rules.reviewers)
            repository.add(assessment, now)
            repository.log(assessment.id, act.person, "start", now)
            surfaces = Surfaces(transaction)
            surfaces.open(assessment)
            claim(surfaces, assessment, repository.lease(assessment.id))
            repository.save_lease(assessment.id)
            return Outcome(assessment)

        with self._drawing.hold(assessment.id) as claim:
            return await self.database.write(work)

    # --- moving

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

    # --- places

    async def move_to(self, act: Act, assessment_id: str, channel: str) -> Outcome:
        """Go on in another channel (or in a new thread of the same one). Only the owner can."""

        def change(assessment: Assessment, desk: Desk) -> None:
            if act.person != assessment.owner:
                raise NotAllowed(f"Only {mention(assessment.owner)} can move this assessment.")
            assessment.channel, assessment.thread_ts = channel, None
            assessment.turn += 1
            desk.surfaces.relocate(assessment, channel)
            desk.log(assessment, "moved", channel=channel)

        return await self._change(act, assessment_id, change)

    async def redraw_clicked(self, workspace: Workspace, assessment_id: str, message_ts: str) -> bool:
        """Somebody clicked a card that was out of date. If it stands where the current one should, it is
        wanted anew; True if it is a stray one."""

        def work(transaction: Transaction) -> bool:
            if self._repository(transaction, workspace).get(assessment_id, lock=True) is None:
                return False
            return not Surfaces(transaction).want_in(assessment_id, message_ts)

        return await self.database.write(work)

    async def draw_again(self, workspace: Workspace, channel: str, thread_ts: str) -> str | None:
        """The card of this thread is wanted anew: the assessment that it belongs to, if any."""

        def work(transaction: Transaction) -> str | None:
            assessment = self._repository(transaction, workspace).in_thread(channel, thread_ts)
            if assessment is None:
                return None
            lock(transaction, assessment.id)
            Surfaces(transaction).want(assessment, SurfaceKind.CARD)
            return assessment.id

        return await self.database.write(work)

    async def message_gone(self, workspace: Workspace, channel: str, ts: str) -> str | None:
        """A message was deleted: the assessment whose living card it was, if any."""
        return await self.database.write(
            lambda transaction: Surfaces(transaction).message_gone(workspace, channel, ts)
        )

    # --- reading

    async def get(self, workspace: Workspace, assessment_id: str) -> Assessment:
        """Raises NotThere for an id that is not of this workspace."""

        def work(transaction: Transaction) -> Assessment:
            found = self._repository(transaction, workspace).get(assessment_id)
            if found is None:
                raise NotThere
            return found

        return await self.database.read(work)

    async def in_thread(self, workspace: Workspace, channel: str, thread_ts: str) -> Assessment | None:
        return await self._reading(workspace, lambda r: r.in_thread(channel, thread_ts))

    async def happened(
        self, workspace: Workspace, assessment_id: str, *, without: Collection[str], skip: int, most: int
    ) -> tuple[list[Happened], int]:
        """A page of its activity log, latest first, and how many rows there are in all."""

        def work(transaction: Transaction) -> tuple[list[Happened], int]:
            return happened(transaction, workspace, assessment_id, without=without, skip=skip, most=most)

        return await self.database.read(work)

    async def links(self, assessment: Assessment) -> "Links":
        """Where the parts of an assessment stand now."""

        def work(transaction: Transaction) -> Links:
            surfaces = Surfaces(transaction)
            where = partial(surfaces.ts_of, assessment.id)
            return Links(where(SurfaceKind.CARD), where(SurfaceKind.SUMMARY))

        return await self.database.read(work)

    async def choose_words(self, workspace: Workspace, person: str, choices: tuple[str, ...]) -> str:
        """One of `choices`, and never the one that this person was told last."""

        def work(transaction: Transaction) -> str:
            repository = self._repository(transaction, workspace)
            last = repository.said_last(person)
            words = next(choice for choice in choices if choice != last)
            repository.remember_said(person, words)
            return words

        return await self.database.write(work)

    async def first_time(self, workspace: Workspace, key: str) -> bool:
        """Whether this is new; from now on it is not."""
        return await self.database.write(
            lambda transaction: self._repository(transaction, workspace).first_time(key, self._now())
        )


@dataclass(frozen=True, slots=True)
class Links:
    card_ts: str | None
    summary_ts: str | None
