"""Actions: what is to be done about an assessment, by whom and by when."""

from dataclasses import dataclass, replace
from datetime import date

from bot.cards.text import escape, mention
from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act, NotAllowed, Refusal
from bot.use_cases.unit_of_work import Desk, anybody, check_may_see
from flows.action_plan import MOST_OPEN, question_of, still_open, subjects
from flows.assessment import Assessment
from flows.decision import WORDS_MAX, Action, is_too_far
from flows.framework import Question
from flows.refusals import TOO_FAR, too_long
from storage.surface_rows import SurfaceKind


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
            wrong["what"] = too_long(len(self.what), WORDS_MAX)
        if not self.who:
            wrong["who"] = "Choose who does it. Somebody has to, or it will not be done."
        if self.by is None:
            wrong["by"] = "Choose the day by which it is to be done."
        elif self.by < today:
            wrong["by"] = "This day is past. Choose today or a later day."
        elif is_too_far(self.by, today):
            wrong["by"] = TOO_FAR
        return wrong


class ActionPlan(UseCases):
    """Raises FlowError with words for the person, or StoreUnavailable; either way nothing was changed."""

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
                id=self.new_id(),
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
        return await self._change(act, assessment_id, change, anybody)


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
