"""Actions: what is to be done about an assessment, by whom and by when."""

from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows import action_plan
from flows.action_plan import ActionForm, question_of
from flows.assessment import Assessment
from flows.notes import Note, Told
from flows.permissions import check_may_see
from storage.surface_rows import SurfaceKind


class ActionPlan(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def add(self, act: Act, assessment_id: str, form: ActionForm, *, in_sight: bool = False) -> Outcome:
        """Add an action. Whoever may see the summary may. Who is to do it is told, unless it is they who act;
        `in_sight`: they can see what it is about."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            action = action_plan.add(assessment, self.new_id(), form, unit.by)
            asked = question_of(assessment, action)
            question = asked.id if asked else None
            detail = {"action": action.id, "who": action.who, "by": action.by.isoformat()}
            unit.log(assessment, "add_action", question, **detail)
            unit.note(assessment, Note.ADDED_ACTION, who=action.who, question=question)
            if action.who != unit.by.person:
                about = {"action": action.id, "in_sight": in_sight}
                unit.surfaces.tell(assessment, action.who, Told.ACTION_GIVEN, f"action {action.id}", **about)
            unit.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, check_may_see)

    async def tick(
        self, act: Act, assessment_id: str, action_id: str, *, done: bool = True, seen: str | None = None
    ) -> Outcome:
        """Tick an action off, or (`done` False) say that it is not done after all. `seen` is the mark of the
        action as it stood before them."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            before = action_plan.find(assessment, action_id)
            action = action_plan.tick(assessment, action_id, unit.by, done=done, seen=seen)
            if action is None:
                return  # a double click
            asked = question_of(assessment, action)
            question = asked.id if asked else None
            ticked_by = before.done_by if before and not done else None
            detail = {"action": action.id} | ({"ticked_by": ticked_by} if ticked_by else {})
            unit.log(assessment, "tick_action" if done else "untick_action", question, **detail)
            unit.note(assessment, Note.TICKED_ACTION if done else Note.OPENED_ACTION, question=question)
            unit.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, may=None)
