"""The reconciler: brings to Slack what the database says should be seen, one assessment at a time.

Claim, draw, deliver, write down; again until nothing is behind. Ten changes while it is at it are one
redraw. A use case that finds nobody at work claims in its own transaction. After a start, every
SWEEP_SECONDS, and when the clock was moved, whatever is behind is taken up.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from bot.reconciler import drawing, process
from bot.reconciler.delivery import Claimed, Delivered, Delivery, DeliveryState, Names
from bot.reconciler.timers import Later, Timers
from bot.reconciler.troubled_places import TroubledPlaces
from bot.slack.calls import CALL_SECONDS
from bot.slack.client import Slack
from bot.slack.clock import SlackClock
from bot.slack.response_urls import ReplyAddresses
from bot.slack.visibility import Visibility
from bot.tasks import Tasks
from flows.assessment import Assessment
from flows.notes import Told, about_unreached
from storage.answering import earlier_answers
from storage.claims import Claims
from storage.database import Database
from storage.errors import StorageError
from storage.frameworks import FrameworkStore
from storage.lease import LEASE, Lease
from storage.panels import channel_of
from storage.repository import Repository
from storage.surfaces import Surfaces
from storage.transaction import Transaction
from storage.workspace import Workspace

log = logging.getLogger(__name__)

SWEEP_SECONDS = 20.0
TICK = 1.0
"""Seconds of real time: how soon a clock that was moved is noticed."""
STORE_SECONDS = 2.0
AT_ONCE = 100
"""How many assessments talk to Slack at the same time."""
GOOD_FOR = LEASE.total_seconds() - CALL_SECONDS - 5.0
"""Seconds after a claim in which a call to Slack may begin: it ends before the lease does."""


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
        visibility: Visibility,
        names: Names,
        url: str,
        clock: SlackClock,
        holder: str | None = None,
        is_known: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """`is_known`: whether what `clock` says can be believed just now; it is waited for."""
        self.clock = clock
        self.addresses = ReplyAddresses(clock)
        self._database = database
        self._frameworks = frameworks
        self._workspace = workspace
        self._tasks = tasks
        self._holder = holder or process.name()
        self._delivery = Delivery(
            slack, self.addresses, self.clock, self._now, visibility, names, url, is_known
        )
        self._at_work: dict[str, asyncio.Task[None] | None] = {}
        self._again: set[str] = set()
        self._timers = Timers(clock, self.wake)
        self._troubled = TroubledPlaces()
        self._closing = False
        self._places = asyncio.Semaphore(AT_ONCE)

    def wake(self, assessment_id: str, *, insist: bool = False) -> None:
        """Something of this assessment may be behind. `insist` tries a troubled place at once."""
        if insist:
            self.insist(assessment_id)
        if assessment_id in self._at_work:
            self._again.add(assessment_id)
        elif not self._closing:
            self._begin(assessment_id, None)

    def insist(self, assessment_id: str) -> None:
        """A place that was in trouble is worth a try the next time."""
        self._troubled.insist(assessment_id)

    def reserve(self, assessment_id: str) -> "Reservation":
        """For a use case that is about to change this assessment, and has what it marks drawn."""
        is_free = not (assessment_id in self._at_work or self._places.locked() or self._closing)
        if is_free:
            self._at_work[assessment_id] = None
        return Reservation(self, assessment_id, is_free=is_free)

    async def wake_channel(self, channel: str) -> None:
        """The bot was invited there, or the channel came back."""
        for assessment_id in await self._database.read(partial(self._behind, channel=channel)):
            self.wake(assessment_id, insist=True)

    async def settled(self, assessment_id: str, seconds: float) -> None:
        """Wait until this assessment is drawn, for at most `seconds`."""
        if task := self._at_work.get(assessment_id):
            await asyncio.wait([task], timeout=seconds)

    def close(self) -> None:
        """Finish what is under way, and wait for nothing any more."""
        self._closing = True
        self._timers.clear()

    async def sweep_forever(self) -> None:
        """Take up whatever is behind: after a start, what another process or a fault left, and what a new day
        has made untrue."""
        swept = -SWEEP_SECONDS
        while True:
            # In this order: a moved clock is to be noted, whether or not a sweep was due.
            if self._timers.follow() or time.monotonic() - swept >= SWEEP_SECONDS:
                swept = time.monotonic()
                await self._sweep()
            await asyncio.sleep(min(TICK, SWEEP_SECONDS))

    async def _sweep(self) -> None:
        try:
            for assessment_id in await self._database.read(self._worth_a_try):
                # In a full room, hundreds that wait for a limit would try in vain. What only has a time at
                # which it is due is not left out: another process may have changed it, and been killed.
                if not self._timers.waits_for_slack(assessment_id):
                    self.wake(assessment_id)
        except StorageError as error:
            log.log(error.level, "The database cannot be read: %s", error)

    # --- one assessment at a time

    def _begin(self, assessment_id: str, claimed: Claimed | None) -> None:
        self._timers.cancel(assessment_id)
        work = self._keep(assessment_id, claimed)
        self._at_work[assessment_id] = self._tasks.spawn(work, f"drawing {assessment_id}")

    async def _keep(self, assessment_id: str, claimed: Claimed | None) -> None:
        later: Later | None = None
        try:
            # The place comes first: a lease that was taken while waiting for one could run out.
            async with self._places:
                while True:
                    self._again.discard(assessment_id)
                    later = await self._round(assessment_id, claimed)
                    claimed = None
                    # A new change is drawn at once: what must wait is kept back by its own gate.
                    goes_on = (later is not None and later.is_now) or assessment_id in self._again
                    if self._closing or not goes_on:
                        return
        finally:
            self._end(assessment_id, later)

    def _end(self, assessment_id: str, later: Later | None) -> None:
        """Nobody is at work on it any more; go on when it is time."""
        del self._at_work[assessment_id]
        if self._closing:
            return
        if assessment_id in self._again:
            self._again.discard(assessment_id)
            self._begin(assessment_id, None)
        elif later is not None:
            self._timers.set(assessment_id, later)

    async def _round(self, assessment_id: str, claimed: Claimed | None) -> Later | None:
        """One claim and what follows. None: nothing is left to do; else when the next round is."""
        try:
            claimed = claimed or await self._database.write(partial(self._claim_anew, assessment_id))
            return await self._bring(claimed) if claimed else None
        except StorageError as error:
            log.log(error.level, "Drawing waits, because the database cannot be used: %s", error)
            return Later(wait=STORE_SECONDS)

    async def _bring(self, claimed: Claimed) -> Later | None:
        due: float | None = None
        wait, known = 0.0, list[Delivered]()
        async for outcomes in self._delivery.bring(claimed):
            known += outcomes
            wait, let_go = _soonest(known), len(known) == len(claimed.surfaces)
            due = await self._write_down(partial(self._record, claimed.assessment, outcomes, let_go=let_go))
        return None if due is None else Later(due, wait)

    async def _write_down(self, record: Callable[[Transaction], float | None]) -> float | None:
        """What was brought to Slack must be written down before anything else is claimed, or it would be
        brought again. While the store cannot be used, nothing else can be done anyway."""
        while True:
            try:
                # A power cut that takes this back leaves a post in doubt, and it is found again.
                return await self._database.write_lightly(record)
            except StorageError as error:
                log.log(error.level, "What is shown could not be written down: %s", error)
                if self._closing:
                    raise
                await asyncio.sleep(STORE_SECONDS)

    # --- within a transaction

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def _behind(self, transaction: Transaction, channel: str | None = None) -> list[str]:
        return Claims(Surfaces(transaction), self._now()).behind(self._workspace, channel)

    def _worth_a_try(self, transaction: Transaction) -> list[str]:
        return self._troubled.worth_a_try(Claims(Surfaces(transaction), self._now()), self._workspace)

    def _claim(
        self, surfaces: Surfaces, assessment: Assessment, lease: Lease, until: float
    ) -> Claimed | None:
        only_notices = self._troubled.is_held_back(assessment.id, assessment.trouble)
        found = Claims(surfaces, self._now()).claim(
            assessment.id, lease, self._holder, process.may_live, only_notices=only_notices
        )
        if not found:
            return None
        is_told = any(drawing.tells_of_changes(one) for one in found)
        earlier = earlier_answers(surfaces.transaction, assessment) if is_told else {}
        of_others = ""
        if assessment.panel_of and assessment.panel:
            of_others = channel_of(surfaces.transaction, assessment.panel_of)
        return Claimed(assessment, found, until, earlier, of_others)

    def _claim_anew(self, assessment_id: str, transaction: Transaction) -> Claimed | None:
        until = time.monotonic() + GOOD_FOR
        store = self._frameworks
        repository = Repository(transaction, self._workspace, store.load, store.parts, store.sheets)
        assessment = repository.get(assessment_id, lock=True)
        if assessment is None:
            return None
        claimed = self._claim(Surfaces(transaction), assessment, repository.lease(assessment_id), until)
        repository.save_lease(assessment_id)
        return claimed

    def _record(
        self,
        assessment: Assessment,
        outcomes: list[Delivered],
        transaction: Transaction,
        *,
        let_go: bool,
    ) -> float | None:
        """Write down what came of it; at the end of a round, let go of the assessment. Returns the seconds
        until something is due; None: nothing is."""
        surfaces = Surfaces(transaction)
        claims = Claims(surfaces, self._now())
        held = (claims.release if let_go else claims.is_held)(assessment.id, self._holder)
        for outcome in outcomes:
            _record_one(claims, outcome, held=held)
            if held and outcome.was_not_asked:
                who = outcome.surface.reader
                about = about_unreached(who)
                surfaces.tell(assessment, assessment.owner, Told.PANEL_UNREACHED, about, whom=who)
        trouble = self._troubled.learn(claims, surfaces, assessment, outcomes)
        return claims.due_in(assessment.id, only_notices=self._troubled.is_held_back(assessment.id, trouble))


class Reservation:
    """What follows from a use case: claimed in its own transaction, drawn once that is committed. If the
    assessment was being drawn already, whoever does that goes round once more."""

    def __init__(self, reconciler: Reconciler, assessment_id: str, *, is_free: bool) -> None:
        self._reconciler = reconciler
        self._id = assessment_id
        self._is_free = is_free
        # From before the transaction begins, in which the lease is taken.
        self._until = time.monotonic() + GOOD_FOR
        self._claimed: Claimed | None = None

    def claim(self, surfaces: Surfaces, assessment: Assessment, lease: Lease) -> None:
        """Within the transaction, before the assessment is saved with its lease."""
        if not self._is_free:
            return
        claimed = self._reconciler._claim(surfaces, assessment, lease, self._until)
        if claimed:
            surfaces.transaction.once_committed(partial(setattr, self, "_claimed", claimed))

    def start(self) -> None:
        """It is committed: draw what was claimed."""
        if self._is_free:
            self._reconciler._begin(self._id, self._claimed)
        else:
            self._reconciler.wake(self._id)

    def give_up(self) -> None:
        """Nothing was changed."""
        if self._is_free:
            self._reconciler._end(self._id, None)


def _soonest(outcomes: list[Delivered]) -> float:
    """Seconds until something of this is worth a try: a headline that waits for minutes must not hold
    back a card that can be brought now."""
    if any(
        outcome.state in (DeliveryState.FOUND, DeliveryState.GONE) or outcome.looked for outcome in outcomes
    ):
        return 0.0
    return min((outcome.seconds for outcome in outcomes if outcome.seconds), default=0.0)


def _record_one(claims: Claims, outcome: Delivered, *, held: bool) -> None:
    surface = outcome.surface
    match outcome.state:
        case DeliveryState.SHOWN:
            claims.shown(
                surface, channel=outcome.channel, ts=outcome.ts, detail=outcome.detail, until=outcome.until
            )
        case DeliveryState.FOUND:
            claims.found(surface, ts=outcome.ts)
        case _ if not held:
            pass  # another process took over meanwhile: what it began is its own
        case DeliveryState.IN_DOUBT:
            claims.not_shown(surface, in_doubt=True, put_off=outcome.put_off)
        case DeliveryState.GONE:
            claims.not_shown(surface, gone=True)
        case DeliveryState.LATER | DeliveryState.NO_PLACE:
            in_doubt = surface.in_doubt and not outcome.looked
            claims.not_shown(surface, in_doubt=in_doubt, put_off=outcome.put_off)
