"""Looking through the threads: in which order, how fast, and what is done when Slack does not answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.catch_up.look_back import A_MINUTE, LookBack
from bot.slack.client import Slack
from bot.slack.errors import InDoubt, NoEntry, NoPlace, SlackProblem, TryLater
from bot.slack.throttle import Throttle
from flows.assessment import Assessment
from flows.progress import Progress
from storage.database import Database
from storage.errors import StoreUnavailable
from storage.frameworks import FrameworkStore
from storage.listening import Span
from storage.repository import Repository
from storage.transaction import Transaction
from storage.workspace import Workspace
from tests.flows.frameworks import framework

HERE = Workspace("T0HERE")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
Message = dict[str, Any]


@dataclass
class Threads:
    """Slack as far as it is asked here: threads in pages, and answers that go wrong first."""

    pages: dict[str, list[list[Message]]] = field(default_factory=dict)
    problems: list[SlackProblem] = field(default_factory=list)
    asked: list[tuple[str, float]] = field(default_factory=list)

    async def replies(
        self, channel: str, thread_ts: str, oldest: float, cursor: str = ""
    ) -> tuple[list[Message], str]:
        self.asked.append((thread_ts, oldest))
        if self.problems:
            raise self.problems.pop(0)
        pages = self.pages.get(thread_ts, [[]])
        number = int(cursor or 0)
        return pages[number], str(number + 1) if number + 1 < len(pages) else ""


@dataclass
class Bench:
    database: Database
    threads: Threads = field(default_factory=Threads)
    heard: list[Message] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    locked: int = 0
    unusable: set[str] = field(default_factory=set)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def draw(self, channel: str, thread_ts: str) -> None:
        if thread_ts in self.unusable:
            raise KeyError("a question that is not there")
        self.drawn.append(thread_ts)

    async def hear(self, event: Message) -> None:
        if self.locked:
            self.locked -= 1
            raise StoreUnavailable("locked")
        self.heard.append(event)

    def looking(self, now: Callable[[], datetime]) -> LookBack:
        slack = cast(Slack, self.threads)
        pace = Throttle(A_MINUTE, 60.0, lambda: sum(self.slept), self.sleep)
        return LookBack(self.database, slack, HERE, self.hear, self.draw, pace, self.sleep, now)

    async def look_back(self, until: datetime = NOON) -> None:
        await self.looking(lambda: NOON).since(Span(NOON - timedelta(hours=1), until))

    @property
    def texts(self) -> list[str]:
        return [str(event["text"]) for event in self.heard]


@pytest.fixture
def bench(sqlite: Database) -> Bench:
    return Bench(sqlite)


def hold(bench: Bench, *threads: str) -> None:
    """Assessments in these threads, the first one touched last."""
    questions, store = framework((1,)), FrameworkStore()

    def work(transaction: Transaction) -> None:
        store.keep(transaction, questions, NOON)
        repository = Repository(transaction, HERE, store.load, store.parts)
        for age, thread in enumerate(threads):
            made = Assessment(
                id=thread,
                title="A decision",
                about="",
                owner="U0AMINA",
                channel="C0HOUSING",
                progress=Progress.start(questions),
                everyone=True,
                thread_ts=thread,
                moved_ts="1.0",
            )
            repository.add(made, NOON - timedelta(minutes=age))

    bench.database.write_now(work)


def message(ts: str, text: str, **more: object) -> Message:
    return {"type": "message", "user": "U0TOM", "ts": ts, "text": text, **more}


async def test_what_was_worked_on_last_is_looked_through_first(bench: Bench) -> None:
    hold(bench, "30.0", "10.0", "20.0")
    await bench.look_back()
    assert [thread for thread, _ in bench.threads.asked] == ["30.0", "10.0", "20.0"]


async def test_it_begins_some_minutes_before_the_break(bench: Bench) -> None:
    hold(bench, "30.0")
    await bench.look_back()
    assert bench.threads.asked == [("30.0", (NOON - timedelta(minutes=10)).timestamp())]


async def test_messages_come_in_order_over_all_pages_with_their_channel(bench: Bench) -> None:
    hold(bench, "30.0")
    pages = [[message("30.0", "head"), message("33.0", "b")], [message("31.0", "a"), message("34.0", "c")]]
    bench.threads.pages["30.0"] = pages
    await bench.look_back()
    assert bench.texts == ["head", "a", "b", "c"]
    assert {event["channel"] for event in bench.heard} == {"C0HOUSING"}


async def test_it_keeps_to_its_share_of_the_limit(bench: Bench) -> None:
    hold(bench, *(f"{number}.0" for number in range(100)))
    await bench.look_back()
    assert len(bench.threads.asked) == 100
    assert sum(bench.slept) >= 180


@pytest.mark.parametrize(
    ("problem", "seconds"),
    [
        (TryLater("conversations.replies", "ratelimited", 7.0, limited=True), 7.0),
        (InDoubt("conversations.replies", "http_503"), 2.0),
        (NoEntry("conversations.replies", "token_revoked"), 30.0),
    ],
)
async def test_what_may_pass_is_waited_for(problem: SlackProblem, seconds: float, bench: Bench) -> None:
    hold(bench, "30.0")
    bench.threads.problems = [problem]
    bench.threads.pages["30.0"] = [[message("31.0", "4")]]
    await bench.look_back()
    assert bench.texts == ["4"]
    assert bench.slept == [seconds]


@pytest.mark.parametrize(
    "problem",
    [
        NoPlace("conversations.replies", "thread_not_found"),
        NoEntry("conversations.replies", "missing_scope"),
    ],
)
async def test_a_thread_that_cannot_be_read_is_left_out(problem: SlackProblem, bench: Bench) -> None:
    hold(bench, "30.0", "20.0")
    bench.threads.problems = [problem]
    bench.threads.pages["20.0"] = [[message("21.0", "4")]]
    await bench.look_back()
    assert bench.texts == ["4"]


LATER = NOON + timedelta(minutes=30)
BEFORE_LATER = (LATER - timedelta(minutes=10)).timestamp()
BEFORE_NOON = (NOON - timedelta(minutes=10)).timestamp()


async def test_what_was_looked_through_is_asked_only_for_what_is_new(bench: Bench) -> None:
    """The connection broke before all threads were: they are looked through once more."""
    hold(bench, "30.0", "20.0")
    bench.threads.problems = [NoPlace("conversations.replies", "channel_not_found")]
    moments = iter((LATER, LATER, LATER, LATER, LATER, LATER))
    looking = bench.looking(lambda: next(moments))
    await looking.since(Span(NOON - timedelta(hours=1), NOON))
    assert bench.threads.asked == [("30.0", BEFORE_NOON), ("20.0", BEFORE_NOON)]
    bench.threads.asked.clear()
    await looking.since(Span(NOON - timedelta(hours=1), NOON))
    assert bench.threads.asked == [("30.0", BEFORE_NOON), ("20.0", BEFORE_LATER)], "one could not be read"


async def test_after_a_later_break_all_of_it_is_asked_for(bench: Bench) -> None:
    hold(bench, "30.0")
    looking = bench.looking(lambda: NOON)
    await looking.since(Span(NOON - timedelta(hours=1), NOON))
    await looking.since(Span(NOON, LATER))
    assert bench.threads.asked == [("30.0", BEFORE_NOON), ("30.0", BEFORE_LATER)]


async def test_while_the_store_cannot_be_used_the_message_waits(bench: Bench) -> None:
    hold(bench, "30.0")
    bench.threads.pages["30.0"] = [[message("31.0", "4"), message("32.0", "5")]]
    bench.locked = 2
    await bench.look_back()
    assert bench.texts == ["4", "5"]
    assert bench.slept == [2.0, 2.0]


async def test_what_was_edited_counts_only_if_it_was_typed_in_the_break(bench: Bench) -> None:
    hold(bench, "30.0")
    before, after = f"{NOON.timestamp() - 60:.6f}", f"{NOON.timestamp() + 60:.6f}"
    edited = {"edited": {"user": "U0TOM", "ts": after}}
    bench.threads.pages["30.0"] = [[message(before, "before", **edited), message(after, "after", **edited)]]
    await bench.look_back()
    assert bench.texts == ["after"]


async def test_what_is_no_message_is_passed_on_and_does_no_harm(bench: Bench) -> None:
    hold(bench, "30.0")
    bench.threads.pages["30.0"] = [[message("31.0", "4") | {"ts": None}, {"text": "no ts"}]]
    await bench.look_back()
    assert sorted(bench.texts) == ["4", "no ts"]


async def test_each_threads_card_is_drawn_once_more(bench: Bench) -> None:
    hold(bench, "3.000003", "2.000002")
    await bench.look_back()
    assert bench.drawn == ["3.000003", "2.000002"]


async def test_one_thread_that_cannot_be_used_does_not_silence_the_others(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    hold(bench, "30.0", "20.0")
    bench.threads.pages["20.0"] = [[message("21.0", "4")]]
    bench.unusable = {"30.0"}
    await bench.look_back()
    assert bench.texts == ["4"]
    assert bench.drawn == ["20.0"]
    assert "A thread in C0HOUSING could not be looked through" in caplog.text
