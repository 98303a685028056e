"""Work that goes on after an acknowledgement: kept track of, so that a stop can wait for it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from storage.errors import StorageError

log = logging.getLogger(__name__)


class Tasks:
    """Background tasks. One that fails is logged, and disturbs nobody else."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def drain(self, seconds: float) -> None:
        """Let what runs finish, for at most `seconds`; then stop it. What was cut off is behind in the
        database, and is drawn after the next start."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=seconds)
        for task in set(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            level = error.level if isinstance(error, StorageError) else logging.ERROR
            log.log(level, "%s failed", task.get_name(), exc_info=error)
