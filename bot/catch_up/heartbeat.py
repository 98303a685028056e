"""Whether the bot hears what is said, and until when it did: after a break it looks back."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.tasks import Tasks
from storage.database import Database
from storage.deduplication import SeenEvents
from storage.errors import StorageError
from storage.listening import Span, last_span, remember
from storage.transaction import Transaction
from storage.workspace import Workspace

log = logging.getLogger(__name__)

BEAT_SECONDS = 10.0
SHORT = timedelta(seconds=30)
"""A break for which Slack's own retries are enough."""
RETRIES = timedelta(minutes=7)
"""Slack sends an event again at once, after 1 and after 5 minutes, and then no more."""
SEEN_FOR = timedelta(days=2)
"""Slack gives up on an event after an hour; a form may stay open overnight."""
DAY = timedelta(days=1)

Heard = Callable[[bool], None]
"""Told at each beat whether this process has heard all that Slack told since the one before: not after a
break, nor while another process, which hears the rest, listens on the same store."""

Connection = Callable[[], Awaitable[str | None]]
"""The name of the connection to Slack, another one after each break; None while there is none."""


class Listening:
    """Writes down every few seconds that the bot hears, and only while it does.

    What was said in a break is looked for before the next moment is written down: if the process ends
    meanwhile, the next one looks for it again.

    `now` is Slack's time, in which moments are written down. `here` is this machine's, in seconds: it
    tells whether the process itself was away, for Slack's may jump while nothing was missed. `is_known`:
    whether `now` can be believed just now; else nothing is written down.
    """

    def __init__(
        self,
        database: Database,
        workspace: Workspace,
        now: Callable[[], datetime],
        look_back: Callable[[Span], Awaitable[None]],
        tasks: Tasks,
        here: Callable[[], float] = time.time,
        heard: Heard = lambda everything: None,
        is_known: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._now = now
        self._look_back = look_back
        self._tasks = tasks
        self._heard = heard
        self._is_known = is_known
        self._here = here
        self._beating: asyncio.Task[None] | None = None
        self._connection: str | None = None
        self._span: Span | None = None
        self._heard_at = 0.0
        self._forgot: datetime = datetime.min.replace(tzinfo=UTC)

    def start(self, connection: Connection) -> None:
        """Called when the transport is up."""
        self._beating = self._tasks.spawn_lasting(partial(self._beat_forever, connection), "listening")

    async def stop(self) -> None:
        """Write down that it was heard until now, if it was."""
        if self._beating is None:
            return
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)
        if self._span and not self._was_away() and await self._can_date():
            with contextlib.suppress(StorageError):
                await self._remember(Span(self._span.since, self._now()))

    async def beat(self, connection: Connection) -> None:
        """One look at the connection. Raises StorageError."""
        here = await connection()
        if here is None:
            self._heard(False)
            return
        if not await self._can_date():
            return
        if self._span is None or here != self._connection or self._was_away():
            self._span, began = None, self._now()
            await self._catch_up(began)
            if await connection() != here:
                return
            self._connection, self._span = here, Span(began, began)
        await self._remember(Span(self._span.since, self._now()))

    async def _beat_forever(self, connection: Connection) -> None:
        while True:
            try:
                await self.beat(connection)
            except StorageError as error:
                log.log(error.level, "It cannot be written down that Balance is here: %s", error)
            await asyncio.sleep(BEAT_SECONDS)

    async def _can_date(self) -> bool:
        return self._is_known is None or await self._is_known()

    def _was_away(self) -> bool:
        """Whether this process heard nothing for a while: it stood still, or the machine slept."""
        return not 0 <= self._here() - self._heard_at <= SHORT.total_seconds()

    async def _catch_up(self, now: datetime) -> None:
        # Asked of the store, not remembered: another process may have listened meanwhile.
        before = await self._database.read(lambda transaction: last_span(transaction, self._workspace))
        if before and may_have_missed(before, now):
            await self._look_back(before)

    async def _remember(self, span: Span) -> None:
        forget = span.until - self._forgot > DAY

        def work(transaction: Transaction) -> bool:
            goes_on = last_span(transaction, self._workspace) == self._span
            remember(transaction, self._workspace, span)
            if forget:  # only now: what was seen long ago may have come up again while looking back
                SeenEvents(transaction, self._workspace).forget(span.until - SEEN_FOR)
            return goes_on

        self._heard(await self._database.write(work))
        self._span, self._heard_at = span, self._here()
        if forget:
            self._forgot = span.until


def is_break(span: Span, now: datetime) -> bool:
    """Whether nobody listened between the end of `span` and now. A clock that was set back is one too."""
    return not timedelta(0) <= now - span.until <= SHORT


def may_have_missed(span: Span, now: datetime) -> bool:
    """After a short break Slack sends again what was not heard. Only if there was a break shortly before
    as well, all of Slack's tries may have gone into breaks."""
    return is_break(span, now) or span.until - span.since < RETRIES
