"""Use cases of what comes after a summary: actions, and another look."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.acts import Act, NotAllowed, Refusal
from bot.desk import Desk, check_may_see
from bot.text import escape, mention
from bot.use_cases import Drawing, Outcome, UseCases
from flows import look_again
from flows.action_plan import MOST_OPEN, question_of, still_open, subjects
from flows.assessment import Assessment
from flows.decision import WORDS_MAX, Action
from flows.framework import Framework, Question
from flows.progress import Progress
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.surface_rows import Kind as SurfaceKind

_NOT_APPROVED = "Only what is approved is looked at again. This assessment is not approved now."


@dataclass(frozen=True, slots=True)
class ActionForm:
    """What a person fills in to add an action. `about` is the key of a subject; `by` None: no day chosen."""

    about: str
    what: str
    who: str
    by: date | None

    def errors(self, today: date) -> dict[str, str]:
        """What is wrong, by field, in words for the person; empty when it is fine."""
        wrong = {}
        if not self.about:
            wrong["about"] = "Choose what this action is about."
        if not self.what.strip():
            wrong["what"] = "Say what is to be done."
        if len(self.what) > WORDS_MAX:
            wrong["what"] = f"Please use up to {WORDS_MAX:,} characters. This text has {len(self.what):,}."
        if not self.who:
            wrong["who"] = "Choose who does it. Somebody has to, or it will not be done."
        if self.by is None:
            wrong["by"] = "Choose the day by which it is to be done."
        elif self.by < today:
            wrong["by"] = "This day is past. Choose today or a later day."
        return wrong


class ActionPlan(UseCases):
    """Raises FlowError with words for the person, or StoreUnavailable; either way nothing was changed."""

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
        self._framework = framework
        self._new_id = new_id

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self._now().date()

    # --- actions

    async def add(self, act: Act, assessment_id: str, form: ActionForm) -> Outcome:
        """Add an action. Whoever may see the summary may."""
        if wrong := form.errors(self.today):
            raise Refusal(" ".join(wrong.values()))

        def change(assessment: Assessment, desk: Desk) -> None:
            subject = next((found for found in subjects(assessment) if found.key == form.about), None)
            if assessment.progress.is_closed or assessment.progress.is_abandoned:
                raise Refusal("This assessment is over. No action can be added to it any more.")
            if subject is None:
                raise Refusal(
                    "What this was about has changed meanwhile. Close this window, and open it again."
                )
            _check_room(assessment)
            assert form.by is not None
            action = Action(
                id=self._new_id(),
                what=form.what.strip(),
                who=form.who,
                by=form.by,
                about=subject.about,
                made_by=act.person,
                made_at=desk.now,
            )
            assessment.actions += (action,)
            question = subject.question.id if subject.question else None
            desk.log(assessment, "add_action", question, who=action.who, by=action.by.isoformat())
            for_whom = "themselves" if action.who == act.person else mention(action.who)
            desk.surfaces.note(
                assessment,
                f"{mention(act.person)} added an action for {for_whom}, about {_about(subject.question)}. "
                "It stands on the summary.",
            )
            desk.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, check_may_see)

    async def tick(self, act: Act, assessment_id: str, action_id: str, *, done: bool = True) -> Outcome:
        """Tick an action off, or (`done` False) say that it is not done after all."""

        def change(assessment: Assessment, desk: Desk) -> None:
            action = next((action for action in assessment.actions if action.id == action_id), None)
            if action is None:
                raise Refusal("This action is not here. Nothing was changed.")
            _check_may_tick(assessment, action, act)
            if (action.done_at is not None) == done:
                if done and action.done_by != act.person:
                    raise Refusal(f"{mention(action.done_by or '')} ticked this off already.")
                return  # a double click
            if not done:
                _check_room(assessment)
            ticked = replace(action, done_by=act.person if done else None, done_at=desk.now if done else None)
            assessment.actions = tuple(ticked if a.id == action_id else a for a in assessment.actions)
            question = question_of(assessment, action)
            what = "tick_action" if done else "untick_action"
            desk.log(assessment, what, question.id if question else None)
            about = _about(question)
            what = f"ticked off an action about {about}" if done else f"opened an action about {about} again"
            desk.surfaces.note(assessment, f"{mention(act.person)} {what}.")
            desk.surfaces.want(assessment, SurfaceKind.SUMMARY)

        # Who may tick is asked of the action itself, so that its owner can do so from anywhere.
        return await self._change(act, assessment_id, change, lambda _assessment, _act: None)

    # --- another look

    async def set_day(self, act: Act, assessment_id: str, day: date | None) -> Outcome:
        """Change the day to look again; None: never. For the owner and the reviewers."""

        def change(assessment: Assessment, desk: Desk) -> None:
            if day is not None and day <= desk.now.date():
                raise Refusal("Choose a day after today, or never.")
            if day == assessment.look_again_on:
                return
            assessment.look_again_on = day
            desk.log(assessment, "look_again_on", on=day.isoformat() if day else None)
            words = (
                f"set the day to look again to {day.day} {day:%B %Y}" if day else "set no day to look again"
            )
            desk.surfaces.note(assessment, f"{mention(act.person)} {words}.")
            desk.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, check_may_look_again)

    async def look_again(self, act: Act, assessment_id: str) -> Outcome:
        """Open a new assessment, in which each answer of this one is confirmed or changed. For the owner,
        who owns the new one too, and the reviewers. The outcome is this one, with the new one in `next`."""

        def change(old: Assessment, desk: Desk) -> None:
            if not look_again.is_due(old, desk.now.date()):
                raise Refusal(_not_due(old))
            new = Assessment(
                id=self._new_id(),
                title=old.title,
                about=old.about,
                owner=old.owner,
                channel=old.channel,
                progress=Progress.start(self._framework),
                everyone=old.everyone,
                assessors=old.assessors,
                reviewers=old.reviewers,
                previous=old.id,
                before=look_again.carried_over(old, self._framework),
                moved_ts=act.ts,
            )
            desk.repository.add(new, desk.now)
            desk.log(new, "start", previous=old.id)
            desk.surfaces.open(new)
            # No day is left: whoever asks what is due, finds this done.
            old.next, old.look_again_on = new.id, None
            desk.log(old, "look_again", next=new.id)
            desk.surfaces.note(old, f"{mention(act.person)} began another look, in a new thread.")
            desk.surfaces.want(old, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, check_may_look_again)


def check_may_look_again(assessment: Assessment, act: Act) -> None:
    """Raises Refusal or NotAllowed."""
    if assessment.state not in look_again.LOOKED_AT_AGAIN:
        raise Refusal(_NOT_APPROVED)
    if act.person != assessment.owner and act.person not in assessment.reviewers:
        raise NotAllowed(
            f"Only {mention(assessment.owner)} and the reviewers can look again, or change the day of that."
        )


def _check_room(assessment: Assessment) -> None:
    if len(still_open(assessment)) >= MOST_OPEN:
        raise Refusal(f"There are {MOST_OPEN} open actions already. Tick some of them off first.")


def _check_may_tick(assessment: Assessment, action: Action, act: Act) -> None:
    if act.person in (action.who, assessment.owner) or act.person in assessment.reviewers:
        return
    raise NotAllowed(
        f"{mention(action.who)} does this. They can tick it off, and so can {mention(assessment.owner)} "
        "and the reviewers."
    )


def _about(question: Question | None) -> str:
    return escape(question.label) if question else "a condition"


def _not_due(assessment: Assessment) -> str:
    day = assessment.look_again_on
    if assessment.next and day is None:
        return "Somebody began another look already. The summary leads to it."
    if day is None:
        return "No day to look again is set. Set one on the summary first."
    return f"The day to look again is {day.day} {day:%B %Y}. It can be changed on the summary."
