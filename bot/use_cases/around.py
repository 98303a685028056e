"""An assessment and the ballots of its panel, changed in one transaction.

The assessment is locked first, always, so that two orders of locking never meet.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from bot.use_cases.base import Opening, Outcome, Reservation, first_time, found
from bot.use_cases.requests import Act, NotThere
from bot.use_cases.unit_of_work import UnitOfWork
from flows.assessment import Assessment
from flows.moments import after
from flows.permissions import check_sees_it
from flows.refusals import NotPossible, Why
from storage import panels
from storage.repository import Repository
from storage.surfaces import Surfaces
from storage.transaction import Transaction


@dataclass(slots=True)
class Around:
    """An assessment with the ballots of its panel, within one transaction. `changed`: what is to be saved."""

    assessment: Assessment
    unit: UnitOfWork
    changed: dict[str, Assessment] = field(default_factory=dict)
    _ballots: dict[str, Assessment] | None = None

    @property
    def repository(self) -> Repository:
        return self.unit.repository

    @property
    def ballots(self) -> dict[str, Assessment]:
        """All of them, by id."""
        if self._ballots is None:
            ids = panels.ballots_of(self.repository.transaction, self.assessment.id, self.unit.act.workspace)
            found = {id: self.changed.get(id) or self.repository.get(id, lock=True) for id in ids}
            self._ballots = {id: ballot for id, ballot in found.items() if ballot}
        return self._ballots

    def touch(self, *assessments: Assessment) -> None:
        self.changed |= {one.id: one for one in assessments}


class AroundPanels(Opening):
    """What use cases share that change both. Raises Refusal, or StoreUnavailable; either way nothing was
    changed."""

    async def _around_ballot(
        self, act: Act, ballot_id: str, change: Callable[[Around], Assessment]
    ) -> Outcome:
        def panel_of(transaction: Transaction) -> str:
            ballot = self._repository(transaction, act.workspace).get(ballot_id)
            if ballot is None or ballot.panel_of is None:
                raise NotThere
            return ballot.panel_of

        of = await self.database.read(panel_of)
        return await self._around(act, of, ballot_id, change)

    async def _around(
        self,
        act: Act,
        assessment_id: str,
        drawn: str,
        change: Callable[[Around], Assessment],
        *,
        asks_sight: bool = True,
    ) -> Outcome:
        """Change an assessment and ballots of its panel in one transaction. `drawn`: which of them whoever
        acts looks at; the others are drawn beside it."""
        also: set[str] = set()

        def work(reservation: Reservation, transaction: Transaction) -> Outcome:
            also.clear()
            repository = self._repository(transaction, act.workspace)
            assessment = found(repository, assessment_id, lock=True)
            now = after(assessment.updated_at, self.now())
            if assessment.panel_of:
                raise NotPossible(Why.NOT_IN_A_BALLOT)
            unit = UnitOfWork(repository, Surfaces(transaction), act, now, self.talk)
            if asks_sight:
                check_sees_it(assessment, unit.by)
            around = Around(assessment, unit)
            if not first_time(repository, act, now):
                seen = assessment if drawn == assessment_id else repository.get(drawn)
                return Outcome(seen or assessment, repeated=True)
            looked_at = change(around)
            around.touch(assessment)
            _save_all(around, looked_at, reservation, now)
            also.update(around.changed.keys() - {looked_at.id})
            return Outcome(looked_at)

        outcome = await self._draw(drawn, work)
        for id in sorted(also):
            self.drawing.reserve(id).start()
        return outcome


def _save_all(around: Around, looked_at: Assessment, reservation: Reservation, now: datetime) -> None:
    repository = around.repository
    reservation.claim(around.unit.surfaces, looked_at, repository.lease(looked_at.id))
    if looked_at.id not in around.changed:
        repository.save_lease(looked_at.id)  # it was added in this transaction
    for one in around.changed.values():
        repository.save(one, now)


def draw_reveal(around: Around, questions: Collection[str]) -> None:
    """What the thread says of how people answered, a message for each principle."""
    framework = around.assessment.framework
    for number, principle in enumerate(framework.principles, start=1):
        if any(question.id in questions for question in principle.questions):
            around.unit.surfaces.reveal(around.assessment, principle.id, number)
