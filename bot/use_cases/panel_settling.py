"""After the reveal of a panel: to rate again, and to settle what the team says."""

from bot.use_cases.around import Around, AroundPanels, draw_reveal
from bot.use_cases.base import Outcome
from bot.use_cases.in_time import check_turn
from bot.use_cases.requests import Act
from bot.use_cases.unit_of_work import UnitOfWork
from flows import panel_acts, panel_settling
from flows.assessment import Assessment
from flows.notes import Note
from flows.permissions import check_may_answer
from storage.surface_rows import SurfaceKind


class PanelSettling(AroundPanels):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def rate_again(self, act: Act, assessment_id: str, question: str) -> Outcome:
        """Ask everybody who was heard to rate one question once more, alone."""

        def change(around: Around) -> Assessment:
            assessment, unit = around.assessment, around.unit
            panel_acts.rate_again(assessment, around.ballots, question, unit.by)
            panel_acts.check_ballots_there(assessment, around.ballots)
            asked = [one for one in around.ballots.values() if one.progress.asked]
            for ballot in asked:
                unit.surfaces.move_card(ballot)
                unit.surfaces.want(ballot, SurfaceKind.HEADLINE)
                unit.log(ballot, "rate_again", question)
            around.touch(*asked)
            unit.log(assessment, "rate_again", question)
            unit.note(assessment, Note.RATES_AGAIN, question=question)
            unit.surfaces.want(assessment, SurfaceKind.CARD)
            unit.surfaces.want(assessment, SurfaceKind.HEADLINE)
            draw_reveal(around, [question])
            return assessment

        return await self._around(act, assessment_id, assessment_id, change)

    async def take_medians(self, act: Act, assessment_id: str, *, turn: int | None = None) -> Outcome:
        """Make the median the team's answer wherever the panel agrees."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            check_turn(assessment, turn)
            for moved in panel_settling.take_medians(assessment, unit.by):
                unit.log_move(assessment, moved)
                unit.show_who_differs(assessment, moved)
                if moved.question:
                    unit.show_answer(assessment, moved.question)
            unit.surfaces.want(assessment, SurfaceKind.CARD)
            unit.surfaces.want(assessment, SurfaceKind.HEADLINE)

        return await self._change(act, assessment_id, change, may=check_may_answer)

    async def dissent(
        self, act: Act, assessment_id: str, question: str, words: str, seen: str = ""
    ) -> Outcome:
        """A sentence of whoever sees it otherwise, which stays on record. `seen`: what they had in sight."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            panel_settling.dissent(assessment, question, words, unit.by, seen)
            panel = assessment.panel
            # Who wrote it tells whose rating it was: where names were not agreed on, nobody is told.
            by = act.person if panel and panel.named else panel_acts.PANEL_MEMBER
            unit.repository.activity.add(assessment.id, by, "dissent", unit.now, question)
            if assessment.submissions:
                unit.surfaces.want(assessment, SurfaceKind.SUMMARY)
            principle = assessment.framework.principle_of(question)
            unit.surfaces.want(assessment, SurfaceKind.REVEAL, principle.id)
            if assessment.state == question:  # what was written to it can be read on its card too
                unit.surfaces.want(assessment, SurfaceKind.CARD)

        return await self._change(act, assessment_id, change, may=None)
