"""The reconciler: brings to Slack what the database says should be seen, one assessment at a time.

A task for each assessment that is behind: claim, draw, deliver, write down; again until nothing is behind.
Ten changes while it waits are one redraw. After a start, and every SWEEP_SECONDS, whatever is behind is
taken up.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import instance
from bot.delivery import Delivery, Outcome, State
from bot.drawing import THREAD_GONE
from bot.replies import ReplyAddresses
from bot.slack import Slack
from bot.slack_clock import SlackClock
from bot.tasks import Tasks
from flows.assessment import Assessment
from storage.database import Database
from storage.errors import StorageError
from storage.frameworks import FrameworkStore
from storage.repository import Repository, Workspace
from storage.surfaces import Kind, Surface, Surfaces

log = logging.getLogger(__name__)

SWEEP_SECONDS = 20.0
TROUBLE_SECONDS = 300.0
STORE_SECONDS = 2.0
AT_ONCE = 20
"""How many assessments talk to Slack at the same time."""


class Reconciler:
    """Keeps what Slack shows true. `wake` is cheap and returns at once."""

    def __init__(
        self,
        database: Database,
        frameworks: FrameworkStore,
        slack: Slack,
        workspace: Workspace,
        tasks: Tasks,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        holder: str | None = None,
    ) -> None:
        self.addresses = ReplyAddresses(time.monotonic)
        self._database = database
        self._frameworks = frameworks
        self._workspace = workspace
        self._tasks = tasks
        self._now = now
        self._holder = holder or instance.name()
        self.clock = SlackClock()
        self._delivery = Delivery(slack, self.addresses, self.clock)
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._again: dict[str, asyncio.Event] = {}
        self._not_before: dict[str, float] = {}
        self._closing = False
        self._places = asyncio.Semaphore(AT_ONCE)

    def wake(self, assessment_id: str, *, insist: bool = False) -> None:
        """Something of this assessment may be behind. `insist` tries a troubled place at once."""
        if insist:
            self._not_before.pop(assessment_id, None)
        if assessment_id in self._at_work:
            self._again[assessment_id].set()
            return
        self._again[assessment_id] = asyncio.Event()
        work = self._keep(assessment_id)
        self._at_work[assessment_id] = self._tasks.spawn(work, f"drawing {assessment_id}")

    async def wake_channel(self, channel: str) -> None:
        """The bot was invited there, or the channel came back."""
        waiting = await self._database.read(lambda s: Surfaces(s).waiting_in(self._workspace, channel))
        for assessment_id in waiting:
            self.wake(assessment_id, insist=True)

    async def settled(self, assessment_id: str, seconds: float) -> None:
        """Wait until this assessment is drawn, for at most `seconds`."""
        if task := self._at_work.get(assessment_id):
            await asyncio.wait([task], timeout=seconds)

    def close(self) -> None:
        """Finish what is under way, and wait for nothing any more."""
        self._closing = True
        for again in self._again.values():
            again.set()

    async def sweep_forever(self) -> None:
        """Take up whatever is behind: after a start, and what another process or a fault left."""
        while True:
            try:
                for assessment_id in await self._database.read(lambda s: Surfaces(s).behind(self._workspace)):
                    if self._not_before.get(assessment_id, 0.0) <= time.monotonic():
                        self.wake(assessment_id)
            except StorageError as error:
                log.error("The database cannot be read: %s", error)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _keep(self, assessment_id: str) -> None:
        again = self._again[assessment_id]
        try:
            while True:
                again.clear()
                wait = await self._round(assessment_id)
                if self._closing or (wait is None and not again.is_set()):
                    return
                if wait:
                    # A new change is drawn at once: what must wait is kept back by its own gate.
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(again.wait(), wait)
        finally:
            del self._at_work[assessment_id]
            del self._again[assessment_id]

    async def _round(self, assessment_id: str) -> float | None:
        """One claim and what follows. None: nothing is left to do; else seconds until the next round."""
        try:
            # The place comes first: a lease that was taken while waiting for one could run out.
            async with self._places:
                claimed = await self._database.write(partial(self._claim, assessment_id))
                return await self._bring(*claimed) if claimed else None
        except StorageError as error:
            log.error("Drawing waits, because the database cannot be used: %s", error)
            return STORE_SECONDS

    async def _bring(self, assessment: Assessment, surfaces: list[Surface]) -> float | None:
        wait: float | None = None
        left = len(surfaces)
        async for outcomes in self._delivery.bring(assessment, surfaces):
            left -= len(outcomes)
            record = partial(self._record, assessment, outcomes, last=left == 0)
            wait = _longer(wait, await self._write_down(record))
        return wait

    async def _write_down(self, record: Callable[[Session], float | None]) -> float | None:
        """What was brought to Slack must be written down before anything else is claimed, or it would be
        brought again. While the store cannot be used, nothing else can be done anyway."""
        while True:
            try:
                return await self._database.write(record)
            except StorageError as error:
                log.error("What is shown could not be written down: %s", error)
                if self._closing:
                    raise
                await asyncio.sleep(STORE_SECONDS)

    def _claim(self, assessment_id: str, session: Session) -> tuple[Assessment, list[Surface]] | None:
        troubled = self._not_before.get(assessment_id, 0.0) > time.monotonic()
        surfaces = Surfaces(session).claim(
            assessment_id, self._holder, self._now(), instance.may_live, only_notices=troubled
        )
        if not surfaces:
            return None
        store = self._frameworks
        assessment = Repository(session, self._workspace, store.load, store.parts).get(assessment_id)
        return (assessment, surfaces) if assessment else None

    def _record(
        self, assessment: Assessment, outcomes: list[Outcome], session: Session, *, last: bool
    ) -> float | None:
        """Write down what came of it; with the last of a round, let go of the assessment if nothing is
        left to do or only waiting helps. Returns like `_round`."""
        surfaces = Surfaces(session)
        surfaces.lock(assessment.id)
        for outcome in outcomes:
            match outcome.state:
                case State.SHOWN:
                    surfaces.shown(
                        outcome.surface, channel=outcome.channel, ts=outcome.ts, detail=outcome.detail
                    )
                case State.FOUND:
                    surfaces.found(outcome.surface, ts=outcome.ts)
                case State.IN_DOUBT:
                    surfaces.not_shown(outcome.surface, in_doubt=True)
                case State.GONE:
                    surfaces.not_shown(outcome.surface, gone=True)
                case State.LATER | State.NO_PLACE:
                    surfaces.not_shown(
                        outcome.surface, in_doubt=outcome.surface.in_doubt and not outcome.looked
                    )
        trouble = next((o.code for o in outcomes if o.state is State.NO_PLACE), None)
        if trouble:
            surfaces.notice(assessment, trouble)
            # A deleted thread does not come back: each try would post in the channel, and take it away.
            until = math.inf if trouble == THREAD_GONE else time.monotonic() + TROUBLE_SECONDS
            self._not_before[assessment.id] = until
        elif assessment.trouble and any(
            o.state is State.SHOWN and o.surface.kind is not Kind.NOTICE for o in outcomes
        ):
            surfaces.notices_are_over(assessment.id)
        only_notices = all(outcome.surface.kind is Kind.NOTICE for outcome in outcomes)
        if assessment.trouble != trouble and (trouble or not only_notices):
            surfaces.trouble(assessment.id, trouble)
        waits = [outcome.seconds for outcome in outcomes if outcome.seconds]
        troubled = self._not_before.get(assessment.id, 0.0) > time.monotonic()
        more = surfaces.due(assessment.id, only_notices=troubled)
        if last and (waits or not more):
            surfaces.release(assessment.id, self._holder, self._now())
        return max(waits, default=0.0) if more else None


def _longer(one: float | None, other: float | None) -> float | None:
    return max((wait for wait in (one, other) if wait is not None), default=None)
