"""When the bot looks back, and that it never writes down that it heard what it did not."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.catch_up.heartbeat import Listening, is_break, may_have_missed
from bot.tasks import Tasks
from storage.database import Database
from storage.errors import StoreUnavailable
from storage.listening import Span, last_span, remember
from storage.workspace import Workspace

HERE = Workspace("T0HERE")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def s(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@dataclass
class Bench:
    """A bot that beats when told to, on a clock and a connection that the test moves."""

    database: Database
    now: datetime = NOON
    ahead: timedelta = timedelta(0)
    """Of Slack's clock, against this machine's."""
    socket: str | None = "first"
    looked_back: list[Span] = field(default_factory=list)
    while_looking: str | None = ""
    fails: bool = False
    heard: list[bool] = field(default_factory=list)
    is_known: bool = True

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.listening = Listening(
            self.database,
            HERE,
            lambda: self.now + self.ahead,
            self._look_back,
            Tasks(),
            lambda: self.now.timestamp(),
            self.heard.append,
            self._knows,
        )

    async def _knows(self) -> bool:
        return self.is_known

    async def _look_back(self, span: Span) -> None:
        self.looked_back.append(span)
        if self.fails:
            raise StoreUnavailable("locked")
        if self.while_looking != "":
            self.socket = self.while_looking
        self.now += timedelta(seconds=40)

    async def _connection(self) -> str | None:
        return self.socket

    async def beats(self, *seconds: float) -> None:
        for at in seconds:
            self.now = s(at)
            await self.listening.beat(self._connection)

    @property
    def written(self) -> Span | None:
        return self.database.write_now(lambda transaction: last_span(transaction, HERE))


@pytest.fixture
def bench(sqlite: Database) -> Bench:
    return Bench(sqlite)


async def test_the_first_start_has_nothing_to_look_back_at(bench: Bench) -> None:
    await bench.beats(0, 10, 20)
    assert bench.looked_back == []
    assert bench.written == Span(s(0), s(20))


async def test_a_short_restart_after_long_listening_costs_nothing(bench: Bench) -> None:
    await bench.beats(*range(0, 3600, 10))
    bench.restart()
    await bench.beats(3592, 3602)
    assert bench.looked_back == []
    assert bench.written == Span(s(3592), s(3602))


async def test_after_a_longer_break_it_looks_back_once(bench: Bench) -> None:
    await bench.beats(*range(0, 3600, 10))
    bench.restart()
    await bench.beats(3630, 3680, 3690)
    assert bench.looked_back == [Span(s(0), s(3590))]
    assert bench.written == Span(s(3630), s(3690))


async def test_two_short_breaks_within_minutes_are_looked_at(bench: Bench) -> None:
    await bench.beats(*range(0, 3600, 10))
    bench.restart()
    await bench.beats(*range(3595, 3895, 10))
    bench.restart()
    await bench.beats(3890)
    assert bench.looked_back == [Span(s(3595), s(3885))]


async def test_an_outage_of_the_connection_is_a_break_in_a_running_process(bench: Bench) -> None:
    await bench.beats(*range(0, 3600, 10))
    bench.socket = None
    await bench.beats(3600, 3610, 3620, 3630)
    assert bench.written == Span(s(0), s(3590))
    bench.socket = "second"
    await bench.beats(3640)
    assert bench.looked_back == [Span(s(0), s(3590))]


async def test_a_machine_that_slept_with_its_connection_open_looks_back(bench: Bench) -> None:
    await bench.beats(0, 10, 3600)
    assert bench.looked_back == [Span(s(0), s(10))]


async def test_a_clock_that_was_set_back_is_a_break(bench: Bench) -> None:
    await bench.beats(*range(0, 3600, 10), 60)
    assert bench.looked_back == [Span(s(0), s(3590))]


async def test_a_clock_of_slack_that_jumps_is_no_break(bench: Bench) -> None:
    await bench.beats(*range(0, 3600, 10))
    bench.ahead = timedelta(days=7)
    await bench.beats(3600, 3610)
    assert bench.looked_back == []
    assert bench.written == Span(s(0), s(3610) + timedelta(days=7))


async def test_while_another_process_listens_nothing_is_missed(bench: Bench) -> None:
    await bench.beats(0, 10)
    bench.database.write_now(lambda transaction: remember(transaction, HERE, Span(s(-3600), s(95))))
    bench.socket = "second"
    await bench.beats(100)
    assert bench.looked_back == []


async def test_a_connection_that_breaks_while_it_looks_back_is_not_written_down(bench: Bench) -> None:
    await bench.beats(*range(0, 3600, 10))
    bench.restart()
    bench.while_looking = "third"
    await bench.beats(4000)
    assert bench.written == Span(s(0), s(3590))
    bench.while_looking = ""
    await bench.beats(4010)
    assert bench.looked_back == [Span(s(0), s(3590))] * 2
    assert bench.written == Span(s(4010), s(4050))


async def test_what_could_not_be_looked_at_is_looked_at_again(bench: Bench) -> None:
    await bench.beats(0, 10)
    bench.restart()
    bench.fails = True
    with pytest.raises(StoreUnavailable):
        await bench.beats(4000)
    assert bench.written == Span(s(0), s(10))
    bench.fails = False
    await bench.beats(4010)
    assert len(bench.looked_back) == 2


async def test_a_stop_writes_down_until_when_it_listened(bench: Bench) -> None:
    bench.listening.start(bench._connection)
    await bench.listening.beat(bench._connection)
    bench.now = s(7)
    await bench.listening.stop()
    assert bench.written == Span(s(0), s(7))


@pytest.mark.parametrize(
    ("since", "until", "now", "missed"),
    [(0, 3600, 3602, False), (0, 3600, 3631, True), (0, 3600, 3599, True), (0, 419, 420, True)],
)
def test_what_counts_as_missed(since: float, until: float, now: float, missed: bool) -> None:
    assert may_have_missed(Span(s(since), s(until)), s(now)) is missed
    assert is_break(Span(s(since), s(until)), s(until + 31))


LONG = range(0, 451, 10)
"""After so long without a break, a short one is bridged by Slack's retries: nothing is looked for."""


