"""When the bot next does something by itself, read from its store: the sandbox's clock stops there."""

from datetime import UTC, datetime
from pathlib import Path

from storage.database import Database
from storage.errors import StorageError
from storage.upcoming import upcoming


class Upcoming:
    """Reads a store that exists, and that the bot writes meanwhile."""

    def __init__(self, store: Path) -> None:
        self._database = Database(f"sqlite:///{store}")

    async def __call__(self, after: float) -> float | None:
        """As the sandbox asks; None where it cannot be read just now."""
        since = datetime.fromtimestamp(after, UTC)
        try:
            found = await self._database.read(lambda t: upcoming(t, since))
        except StorageError:
            return None
        return found.timestamp() if found else None

    def close(self) -> None:
        self._database.close()
