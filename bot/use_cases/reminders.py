"""What people do about reminders: put one off, stop it, or give the assessment to somebody else."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from bot.cards.text import mention
from bot.use_cases.base import Outcome, UseCases
from bot.use_cases.requests import Act, NotAllowed, NotThere, Refusal
from bot.use_cases.unit_of_work import Desk, check_may_answer
from flows.assessment import Assessment
from flows.reminder_schedule import STOPPED, Reader, tomorrow
from flows.waiting import Matter
from storage.reminders import Reminders
from storage.surface_rows import Kind
from storage.transaction import Transaction


class Reminding(UseCases):
    """Each of these may be done twice: the second time changes nothing."""

    async def put_off(self, act: Act, assessment_id: str, key: str, reader: Reader) -> datetime:
        """Remind this person of this matter on the next working day. Returns the moment."""
        step, until = tomorrow(self.now(), reader)
        await self._remember(act, assessment_id, key, step, until)
        return until

    async def stop(self, act: Act, assessment_id: str, key: str) -> None:
        """Never remind this person of this matter again."""
        await self._remember(act, assessment_id, key, STOPPED, None)

    async def hand_over(
        self, act: Act, assessment_id: str, to: str, *, left: Collection[str] = ()
    ) -> Outcome:
        """Give it to another owner. By its owner; if that one is among those who `left` the workspace, by
        anyone who may answer."""

        def change(assessment: Assessment, desk: Desk) -> None:
            before = assessment.owner
            if to == before:
                return
            if assessment.progress.is_abandoned or assessment.progress.is_closed:
                raise Refusal("This assessment is over. Nobody needs to look after it.")
            if to in assessment.reviewers and not assessment.self_review:
                raise Refusal(
                    f"{mention(to)} is a reviewer of this assessment, and nobody decides on their own. "
                    "Choose somebody else, or change the reviewers first."
                )
            assessment.hand_over(to, stays=before not in left)
            desk.surfaces.want(assessment, Kind.HEADLINE)
            whose = "this assessment" if act.person == before else f"the assessment of {mention(before)}"
            took = act.person == to
            words = f"took over {whose}" if took else f"handed {whose} over to {mention(to)}"
            desk.surfaces.note(assessment, f"{mention(act.person)} {words}.")
            desk.log(assessment, "handed_over", to=to)

        return await self._change(act, assessment_id, change, partial(check_may_hand_over, left=left))

    async def _remember(
        self, act: Act, assessment_id: str, key: str, step: str, until: datetime | None
    ) -> None:
        if key.partition(".")[0] not in set(Matter):
            raise NotThere

        def work(transaction: Transaction) -> None:
            if self._repository(transaction, act.workspace).get(assessment_id, lock=True) is None:
                raise NotThere
            Reminders(transaction, act.workspace).put_off(
                act.person, key, assessment_id, step, self.now(), until
            )

        await self.database.write(work)


def check_may_hand_over(assessment: Assessment, act: Act, *, left: Collection[str] = ()) -> None:
    """Raises NotAllowed for anyone but the owner; if the owner is among those who `left` the workspace, for
    who may not answer."""
    check_may_answer(assessment, act)
    if assessment.owner not in left and act.person != assessment.owner:
        raise NotAllowed(f"Only {mention(assessment.owner)} can hand this assessment over.")
