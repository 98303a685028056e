"""Reading many assessments: for App Home, for private lists, for the overview. Only what a person may see."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from cachetools import LRUCache

from bot.cards.home_state import Look, Shown
from bot.slack.visibility import Seen, Visibility
from flows.folding import beginnings, has_words
from flows.listing import Concerned, Listed, Overview, Page, WaitingList, Wanted
from flows.waiting import Matter
from storage.database import Database
from storage.frameworks import FrameworkStore
from storage.listing import Listing
from storage.listing_parts import Sight
from storage.overview import overview
from storage.settings import SettingsStore
from storage.transaction import Transaction
from storage.workspace import Workspace

T = TypeVar("T")

ROWS = 10
"""On a page. App Home has room for 100 blocks, a message for 50."""
CONCERN_ROWS = 3
MOST_NAMED = 100
"""Looked through for words that stand in the title, and not only in the description."""
MOST_LOOKS = 1_000
MOST_COMPARED = 100
"""As many as a menu holds."""


class Queries:
    """Raises StoreUnavailable. Asks Slack, so it is not for before an acknowledgement."""

    def __init__(
        self,
        database: Database,
        frameworks: FrameworkStore,
        workspace: Workspace,
        visibility: Visibility,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.visibility = visibility
        self.now = now
        self.looks: LRUCache[str, Look] = LRUCache(MOST_LOOKS)
        """What each person looked at last in App Home, as far as they opened it lately."""
        self._database = database
        self._frameworks = frameworks
        self._workspace = workspace

    async def home(self, person: str, look: Look, today: date) -> Shown:
        """Everything of App Home, with one query for each section. `today` is the person's."""
        self.looks[person] = look
        seen = await self.visibility.seen_by(person)

        def read(listing: Listing) -> Shown:
            others = today if look.wanted.is_everything else None
            return Shown(
                listing.waiting(look.waiting_page, ROWS, today),
                listing.all(look.wanted, look.page, ROWS, self.now(), but_waiting=others),
                self._overview(listing, look),
                seen.complete,
                self._concerns(listing, person),
            )

        return await self._read(person, seen, read)

    async def waiting(self, person: str, today: date) -> tuple[WaitingList, bool]:
        """What waits for a person on their `today`, as far as a message has room for it; and whether Slack
        said which channels they are in."""
        seen = await self.visibility.seen_by(person)
        return await self._read(person, seen, lambda listing: listing.waiting(0, ROWS, today)), seen.complete

    async def to_answer(self, person: str, today: date) -> WaitingList:
        """What waits for answers of a person."""
        seen = await self.visibility.seen_by(person)
        only = (Matter.ANSWER,)
        return await self._read(person, seen, lambda listing: listing.waiting(0, ROWS, today, only))

    async def all(
        self, person: str, wanted: Wanted, page: int = 0, here: str = ""
    ) -> tuple[Page[Listed], bool]:
        """What is wanted of all that a person may see, who acts `here`."""
        seen = await self._seen(person, wanted, here)
        now = self.now()
        found = await self._read(person, seen, lambda listing: listing.all(wanted, page, ROWS, now))
        return found, seen.complete

    async def named(self, person: str, words: Sequence[str], here: str = "") -> tuple[list[Listed], bool]:
        """What has all these words in its title, of all that a person who acts `here` may see, newest first;
        and whether Slack said which channels they are in."""
        seen, now = await self.visibility.seen_by(person, here), self.now()
        wanted = Wanted(text=" ".join(beginnings(words)))
        found = await self._read(person, seen, lambda listing: listing.all(wanted, 0, MOST_NAMED, now).items)
        return [one for one in found if has_words(one.title, words)], seen.complete

    async def comparable(self, person: str, framework: str, here: str = "") -> tuple[list[Listed], bool]:
        """What a person who acts `here` may see of all that was submitted of a framework, newest first; and
        whether Slack said which channels they are in."""
        seen = await self.visibility.seen_by(person, here)
        rows = await self._read(person, seen, lambda listing: listing.submitted(framework, MOST_COMPARED))
        return rows, seen.complete

    async def unfinished(self, person: str, channel: str) -> list[Listed]:
        """What still waits for answers or a decision in the channel where this person acts."""
        seen = Seen(frozenset({channel}), complete=True)
        return await self._read(person, seen, lambda listing: listing.unfinished_in(channel, ROWS))

    async def overview(self, person: str, look: Look) -> tuple[Overview, bool]:
        seen = await self.visibility.seen_by(person)
        return await self._read(person, seen, lambda listing: self._overview(listing, look)), seen.complete

    async def concerns(self, person: str) -> tuple[list[Concerned] | None, bool]:
        """What this governance lead looks after, and whether Slack said which channels they are in; None for
        who is none."""
        seen = await self.visibility.seen_by(person)
        return await self._read(person, seen, lambda listing: self._concerns(listing, person)), seen.complete

    async def _seen(self, person: str, wanted: Wanted, here: str) -> Seen:
        if here and wanted.channel == here:
            return Seen(frozenset({here}), complete=True)  # they are there: no need to ask
        return await self.visibility.seen_by(person, here)

    def _concerns(self, listing: Listing, person: str) -> list[Concerned] | None:
        leads = SettingsStore(listing.transaction, self._workspace).workspace().leads
        return listing.concerns(self.now(), CONCERN_ROWS) if person in leads else None

    def _overview(self, listing: Listing, look: Look) -> Overview:
        since = self.now() - timedelta(days=look.days) if look.days else None
        return overview(listing, channel=look.channel, begun_since=since)

    async def _read(self, person: str, seen: Seen, read: Callable[[Listing], T]) -> T:
        def work(transaction: Transaction) -> T:
            sight = Sight(person, seen.channels)
            return read(Listing(transaction, self._workspace, self._frameworks.load, sight))

        return await self._database.read_beside(work)  # up to a tenth of a second with 10,000 of them
