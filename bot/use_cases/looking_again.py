"""Another look at what was approved: on which day, and the new assessment in which it is taken."""

from datetime import date

from bot.cards.text import day, mention
from bot.use_cases.base import Opening, Outcome
from bot.use_cases.requests import Act, NotAllowed, Refusal
from bot.use_cases.unit_of_work import Desk
from flows import look_again
from flows.assessment import Assessment
from flows.decision import is_too_far
from flows.progress import Progress
from flows.refusals import TOO_FAR
from flows.reminder_schedule import EAST
from storage.settings import SettingsStore
from storage.surface_rows import SurfaceKind

_NOT_APPROVED = "Only what is approved is looked at again. This assessment is not approved now."


class LookingAgain(Opening):
    """Opens assessments that hold the old answers of another beside their own."""

    async def set_day(self, act: Act, assessment_id: str, on: date | None) -> Outcome:
        """Change the day to look again; None: never. For the owner and the reviewers."""

        def change(assessment: Assessment, desk: Desk) -> None:
            if on is not None and on <= desk.now.date():
                raise Refusal("Choose a day after today, or never.")
            if on is not None and is_too_far(on, desk.now.date()):
                raise Refusal(TOO_FAR)
            if on == assessment.look_again_on:
                return
            assessment.look_again_on = on
            desk.log(assessment, "look_again_on", on=on.isoformat() if on else None)
            words = f"set the day to look again to {day(on)}" if on else "set no day to look again"
            desk.surfaces.note(assessment, f"{mention(act.person)} {words}.")
            desk.surfaces.want(assessment, SurfaceKind.SUMMARY)

        return await self._change(act, assessment_id, change, check_may_look_again)

    async def start(self, act: Act, assessment_id: str) -> Outcome:
        """Open a new assessment, in which each answer of this one is confirmed or changed. For the owner,
        who owns the new one too, and the reviewers. The outcome is this one, with the new one in `next`."""

        def change(old: Assessment, desk: Desk) -> None:
            # The reminder comes in the morning of the reader's day, which may not have begun in UTC.
            if not look_again.is_due(old, desk.now.astimezone(EAST).date()):
                raise Refusal(_not_due(old))
            rules = SettingsStore(desk.repository.transaction, act.workspace).channel(old.channel)
            new = Assessment(
                id=self.new_id(),
                title=old.title,
                about=old.about,
                owner=old.owner,
                channel=old.channel,
                progress=Progress.start(self.framework),
                everyone=old.everyone,
                assessors=old.assessors,
                reviewers=old.reviewers,
                all_decide=rules.all_decide,
                self_review=rules.self_review,
                previous=old.id,
                before=look_again.carried_over(old, self.framework),
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


def _not_due(assessment: Assessment) -> str:
    on = assessment.look_again_on
    if assessment.next and on is None:
        return "Somebody began another look already. The summary leads to it."
    if on is None:
        return "No day to look again is set. Set one on the summary first."
    return f"The day to look again is {day(on)}. It can be changed on the summary."
