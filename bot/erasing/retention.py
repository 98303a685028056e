"""The rules of the workspace, followed: what is due is announced, and erased when people knew it long enough.

A sweep looks at a few, and others come before the next one: what 10,000 assessments are due for on one day is
done within hours, and nobody who clicks waits for it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot.cards.retention import length
from bot.slack.errors import SlackProblem
from bot.slack.users import People
from bot.slack.visibility import Seen
from flows.assessment import Assessment
from flows.days import begins_everywhere
from flows.retention import Announce, Erase, Next, Unheard, Wait, outcome_of, what_next
from flows.retention_rules import Outcome
from flows.settings import WorkspaceSettings
from storage import retention
from storage.database import Database
from storage.erasing import Tombstone, erase
from storage.frameworks import FrameworkStore
from storage.repository import Repository
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.workspace import Workspace

log = logging.getLogger(__name__)

A_SWEEP = 100
"""Assessments, each in a transaction of its own of a few milliseconds."""
BY = "Balance, by the rules of the workspace"
LATER = timedelta(days=1)
"""When to look again at what could not be judged, or of which nobody can be told."""
_NAMES = {
    Outcome.APPROVED: "approved",
    Outcome.DECLINED: "declined",
    Outcome.ABANDONED: "abandoned, or closed without a decision,",
}


@dataclass(frozen=True, slots=True)
class Sweep:
    """`seen_by`: what somebody may see in Slack. `now` is UTC. `erased` is called for what is then to go from
    Slack."""

    database: Database
    frameworks: FrameworkStore
    people: People
    seen_by: Callable[[str], Awaitable[Seen]]
    workspace: Workspace
    now: Callable[[], datetime]
    erased: Callable[[], None] = lambda: None

    async def sweep(self) -> None:
        """Do what is due now, of at most A_SWEEP assessments. Raises StorageError."""
        found = await self.database.write(self._due)
        unheard = dict[str, date]()
        for id in found:
            try:
                done = await self.database.write(partial(self._judge, id))
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                log.error("How long %s is kept cannot be said", id, exc_info=error)
                await self._wait(id, self.now() + LATER)
                continue
            if isinstance(done, Unheard):
                unheard[id] = done.on
            elif isinstance(done, Erase):
                self.erased()
            await asyncio.sleep(0)  # who clicks meanwhile is not kept waiting
        for id, on in unheard.items():
            await self._announce_anew(id, on)

    def _due(self, transaction: Transaction) -> list[str]:
        now = self.now()
        if not SettingsStore(transaction, self.workspace).workspace().retention.is_set:
            retention.look_at_none(transaction, self.workspace, now)
        return retention.due(transaction, self.workspace, now, A_SWEEP)

    def _judge(self, id: str, transaction: Transaction) -> Next | None:
        """Say what is next, and do it. None: it is gone."""
        repository, now = self._repository(transaction), self.now()
        assessment = repository.get(id, lock=True)
        if assessment is None:
            return None
        settings = SettingsStore(transaction, self.workspace).workspace()
        later, gone = retention.later_looks(repository, assessment)
        told = retention.told_at(transaction, assessment)
        last_erased = _counts(gone, assessment, settings)
        next = what_next(assessment, settings.retention, later, told, now, last_erased)
        match next:
            case Wait(until, called_off):
                if called_off:
                    _set_day(repository, assessment, None, now)
                _wait(transaction, id, until)
            case Announce(on):
                _set_day(repository, assessment, on, now)
                _wait(transaction, id, on)
            case Erase():
                log.info("%s is erased by the rules of the workspace", id)
                erase(transaction, id, by=BY, why=_why(assessment, settings), at=now)
            case Unheard():
                pass  # whether anybody is there to be told, Slack knows
        return next

    async def _announce_anew(self, id: str, on: date) -> None:
        """Its day has come, and nobody was told. Where there is nobody to tell, it stays as it is."""

        def announce(transaction: Transaction) -> None:
            repository, now = self._repository(transaction), self.now()
            assessment = repository.get(id, lock=True)
            if assessment and assessment.erase_on and assessment.erase_on < on:
                _set_day(repository, assessment, on, now)
                _wait(transaction, id, on)

        if await self._is_somebody_there(id):
            await self.database.write(announce)
        else:
            log.warning("%s is not erased, because there is nobody to be told of it: see balance doctor", id)
            await self._wait(id, self.now() + LATER)

    async def _is_somebody_there(self, id: str) -> bool:
        """Who can be told, but may not see its channel, is told of nothing."""

        def ask(transaction: Transaction) -> tuple[Assessment | None, Collection[str]]:
            leads = SettingsStore(transaction, self.workspace).workspace().leads
            return self._repository(transaction).get(id), leads

        assessment, leads = await self.database.read(ask)
        if assessment is None:
            return False
        for person in sorted({*leads, assessment.owner}):
            try:
                if not (await self.people.one(person)).can_be_told:
                    continue
                if (await self.seen_by(person)).shows(assessment, person):
                    return True
            except SlackProblem as problem:
                log.info("Whether %s can be told is not known yet: %s", person, problem)
        return False

    async def _wait(self, id: str, until: datetime) -> None:
        await self.database.write(lambda t: retention.look_again_from(t, id, until))

    def _repository(self, transaction: Transaction) -> Repository:
        return Repository(transaction, self.workspace, self.frameworks.load, self.frameworks.parts)


def _set_day(repository: Repository, assessment: Assessment, on: date | None, now: datetime) -> None:
    """Of nobody: the record says that it is so, and History tells what people did."""
    assessment.erase_on = on
    repository.save(assessment, now)


def _wait(transaction: Transaction, id: str, until: date | None) -> None:
    retention.look_again_from(transaction, id, begins_everywhere(until) if until else None)


def _counts(gone: Tombstone | None, assessment: Assessment, settings: WorkspaceSettings) -> datetime | None:
    """From when the last look counts, which was erased. Where the rule took it that is this one's as well,
    its time is over, and so is this one's: else each would wait for its whole time once more."""
    if gone is None or (gone.by == BY and gone.why == _why(assessment, settings)):
        return None
    return gone.at


def _why(assessment: Assessment, settings: WorkspaceSettings) -> str:
    """The rule, as it is kept with what is left of one that was erased; nothing where there is none."""
    outcome = outcome_of(assessment)
    period = settings.retention.of(outcome) if outcome else None
    return f"What was {_NAMES[outcome]} is kept for {length(period)}." if outcome and period else ""
