"""Use cases on a real SQLite file, and people who act: what the tests of use cases are built from."""

import itertools
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.sandbox.world.riverside import AMINA, GOVERNANCE, HOUSING, SOCIAL_CARE
from bot.use_cases.answering import Answering
from bot.use_cases.reading import Reading
from bot.use_cases.relocating import Relocating
from bot.use_cases.remembering import Remembering
from bot.use_cases.requests import Act, message_key
from bot.use_cases.starting import StartForm, Starting
from flows.answer import Answer
from flows.assessment import Assessment
from flows.machine import Trigger
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.surface_rows import SurfaceKind, SurfaceRows
from storage.tables import ACTIVITY
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.flows.frameworks import framework

HERE = Workspace("T0RIVERSIDE")
EVERYWHERE = dict.fromkeys((HOUSING, SOCIAL_CARE, GOVERNANCE), True)
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


class Office:
    """The use cases with one assessment, and people who act on it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.frameworks = FrameworkStore()
        questions = framework((1, 1), (1, 1))
        self.database.write_now(lambda transaction: self.frameworks.keep(transaction, questions, NOW))
        self._minutes, self._keys = itertools.count(), itertools.count(1)
        self.use = Answering(self.database, self.frameworks, now=self.passing)
        self.reading = Reading(self.database, self.frameworks, now=self.passing)
        self.remembering = Remembering(self.database, self.passing)
        self.starting = Starting(
            self.database,
            self.frameworks,
            now=self.passing,
            new_id=lambda: f"assessment{next(self._keys)}",
            framework=questions,
        )
        self.relocating = Relocating(self.database, self.frameworks, now=self.passing)
        self.id = ""

    def passing(self) -> datetime:
        return NOW + timedelta(minutes=next(self._minutes))

    def ts(self) -> str:
        """Of what somebody does just now."""
        return "2000.000001"

    def act(
        self,
        person: str = AMINA,
        *,
        key: str | None = None,
        ts: str = "",
        channel: str | None = HOUSING,
        workspace: Workspace = HERE,
    ) -> Act:
        """Of somebody who can see all there is."""
        key = key or f"key {next(self._keys)}"
        return Act(workspace, person, key, ts or self.ts(), channel, sees=EVERYWHERE)

    def typed(self, person: str = AMINA, *, ts: str) -> Act:
        """A message of this `ts`."""
        return self.act(person, ts=ts, key=message_key(HOUSING, ts))

    async def start(self, title: str = "Falls data", assessors: frozenset[str] = frozenset()) -> None:
        form = StartForm(title, "", HOUSING, assessors)
        self.id = (await self.starting.start(self.act(), form)).assessment.id

    async def now(self) -> Assessment:
        return await self.reading.get(HERE, self.id)

    async def click(self, rating: int = 4, person: str = AMINA, turn: int | None = None) -> None:
        """Click a rating on the current card, or on one of an earlier turn."""
        found = await self.now()
        question = found.progress.question
        await self.use.move(
            self.act(person),
            self.id,
            Trigger.ANSWER,
            turn=found.turn if turn is None else turn,
            question=question.id if question else None,
            answer=Answer.rated(rating),
        )

    async def fire(self, trigger: Trigger, person: str = AMINA, to: str | None = None) -> None:
        await self.use.move(self.act(person), self.id, trigger, to=to)

    async def answer_all(self) -> None:
        for rating in (4, 5, 4, 5):  # the same twice in one moment is one tap
            await self.click(rating)

    def wanted(self) -> dict[SurfaceKind, int]:
        """How often each kind of surface was asked for so far."""

        def count(transaction: Transaction) -> dict[SurfaceKind, int]:
            rows = SurfaceRows(transaction).of(self.id)
            return {SurfaceKind(row.kind): row.wanted for row in rows}

        return self.database.write_now(count)

    def log(self) -> list[tuple[str, str]]:
        def read(transaction: Transaction) -> list[tuple[str, str]]:
            rows = transaction.execute(select(ACTIVITY).order_by(ACTIVITY.c.id))
            return [(row.user_id, row.what) for row in rows]

        return self.database.write_now(read)
