"""What all use cases share: one transaction, no call to Slack, and somebody who draws what was changed."""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

from bot.use_cases.requests import Act, NotThere, TakenBefore
from bot.use_cases.unit_of_work import Desk, check_may_answer
from flows.assessment import Assessment
from flows.framework import Framework
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.lease import Lease
from storage.repository import Repository
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act. `repeated`: Slack sent it again, and it had been taken before."""

    assessment: Assessment
    repeated: bool = False


class Drawing(Protocol):
    """Whoever draws what use cases change. What is marked as behind is handed over before the assessment is
    saved, with its lease, and drawn after the commit."""

    def hold(
        self, assessment_id: str
    ) -> contextlib.AbstractContextManager[Callable[[Surfaces, Assessment, Lease], None]]: ...


class Undrawn:
    """Nobody draws: what is behind stays so."""

    @contextlib.contextmanager
    def hold(self, assessment_id: str) -> Iterator[Callable[[Surfaces, Assessment, Lease], None]]:
        yield lambda surfaces, assessment, lease: None


@dataclass(frozen=True, slots=True, eq=False)
class UseCases:
    """Raises FlowError with words for the person, or StoreUnavailable; either way nothing was changed."""

    database: Database
    frameworks: FrameworkStore
    drawing: Drawing = field(default_factory=Undrawn)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: secrets.token_hex(6)

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.now().date()

    def _repository(self, transaction: Transaction, workspace: Workspace) -> Repository:
        return Repository(transaction, workspace, self.frameworks.load, self.frameworks.parts)

    async def _change(
        self,
        act: Act,
        assessment_id: str,
        change: Callable[[Assessment, Desk], None],
        may: Callable[[Assessment, Act], None] = check_may_answer,
    ) -> Outcome:
        """Change one assessment in one transaction. `may` raises NotAllowed for who must not."""

        def work(transaction: Transaction) -> Outcome:
            repository, now = self._repository(transaction, act.workspace), self.now()
            assessment = repository.get(assessment_id, lock=True)
            if assessment is None:
                raise NotThere
            if not first_time(repository, act, now):
                return Outcome(assessment, repeated=True)
            may(assessment, act)
            surfaces = Surfaces(transaction)
            change(assessment, Desk(repository, surfaces, act, now))
            claim(surfaces, assessment, repository.lease(assessment_id))
            repository.save(assessment, now)
            return Outcome(assessment)

        with self.drawing.hold(assessment_id) as claim:
            return await self.database.write(work)


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
