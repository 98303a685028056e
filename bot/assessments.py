"""The use cases: one transaction each, no call to Slack. What is drawn afterwards is for the reconciler."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.acts import Act, NotAllowed, NotThere, OutOfDate, Refusal
from bot.text import mention
from flows.assessment import ABOUT_MAX, TITLE_MAX, TITLE_MIN, Assessment, Given, Submission
from flows.framework import Framework
from flows.machine import Trigger, fire
from flows.progress import Answer, Kind, Progress
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.repository import Repository, Workspace
from storage.surfaces import Kind as SurfaceKind
from storage.surfaces import Surfaces

T = TypeVar("T")

ENDED = ("submitted", "abandoned")
LIST_LENGTH = 10


@dataclass(frozen=True, slots=True)
class StartForm:
    """What a person fills in to start. `assessors` empty: anyone in the channel may answer."""

    title: str
    about: str
    channel: str
    assessors: frozenset[str] = frozenset()

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act. `repeated`: Slack sent it again, and it had been taken before."""

    assessment: Assessment
    repeated: bool = False


class Assessments:
    """All that people can do with assessments. Raises FlowError with words for the person, or
    StoreUnavailable; either way nothing was changed."""

    def __init__(
        self,
        database: Database,
        frameworks: FrameworkStore,
        framework: Framework,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: secrets.token_hex(6),
    ) -> None:
        self.database = database
        self.framework = framework
        self._frameworks = frameworks
        self._now = now
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

        def work(session: Session) -> Outcome:
            repository, now = self._repository(session, act.workspace), self._now()
            if not repository.first_time(act.key, now):
                return Outcome(assessment, repeated=True)
            repository.add(assessment, now)
            repository.log(assessment.id, act.person, "start", now)
            Surfaces(session).open(assessment)
            return Outcome(assessment)

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

        def change(assessment: Assessment, desk: "_Desk") -> None:
            if turn is not None and turn != assessment.turn:
                if _said_just_so(assessment, question, answer, act.person):
                    return  # a double click
                raise _out_of_date(assessment, question, act.person)
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

        def change(assessment: Assessment, desk: "_Desk") -> None:
            if answer is not None:
                _check_meant_for_this(assessment, act, desk.surfaces)
            desk.fire(assessment, trigger, answer=answer, to=to, fresh_card=True)
            desk.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def submit(
        self, act: Act, assessment_id: str, *, turn: int | None = None, typed: bool = False
    ) -> Outcome:
        """Hand in: keep a snapshot, and want the summary in the channel."""

        def change(assessment: Assessment, desk: "_Desk") -> None:
            if turn is not None and turn != assessment.turn:
                raise _out_of_date(assessment, None, act.person)
            desk.fire(assessment, Trigger.SUBMIT)
            number = len(assessment.submissions) + 1
            assessment.submissions += (
                Submission(number, by=act.person, at=desk.now, given=dict(assessment.given)),
            )
            desk.surfaces.want(assessment, SurfaceKind.SUMMARY)
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
    ) -> Outcome:
        """Put this reason (and evidence) to an answer, in place of what was there."""

        def change(assessment: Assessment, desk: "_Desk") -> None:
            given = assessment.given.get(question)
            if given is None:
                raise Refusal("This question has no answer yet. Answer it first, then add the reason.")
            desk.reason(assessment, question, given.answer.with_reason(reason, evidence))

        return await self._change(act, assessment_id, change)

    async def add_reason(self, act: Act, assessment_id: str, reason: str) -> Outcome:
        """A typed "because …": goes to the answer that this person gave last, after what is there."""

        def change(assessment: Assessment, desk: "_Desk") -> None:
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

        def change(assessment: Assessment, desk: "_Desk") -> None:
            if assessment.progress.is_paused:
                desk.fire(assessment, Trigger.RESUME, fresh_card=True)
            else:
                desk.surfaces.move_card(assessment)
            if typed:
                desk.surfaces.tick(assessment, act.ts)

        return await self._change(act, assessment_id, change)

    async def abandon(self, act: Act, assessment_id: str, *, turn: int | None = None) -> Outcome:
        """End it without a summary. Only the owner can."""

        def change(assessment: Assessment, desk: "_Desk") -> None:
            if act.person != assessment.owner:
                raise NotAllowed(f"Only {mention(assessment.owner)} can abandon this assessment.")
            if turn is not None and turn != assessment.turn:
                raise _out_of_date(assessment, None, act.person)
            desk.fire(assessment, Trigger.ABANDON)

        return await self._change(act, assessment_id, change)

    # --- places

    async def move_to(self, act: Act, assessment_id: str, channel: str) -> Outcome:
        """Go on in another channel (or in a new thread of the same one). Only the owner can."""

        def change(assessment: Assessment, desk: "_Desk") -> None:
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

        def work(session: Session) -> bool:
            assessment = self._repository(session, workspace).get(assessment_id)
            if assessment is None:
                return False
            return not Surfaces(session).want_in(assessment, message_ts)

        return await self.database.write(work)

    async def message_gone(self, workspace: Workspace, channel: str, ts: str) -> str | None:
        """A message was deleted: the assessment whose living card it was, if any."""
        return await self.database.write(
            lambda session: Surfaces(session).message_gone(workspace, channel, ts)
        )

    # --- reading

    async def get(self, workspace: Workspace, assessment_id: str) -> Assessment:
        """Raises NotThere for an id that is not of this workspace."""

        def work(session: Session) -> Assessment:
            found = self._repository(session, workspace).get(assessment_id)
            if found is None:
                raise NotThere
            return found

        return await self.database.read(work)

    async def in_thread(self, workspace: Workspace, channel: str, thread_ts: str) -> Assessment | None:
        return await self._reading(workspace, lambda r: r.in_thread(channel, thread_ts))

    async def waiting_for(self, workspace: Workspace, person: str) -> list[Assessment]:
        return await self._reading(workspace, lambda r: r.waiting_for(person, ENDED))

    async def finished_for(self, workspace: Workspace, person: str) -> list[Assessment]:
        return await self._reading(workspace, lambda r: r.finished_for(person, ENDED, LIST_LENGTH))

    async def in_channel(self, workspace: Workspace, channel: str) -> list[Assessment]:
        return await self._reading(workspace, lambda r: r.in_channel(channel, LIST_LENGTH))

    async def links(self, assessment: Assessment) -> "Links":
        """Where the parts of an assessment stand now."""

        def work(session: Session) -> Links:
            surfaces = Surfaces(session)
            return Links(surfaces.card_ts(assessment.id), surfaces.summary_ts(assessment.id))

        return await self.database.read(work)

    async def choose_words(self, workspace: Workspace, person: str, choices: tuple[str, ...]) -> str:
        """One of `choices`, and never the one that this person was told last."""

        def work(session: Session) -> str:
            row = self._repository(session, workspace).person(person)
            row.said_last = next(choice for choice in choices if choice != row.said_last)
            return row.said_last

        return await self.database.write(work)

    async def first_time(self, workspace: Workspace, key: str) -> bool:
        """Whether this is new; from now on it is not."""
        return await self.database.write(
            lambda session: self._repository(session, workspace).first_time(key, self._now())
        )

    # --- inside

    def _repository(self, session: Session, workspace: Workspace) -> Repository:
        return Repository(session, workspace, self._frameworks.load, self._frameworks.parts)

    async def _reading(self, workspace: Workspace, read: Callable[[Repository], T]) -> T:
        return await self.database.read(lambda session: read(self._repository(session, workspace)))

    async def _change(
        self, act: Act, assessment_id: str, change: Callable[[Assessment, "_Desk"], None]
    ) -> Outcome:
        def work(session: Session) -> Outcome:
            repository, now = self._repository(session, act.workspace), self._now()
            assessment = repository.get(assessment_id, lock=True)
            if assessment is None:
                raise NotThere
            if not repository.first_time(act.key, now):
                return Outcome(assessment, repeated=True)
            check_may_answer(assessment, act)
            change(assessment, _Desk(repository, Surfaces(session), act, now))
            repository.save(assessment, now)
            return Outcome(assessment)

        return await self.database.write(work)


