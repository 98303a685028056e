"""A workspace whose clock is moved by hand, and a Slack that only keeps direct messages."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from bot.cards.card import Card
from bot.reminders.loop import ReminderLoop
from bot.reminders.messages import ReminderMessages
from bot.slack.client import Posted, Slack, User
from bot.slack.errors import SlackProblem, TryLater
from bot.slack.users import People
from bot.slack.visibility import Seen
from flows.assessment import Assessment
from tests.storage.conftest import Store
from tests.storage.samples import HERE, HOUSING, SOCIAL_CARE, assessment

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Inbox:
    """What people got, and what goes wrong first. `lost`: it was posted, but the answer did not come."""

    got: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[BaseException] = field(default_factory=list)
    lost: list[BaseException] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    """Of whom Slack says nothing just now."""
    bots: set[str] = field(default_factory=set)
    zones: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    outside: dict[str, set[str]] = field(default_factory=dict)
    """Whom Slack knows to be in none of these channels."""
    silent: bool = False
    """Slack does not say who is where."""

    async def user(self, user: str) -> User:
        self.asked[user] += 1
        if user in self.unknown:
            raise problem(TryLater, "ratelimited", 5.0)
        zone = self.zones.get(user, "Europe/London")
        return User(user, False, user in self.left, user in self.bots, zone)

    async def seen_by(self, person: str) -> Seen:
        channels = {HOUSING, SOCIAL_CARE} - self.outside.get(person, set())
        return Seen(frozenset(channels), complete=not self.silent)

    async def post(self, channel: str, card: Card, *, token: str) -> Posted:
        if self.problems:
            raise self.problems.pop(0)
        assert card.is_whole
        self.got.append((channel, card.text, token))
        if self.lost:
            raise self.lost.pop(0)
        return Posted(f"D{channel[1:]}", "1.1", None)

    async def find(
        self, channel: str, token: str, since: float, thread_ts: str | None, until: float | None = None
    ) -> Posted | None:
        assert channel.startswith("D")
        assert thread_ts is None
        there = any(token == known for _, _, known in self.got)
        return Posted(channel, "1.1", None) if there else None

    def told(self, user: str) -> list[str]:
        return [text for to, text, _ in self.got if to == user]


@dataclass
class World:
    """A store with assessments in it, and processes that remind people."""

    store: Store
    inbox: Inbox = field(default_factory=Inbox)
    now: datetime = MONDAY

    def loop(
        self,
        kind: type[ReminderMessages] = ReminderMessages,
        is_known: Callable[[], Awaitable[bool]] | None = None,
    ) -> ReminderLoop:
        """One process."""
        slack = cast(Slack, cast(Any, self.inbox))
        people = People(slack, self.clock)
        url = "https://riverside.slack.com/"
        store = self.store
        seen_by = self.inbox.seen_by
        messages = kind(store.database, store.frameworks, slack, people, seen_by, HERE, url, self.clock)
        return ReminderLoop(store.database, messages, people, HERE, self.clock, is_known=is_known)

    def clock(self) -> float:
        return self.now.timestamp()

    def add(self, id: str = "one", work: Callable[[Assessment], None] | None = None, **more: Any) -> None:
        made = assessment(id, **more)
        self.store.add(made, self.now)
        if work:
            self.change(work, id)

    def change(self, work: Callable[[Assessment], object], id: str = "one") -> None:
        self.store.change(work, id, self.now)

    async def after(self, days: float, loop: ReminderLoop | None = None) -> None:
        self.now += days * DAY
        await (loop or self.loop()).sweep()


def problem(kind: type[SlackProblem], code: str, *more: float) -> SlackProblem:
    return kind("chat.postMessage", code, *more)
