"""What all use cases share: one transaction, no call to Slack, and somebody who draws what was changed."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import ClassVar, Protocol

from bot.use_cases.requests import Act, NotThere, TakenBefore
from bot.use_cases.talk import Talk
from bot.use_cases.unit_of_work import UnitOfWork
from flows.actor import Acting, Actor
from flows.assessment import Assessment
from flows.framework import Framework
from flows.moments import after
from flows.permissions import check_may_answer, check_not_removed, check_sees_it
from flows.refusals import NotPossible, Refusal, Why
from flows.who_decides import would_lose_decision
from storage import panels
from storage.database import Database
from storage.errors import FrameworkChanged, SheetChanged
from storage.frameworks import FrameworkStore
from storage.lease import Lease
from storage.repository import Repository
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act. `repeated`: Slack sent it again, and it had been taken before. `lost_decision`:
    who acted could decide before, and has taken part in answering now."""

    assessment: Assessment
    repeated: bool = False
    lost_decision: bool = False


class Reservation(Protocol):
    """One assessment, kept for whoever draws it, while a use case changes it."""

    def claim(self, surfaces: Surfaces, assessment: Assessment, lease: Lease) -> None:
        """Within the transaction, before the assessment is saved with its lease: what was marked is claimed
        along with it."""

    def start(self) -> None:
        """It is committed: draw."""

    def give_up(self) -> None:
        """Nothing was changed."""


class Drawing(Protocol):
    """Whoever draws what use cases change."""

    def reserve(self, assessment_id: str) -> Reservation: ...


class Undrawn:
    """Nobody draws: what is behind stays so."""

    def reserve(self, assessment_id: str) -> "Undrawn":
        return self

    def claim(self, surfaces: Surfaces, assessment: Assessment, lease: Lease) -> None:
        pass

    def start(self) -> None:
        pass

    def give_up(self) -> None:
        pass


@dataclass(frozen=True, slots=True, eq=False)
class UseCases:
    """Raises Refusal, or StoreUnavailable; either way nothing was changed."""

    answers_alone: ClassVar[bool] = False
    """Whether these are also for a ballot, in which somebody answers alone. All else would show what is in
    it."""

    database: Database
    frameworks: FrameworkStore
    drawing: Drawing = field(default_factory=Undrawn)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: secrets.token_hex(6)
    talk: Talk = field(default_factory=Talk)

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.now().date()

    def _repository(self, transaction: Transaction, workspace: Workspace) -> Repository:
        store = self.frameworks
        return Repository(transaction, workspace, store.load, store.parts, store.sheets)

    async def _change(
        self,
        act: Act,
        assessment_id: str,
        change: Callable[[Assessment, UnitOfWork], None],
        may: Callable[[Assessment, Actor], None] | None = check_may_answer,
    ) -> Outcome:
        """Change one assessment in one transaction. `may` raises NotAllowed for who must not; None: the
        change asks that itself. Whatever it is, they must be able to see it now, and the outcome says
        whether it cost them the decision."""

        def work(reservation: Reservation, transaction: Transaction) -> Outcome:
            repository = self._repository(transaction, act.workspace)
            assessment = found(repository, assessment_id, lock=True)
            now = after(assessment.updated_at, self.now())
            unit = UnitOfWork(repository, Surfaces(transaction), act, now, self.talk)
            check_in_view(transaction, assessment, unit.by)
            if assessment.panel_of and not self.answers_alone:
                raise NotPossible(Why.NOT_IN_A_BALLOT)
            if not first_time(repository, act, now):
                return Outcome(assessment, repeated=True)
            if may is not None:
                may(assessment, unit.by)
            could_decide = could_lose_decision(assessment, unit)
            change(assessment, unit)
            reservation.claim(unit.surfaces, assessment, repository.lease(assessment_id))
            repository.save(assessment, now)
            lost = could_decide and act.person in assessment.worked_on_it
            return Outcome(assessment, lost_decision=lost)

        return await self._draw(assessment_id, work)

    async def _draw(self, assessment_id: str, work: Callable[[Reservation, Transaction], Outcome]) -> Outcome:
        """Reserve the assessment, change it and claim what is to be drawn in one transaction, and start to
        draw once that is committed."""
        reservation = self.drawing.reserve(assessment_id)
        try:
            outcome = await self.database.write(partial(work, reservation))
        except SheetChanged as error:
            reservation.give_up()
            log.error("No facts can be recorded: %s", error)
            raise Refusal(Why.SHEET_CHANGED) from error
        except BaseException:
            reservation.give_up()
            raise
        reservation.start()
        return outcome


def found(repository: Repository, assessment_id: str, *, lock: bool = False) -> Assessment:
    """Raises NotThere for an id that is not of this workspace. `lock`: it is going to be changed."""
    assessment = repository.get(assessment_id, lock=lock)
    if assessment is None:
        raise NotThere
    return assessment


def could_lose_decision(assessment: Assessment, unit: UnitOfWork) -> bool:
    """Whether taking part in answering would cost whoever acts the decision. The rules are read only for who
    has no part in it yet, and not with each answer."""
    person = unit.act.person
    return person not in assessment.worked_on_it and would_lose_decision(
        assessment, person, unit.rules_of(assessment.channel)
    )


def check_in_view(
    transaction: Transaction, assessment: Assessment, by: Acting, *, of_others: bool = False
) -> None:
    """For whatever is done with it, or shown of it. A ballot is its own person's, as long as they were not
    removed from the private channel of what it is for; what `of_others` it shows, as long as that is sure.
    Raises MustAsk."""
    check_sees_it(assessment, by)
    if assessment.panel_of:
        check_not_removed(panels.channel_of(transaction, assessment.panel_of), by, surely=of_others)


def first_time(repository: Repository, act: Act, now: datetime) -> bool:
    """Remember it; False if it was taken before. Raises TakenBefore if it was, but with other words."""
    is_first = repository.seen.first_time(act.key, now)
    if act.content:
        says_so_first = repository.seen.first_time(f"{act.key}:{act.content}", now)
        if says_so_first and not is_first:
            raise TakenBefore
    return is_first


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Opening(UseCases):
    """Use cases that open new assessments. `framework` holds the questions that these are asked."""

    framework: Framework

    def _add(
        self, repository: Repository, assessment: Assessment, now: datetime, by: str, **detail: str
    ) -> None:
        """Raises Refusal if its questions were changed under their version since the bot began."""
        assessment.sheet = self.frameworks.sheets.in_use
        try:
            repository.add(assessment, now, by, **detail)
        except FrameworkChanged as error:
            log.error("No assessment can be started: %s", error)
            raise Refusal(Why.QUESTIONS_CHANGED) from error
