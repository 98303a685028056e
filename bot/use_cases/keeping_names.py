"""What people are called is written down when it is new, so that a record can be read without Slack."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from cachetools import LRUCache

from bot.tasks import Tasks
from storage import names
from storage.database import Database
from storage.workspace import Workspace

KEPT = 10_000


class NameKeeper:
    """Writes beside what people do: nobody waits for it. For somebody known, a click costs a look-up."""

    def __init__(
        self, database: Database, workspace: Workspace, tasks: Tasks, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._team = workspace.team_id
        self._tasks = tasks
        self._now = now
        self._written: LRUCache[str, str] = LRUCache(KEPT)

    def keep(self, person: str, name: str, *, is_handle: bool = False) -> None:
        """A handle comes with each click, and is only kept of whom no name is known."""
        known = self._written.get(person)
        if not name or known == name or (is_handle and known):
            return
        self._written[person] = name
        self._tasks.spawn(self._write(person, name, self._now(), is_handle), "keeping a name")

    async def _write(self, person: str, name: str, at: datetime, is_handle: bool) -> None:
        try:
            await self._database.write_lightly(
                partial(names.keep, team=self._team, person=person, name=name, at=at, is_handle=is_handle)
            )
        except BaseException:
            self._written.pop(person, None)  # so the next click tries again
            raise
