"""From single decisions to the state of the whole."""

from bot.use_cases.unit_of_work import Desk
from flows.assessment import Assessment
from flows.decision import Verdict
from flows.machine import Trigger
from flows.states import State
from storage.surface_rows import SurfaceKind

_REACHED = {
    State.APPROVED: Verdict.APPROVE,
    State.APPROVED_WITH_CONDITIONS: Verdict.CONDITIONS,
    State.DECLINED: Verdict.DECLINE,
    State.CHANGES_ASKED: Verdict.CHANGES,
}


def settle(assessment: Assessment, desk: Desk) -> None:
    """Bring the state in line with what the decisions come to, by the rules that hold now."""
    reached, verdict = _REACHED.get(assessment.state), assessment.verdict
    if reached is not None and reached is not verdict:
        desk.fire(assessment, Trigger.WITHDRAW, logged=False)
    if verdict is not None and assessment.progress.awaits_decision:
        sent_back = verdict is Verdict.CHANGES
        asked = {question for one in assessment.present_decisions for question in one.questions}
        desk.fire(assessment, verdict.trigger, asked=asked, fresh_card=sent_back, logged=False)
    if not any(one.verdict.approves for one in assessment.present_decisions):
        assessment.look_again_on = None
    if assessment.submissions:
        desk.surfaces.want(assessment, SurfaceKind.SUMMARY)
        desk.surfaces.want(assessment, SurfaceKind.HEADLINE)
