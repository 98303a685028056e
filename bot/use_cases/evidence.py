"""Evidence: added, taken back, and what Slack says of its files."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.use_cases.base import Outcome, Reservation, UseCases, could_lose_decision, found
from bot.use_cases.requests import Act, NotThere
from bot.use_cases.unit_of_work import UnitOfWork, told
from flows import evidence_acts
from flows.assessment import Assessment
from flows.evidence import Evidence, Piece
from flows.notes import Note
from flows.refusals import Refusal, Why
from storage import evidence
from storage.surface_rows import SurfaceKind
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace

Change = Callable[[Assessment], Sequence[Evidence]]


class _NothingNew(Exception):
    """It is known already."""


class EvidenceKeeping(UseCases):
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    async def add(
        self, act: Act, assessment_id: str, question: str, pieces: Sequence[Piece], *, warned: bool = False
    ) -> Outcome:
        """For whoever may answer. `warned`: they know that who decides no longer can once they have added
        some."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            if not warned and could_lose_decision(assessment, unit):
                raise Refusal(Why.EVIDENCE_COSTS_DECISION)
            for one in evidence_acts.add(assessment, question, pieces, unit.by):
                unit.log(assessment, "add_evidence", question, number=one.number)
            unit.surfaces.want(assessment, SurfaceKind.CARD)
            given = assessment.given.get(question)
            if given and given.by != act.person:
                unit.note(assessment, Note.ADDED_EVIDENCE, question=question, **told(given))

        return await self._change(act, assessment_id, change)

    async def take_back(self, act: Act, assessment_id: str, number: int) -> Outcome:
        """For who added it, and the owner."""

        def change(assessment: Assessment, unit: UnitOfWork) -> None:
            one = evidence_acts.take_back(assessment, number, unit.by)
            if one is None:
                return  # a double click
            unit.log(assessment, "take_back_evidence", one.question, number=number)
            unit.surfaces.want(assessment, SurfaceKind.CARD)
            if one.by != act.person:
                unit.note(assessment, Note.TOOK_BACK_EVIDENCE, question=one.question, added_by=one.by)

        return await self._change(act, assessment_id, change)

    async def file_deleted(self, workspace: Workspace, file: str) -> None:
        """Slack tells that a file is gone: wherever it is evidence, the record says so."""
        change = partial(evidence_acts.file_deleted, file=file, at=self.now())
        await self._of_file(workspace, file, change, "file_deleted")

    async def file_read(self, workspace: Workspace, file: str, sha256: str) -> None:
        """What the file held, once it was read. That is no news to anybody: the record holds it."""
        await self._of_file(workspace, file, partial(evidence_acts.file_read, file=file, sha256=sha256))

    async def _of_file(self, workspace: Workspace, file: str, change: Change, logged: str = "") -> None:
        """Nobody does it, so nobody is asked whether they may."""

        def work(assessment_id: str, reservation: Reservation, transaction: Transaction) -> Outcome:
            repository, now = self._repository(transaction, workspace), self.now()
            assessment = found(repository, assessment_id, lock=True)
            unit = UnitOfWork(
                repository, Surfaces(transaction), Act(workspace, "", f"file:{file}"), now, self.talk
            )
            changed = change(assessment)
            if not changed:
                raise _NothingNew
            for one in changed if logged else ():
                unit.log(assessment, logged, one.question, number=one.number)
            reservation.claim(unit.surfaces, assessment, repository.lease(assessment_id))
            repository.save(assessment, now)
            return Outcome(assessment)

        with_it = await self.database.read(partial(evidence.with_file, workspace=workspace, file=file))
        for assessment_id in with_it:
            try:
                await self._draw(assessment_id, partial(work, assessment_id))
            except (NotThere, _NothingNew):
                continue