async def test_it_says_at_each_beat_whether_all_was_heard(bench: Bench) -> None:
    await bench.beats(*LONG)
    assert bench.heard == [False, *[True] * (len(LONG) - 1)]
    bench.heard.clear()
    bench.socket = None
    await bench.beats(460)
    bench.socket = "second"
    await bench.beats(470, 480)
    assert bench.heard == [False, False, True]
    await bench.beats(540, 590)
    assert bench.heard[3:] == [False, True], "the process stood still"


async def test_beside_another_process_not_all_is_heard(bench: Bench) -> None:
    await bench.beats(*LONG)
    bench.heard.clear()
    first = bench.listening
    bench.restart()
    second = bench.listening
    await bench.beats(455)
    bench.listening = first
    await bench.beats(460)
    bench.listening = second
    await bench.beats(465)
    assert bench.heard == [False, False, False]
    await bench.beats(475, 485)
    assert bench.heard[3:] == [True, True], "the other one has ended"


async def test_an_unexpected_error_does_not_end_the_listening(sqlite: Database) -> None:
    """Whatever it was, the next beat comes, and what was missed is looked for then."""
    tasks, asked = Tasks(again_seconds=0), 0
    heard = asyncio.Event()

    async def connection() -> str | None:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise KeyError("a question that is not there")
        heard.set()
        return None

    async def look_back(_: Span) -> None:
        raise AssertionError

    listening = Listening(sqlite, HERE, lambda: NOON, look_back, tasks)
    listening.start(connection)
    await asyncio.wait_for(heard.wait(), 30)
    await listening.stop()
    assert tasks.failures == {"listening": 1}


async def test_nothing_is_written_down_while_nobody_knows_what_time_it_is(bench: Bench) -> None:
    await bench.beats(0, 10)
    bench.ahead, bench.is_known = timedelta(hours=1), False
    await bench.beats(20, 30)
    await bench.listening.stop()
    assert bench.written == Span(s(0), s(10))
    bench.is_known = True
    await bench.beats(40)
    assert bench.written == Span(s(0), s(3_640))
