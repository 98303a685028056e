"""When the bot next does something by itself that its store knows of: the sandbox's clock stops there.

These are reminders, and cards that a new day makes out of date. The weekly message is not among them: it
is written down nowhere before its hour has come.
"""

from datetime import UTC, datetime
from pathlib import Path

from storage.address import of_file
from storage.database import Database
from storage.errors import StorageError
from storage.upcoming import upcoming


class Upcoming:
    """Reads the store while the bot writes it."""

    def __init__(self, store: Path) -> None:
        self._database = Database(of_file(store))

    async def __call__(self, after: float) -> float | None:
        """An AppDue, in seconds since 1970; None also where the store cannot be read just now."""
        since = datetime.fromtimestamp(after, UTC)
        try:
            found = await self._database.read(lambda t: upcoming(t, since))
        except StorageError:
            return None
        return found.timestamp() if found else None

    def close(self) -> None:
        self._database.close()
