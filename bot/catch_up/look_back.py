"""After a break: find in the threads what people typed while nobody listened, and take it as if just sent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack.client import Slack
from bot.slack.errors import AGAIN_SECONDS, SlackProblem, seconds_until
from bot.slack.throttle import Throttle
from flows.states import ENDED
from storage.database import Database
from storage.errors import StorageError
from storage.listening import Span, Thread, open_threads
from storage.workspace import Workspace

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""Looked through once more: an event that was not acknowledged comes again for six minutes, and the two
clocks may differ. What was taken then is known by its key."""
LEFT_ALONE = timedelta(days=30)
"""An assessment that nobody touched for so long is not asked for: each one costs a call."""
A_MINUTE = 30
"""Calls to conversations.replies; Slack allows 50, and the reconciler needs some."""


@dataclass(frozen=True, slots=True)
class LookBack:
    """`hear` takes a message as if its event had just come in; it knows which ones it has seen. `draw`
    brings a thread's card to Slack once more: that it was deleted meanwhile, nobody will tell."""

    database: Database
    slack: Slack
    workspace: Workspace
    hear: Callable[[dict[str, Any]], Awaitable[None]]
    draw: Callable[[str, str], Awaitable[None]]
    pace: Throttle
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    looked: dict[Thread, datetime] = field(default_factory=dict)
    """When each thread was last looked through by this process. Where Slack allows one look a minute, the
    connection may break before all are, and then all are once more: of each, only what is new."""

    async def since(self, span: Span) -> None:
        """Hear what was said since the end of `span`. Raises StorageError if the store cannot be read."""
        touched = self.now() - LEFT_ALONE
        threads = await self.database.read(lambda s: open_threads(s, self.workspace, ENDED, touched))
        log.info("Away since %s: looking through %d threads", f"{span.until:%Y-%m-%d %H:%M:%S}", len(threads))
        for gone in self.looked.keys() - threads:
            del self.looked[gone]
        for thread in sorted(threads, key=lambda thread: self.looked.get(thread, span.until)):
            try:
                began = self.now()
                if await self._look_through(thread, span):
                    self.looked[thread] = began
            except StorageError:
                raise
            except Exception as error:  # one thread that cannot be used must not silence all others
                log.error("A thread in %s could not be looked through", thread.channel, exc_info=error)

    async def _look_through(self, thread: Thread, span: Span) -> bool:
        """Whether it could be read."""
        since = max(span.until, self.looked.get(thread, span.until))
        said = await self._said(thread, since - OVERLAP)
        for message in said or []:
            if not _heard_as_something_else(message, span.until):
                await self._hear(message | {"channel": thread.channel})
            await asyncio.sleep(0)  # who clicks meanwhile is not kept waiting
        await self.draw(thread.channel, thread.ts)
        return said is not None

    async def _said(self, thread: Thread, oldest: datetime) -> list[dict[str, Any]] | None:
        """All messages of a thread since then, in order; None if the thread cannot be read any more."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            await self.pace.wait()
            try:
                page, cursor = await self.slack.replies(thread.channel, thread.ts, oldest.timestamp(), cursor)
            except SlackProblem as problem:
                if (seconds := seconds_until(problem)) is None:
                    log.warning("A thread in %s cannot be looked through: %s", thread.channel, problem)
                    return None
                await self.sleep(seconds)
                continue
            found += page
            if not cursor:
                return sorted(found, key=_moment)

    async def _hear(self, event: dict[str, Any]) -> None:
        while True:
            try:
                await self.hear(event)
                return
            except StorageError as error:
                log.log(
                    error.level,
                    "What was typed meanwhile waits, because the database cannot be used: %s",
                    error,
                )
                await self.sleep(AGAIN_SECONDS)


def _heard_as_something_else(message: dict[str, Any], until: datetime) -> bool:
    """Typed before the break and edited since: an edited message does not become an answer."""
    return "edited" in message and _moment(message) <= until.timestamp()


def _moment(message: dict[str, Any]) -> float:
    try:
        return float(message.get("ts", 0))
    except (TypeError, ValueError):
        return 0.0
