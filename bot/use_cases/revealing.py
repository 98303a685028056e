"""The reveal of a panel: what everybody answered alone is shown all at once."""

from datetime import datetime

from bot.use_cases.around import Around, AroundPanels, draw_reveal
from bot.use_cases.base import Outcome
from bot.use_cases.requests import Act
from flows import panel_acts
from flows.activity import Came
from flows.assessment import Assessment
from flows.notes import ABOUT_DAY, ABOUT_PANEL, Note, Told, about_unreached
from flows.triggers import Trigger
from storage import panels
from storage.surface_rows import SurfaceKind
from storage.workspace import Workspace


class Revealing(AroundPanels):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def reveal(self, act: Act, assessment_id: str, *, number: int | None = None) -> Outcome:
        """Show what everybody who is done answered, without waiting for the others. `number`: the round that
        was to be seen as open."""

        def change(around: Around) -> Assessment:
            panel_acts.check_open(around.assessment, number)
            _reveal(around)
            return around.assessment

        return await self._around(act, assessment_id, assessment_id, change)

    async def due(self, workspace: Workspace) -> list[panels.Due]:
        """What is to be revealed because its day has come, and what it is not known of when that is."""
        return await self.database.read(lambda t: panels.due(t, workspace, self.now()))

    async def reveal_at(self, assessment_id: str, at: datetime) -> None:
        """When it is looked at by itself, if it is not revealed before."""
        await self.database.write(lambda t: panels.reveal_at(t, assessment_id, at))

    async def reveal_on_its_day(self, workspace: Workspace, due: panels.Due) -> None:
        """With whoever is done. Where those are too few, its owner is told, once."""
        act = Act(workspace, panel_acts.BY_DAY, f"reveal:{due.assessment}:{due.at}")

        def change(around: Around) -> Assessment:
            assessment = around.assessment
            if panel_acts.is_ready(assessment):
                _reveal(around)
            elif assessment.progress.is_alone:
                _tell_not_ready(around)
            return assessment

        await self._around(act, due.assessment, due.assessment, change, asks_sight=False)


def reveal_if_all_are_done(around: Around, came: Came) -> None:
    """By itself, after what somebody did for another reason."""
    panel = around.assessment.panel
    if panel and not panel.awaited and panel_acts.is_ready(around.assessment):
        _reveal(around, came=came.value)


def _reveal(around: Around, **how: str) -> None:
    assessment, unit = around.assessment, around.unit
    panel = assessment.panel
    left = {one.ballot for one in panel.awaited} if panel else set()
    shown = panel_acts.reveal(assessment, around.ballots, unit.by)
    unit.log(assessment, "reveal", round=shown.number, **how)
    for ballot in around.ballots.values():
        if ballot.id in left:  # on the others nothing changes, and thirty changes would delay the reveal
            ended(around, ballot)
    if shown.number == 1:
        unit.surfaces.move_card(assessment)
    else:
        unit.surfaces.want(assessment, SurfaceKind.CARD)
        detail = {"question": shown.questions[0], "all_done": not left, "shown": bool(shown.answers)}
        unit.note(assessment, Note.RATED_AGAIN, **detail)
    unit.surfaces.want(assessment, SurfaceKind.HEADLINE)
    for about in (ABOUT_PANEL, ABOUT_DAY, *_unreached(assessment)):
        unit.surfaces.tell_otherwise(assessment, about)
    draw_reveal(around, shown.questions)


def _unreached(assessment: Assessment) -> list[str]:
    """What its owner may have been told of who could not be asked is about."""
    return [about_unreached(one.person) for one in assessment.panel.people] if assessment.panel else []


def ended(around: Around, ballot: Assessment) -> None:
    """Nobody answers in it any more."""
    around.touch(ballot)
    # `left`: it was not its own person who did it.
    around.unit.log(ballot, Trigger.ABANDON if ballot.is_over else Trigger.DONE, left=True)
    around.unit.surfaces.want(ballot, SurfaceKind.CARD)
    around.unit.surfaces.want(ballot, SurfaceKind.HEADLINE)


def _tell_not_ready(around: Around) -> None:
    assessment, surfaces = around.assessment, around.unit.surfaces
    owner = assessment.owner
    if not surfaces.has(assessment, SurfaceKind.TOLD, f"{ABOUT_DAY}:{owner}"):
        surfaces.tell(assessment, owner, Told.PANEL_NOT_READY, ABOUT_DAY)
