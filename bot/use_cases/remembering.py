"""What Balance remembers of what it said: so that it says nothing twice, nor the same words in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.database import Database
from storage.deduplication import SeenEvents
from storage.last_words import LastWords
from storage.transaction import Transaction
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True, eq=False)
class Remembering:
    """Raises StoreUnavailable; then nothing was remembered."""

    database: Database
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def choose_words(self, workspace: Workspace, person: str, choices: tuple[str, ...]) -> str:
        """One of `choices`, and never the one that this person was told last."""

        def work(transaction: Transaction) -> str:
            said = LastWords(transaction, workspace)
            last = said.to(person)
            words = next(choice for choice in choices if choice != last)
            said.remember(person, words)
            return words

        return await self.database.write(work)

    async def first_words(self, workspace: Workspace, person: str, words: str) -> bool:
        """Remember these as what this person was told last; False if they were told or written anything
        before."""

        def work(transaction: Transaction) -> bool:
            said = LastWords(transaction, workspace)
            if said.to(person):
                return False
            said.remember(person, words)
            return not said.was_written_to(person)

        return await self.database.write(work)

    async def put(self, workspace: Workspace, about: str, what: str) -> None:
        """Remember this, in the place of what was remembered about the same; for two days."""

        def work(transaction: Transaction) -> None:
            seen = SeenEvents(transaction, workspace)
            seen.drop(about)
            seen.first_time(f"{about}{what}", self.now())

        await self.database.write(work)

    async def about(self, workspace: Workspace, about: str) -> str | None:
        """What was remembered about this, if anything was."""
        found = await self.database.read(lambda t: SeenEvents(t, workspace).beginning(about))
        return next(iter(found), None)

    async def first_time(self, workspace: Workspace, key: str) -> bool:
        """Whether this is new; from now on it is not."""
        return await self.database.write(
            lambda transaction: SeenEvents(transaction, workspace).first_time(key, self.now())
        )