@dataclass(frozen=True, slots=True)
class Links:
    card_ts: str | None
    summary_ts: str | None


def check_may_answer(assessment: Assessment, act: Act) -> None:
    """Raises NotAllowed. Who acts from elsewhere must have a part in it already: being in the channel
    is known only of those who act in it."""
    person = act.person
    took_part = person == assessment.owner or person in assessment.assessors
    if took_part or (assessment.everyone and act.channel == assessment.channel):
        return
    if assessment.everyone and any(given.by == person for given in assessment.given.values()):
        return
    if assessment.everyone:
        raise NotAllowed("People in the channel of this assessment can answer. You can join them there.")
    raise NotAllowed(
        "The people who answer here were chosen at the start. "
        f"{mention(assessment.owner)} can tell you more. You can read along."
    )


def check_may_read(assessment: Assessment, act: Act) -> None:
    """Raises NotAllowed for somebody who acts from elsewhere and has no part in it."""
    if act.channel == assessment.channel or act.person in (assessment.owner, *assessment.people_answered):
        return
    if act.person not in assessment.assessors:
        raise NotAllowed("People in the channel of this assessment can see it. You can join them there.")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a change works with, inside its transaction."""

    repository: Repository
    surfaces: Surfaces
    act: Act
    now: datetime

    def fire(
        self,
        assessment: Assessment,
        trigger: Trigger,
        *,
        answer: Answer | None = None,
        to: str | None = None,
        fresh_card: bool = False,
    ) -> None:
        """Move the machine, and mark what people should now see."""
        before, standing = assessment.state, assessment.standing()
        fire(assessment.progress, trigger, answer=answer, to=to)
        assessment.turn += 1
        assessment.moved_by, assessment.moved_ts = self.act.person, self.act.ts
        if answer is not None:
            self._give(assessment, before)
        self.log(assessment, trigger.value, before if answer else None, **_detail(answer, to))

        if answer is not None and self._recap(assessment, before, takes_card=not fresh_card):
            fresh_card = True
        if fresh_card:
            self.surfaces.move_card(assessment)
        else:
            self.surfaces.want(assessment, SurfaceKind.CARD)
        if assessment.standing() != standing:
            self.surfaces.want(assessment, SurfaceKind.HEADLINE)
        if assessment.submissions and trigger in (Trigger.REOPEN, Trigger.ABANDON):
            self.surfaces.want(assessment, SurfaceKind.SUMMARY)

    def reason(self, assessment: Assessment, question: str, answer: Answer) -> None:
        if assessment.state in ENDED:
            raise Refusal("This assessment was submitted. Choose Change answers on its summary first.")
        given = assessment.given[question]
        assessment.given[question] = replace(given, answer=answer)
        assessment.progress.answers[question] = answer
        self.surfaces.want(assessment, SurfaceKind.CARD)
        self.log(assessment, "reason", question)

    def log(self, assessment: Assessment, what: str, question: str | None = None, **detail: object) -> None:
        self.repository.log(assessment.id, self.act.person, what, self.now, question, **detail)

    def _give(self, assessment: Assessment, question: str) -> None:
        assessment.given[question] = Given(
            assessment.progress.answers[question], by=self.act.person, at=self.now
        )

    def _recap(self, assessment: Assessment, question: str, *, takes_card: bool) -> bool:
        """Want the line of a principle in the thread; True if this answer completed it just now.

        The end of all questions needs no line: the review card says the same for each principle.
        """
        principle = assessment.framework.principle_of(question)
        if self.surfaces.has(assessment, SurfaceKind.RECAP, principle.id):
            self.surfaces.want(assessment, SurfaceKind.RECAP, principle.id)
            return False
        here = assessment.progress.question
        left_it = here is not None and assessment.framework.principle_of(here.id) != principle
        if not left_it or any(other.id not in assessment.given for other in principle.questions):
            return False
        self.surfaces.recap(assessment, principle.id, takes_card=takes_card)
        return True


def _detail(answer: Answer | None, to: str | None) -> dict[str, object]:
    """For the log: the rating, never the words."""
    if answer is not None:
        return {"rating": answer.rating} if answer.kind is Kind.RATING else {}
    return {"to": to} if to else {}


def _out_of_date(assessment: Assessment, question: str | None, person: str) -> Refusal:
    """What to tell somebody who used a card that is no longer current."""
    progress = assessment.progress
    if progress.is_submitted or progress.is_abandoned:
        state = "submitted" if progress.is_submitted else "abandoned"
        return OutOfDate(f"This assessment was {state}. Nothing was changed.")
    given = assessment.given.get(question) if question else None
    if question and given:
        who = "You" if given.by == person else mention(given.by)
        label = assessment.framework.question(question).label
        return OutOfDate(
            f"{who} answered this question already: {describe(given.answer)} for “{label}”. "
            "That answer stands.",
            change=(assessment.id, question),
        )
    return OutOfDate("This card was out of date. Please use the current card in the thread.")


def _said_just_so(assessment: Assessment, question: str | None, answer: Answer | None, person: str) -> bool:
    """Whether this very answer of this very person stands already."""
    given = assessment.given.get(question) if question else None
    return bool(given and answer and given.by == person and given.answer.says_the_same_as(answer))


def describe(answer: Answer) -> str:
    """An answer in a word or two."""
    return {
        Kind.RATING: str(answer.rating),
        Kind.NOT_SURE: "Not sure",
        Kind.NOT_APPLICABLE: "Not applicable",
    }[answer.kind]


def _check_meant_for_this(assessment: Assessment, act: Act, surfaces: Surfaces) -> None:
    """A rating typed before the present question was in sight was meant for the one before.

    Whoever answered that one may type on without waiting; for everybody else the first answer stands.
    """
    latest = assessment.latest_given
    if latest is None or assessment.moved_by in (None, act.person) or latest[1].by != assessment.moved_by:
        return
    in_sight = surfaces.card_in_sight(assessment)
    if in_sight is None or float(act.ts) <= float(in_sight):
        raise _out_of_date(assessment, latest[0], act.person)
