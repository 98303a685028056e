"""What was erased goes from Slack past limits, and what Slack does not show is not taken for gone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy import insert

from bot.cards.card import Block, Card
from bot.cards.parts import about, named
from bot.erasing.clearing import Clearing
from bot.slack.client import Posted, Slack
from bot.slack.errors import MessageGone, NoPlace, SlackProblem, TryLater
from storage.clearing import InSlack, Message, Post, Stays, Thread, Told, change_left, left_columns
from storage.database import Database
from storage.erasing import tombstones
from storage.tables import ERASED

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ME, CHANNEL, PARENT = "U0BALANCE", "C0HOUSING", "1700.000000"
IN_CHANNEL = Post(CHANNEL, "", "token", datetime(2026, 3, 4, 11, 0, tzinfo=UTC))
PAGES = [[f"1700.{page}0000{number}" for number in range(3)] for page in range(4)]


@dataclass
class Channel:
    """Slack as far as it is asked here. `every_other`: what each second look at a thread comes to."""

    every_other: SlackProblem | None = None
    thread_problem: SlackProblem | None = None
    post_problem: SlackProblem | None = None
    looks: Counter[str] = field(default_factory=Counter)
    deleted: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    direct: dict[str, list[Block]] = field(default_factory=dict)
    """What stands in direct messages."""
    fixed: SlackProblem | None = None
    """Why none of these can be changed."""
    meanwhile: Callable[[], None] = lambda: None
    """What happens between the look at a message and its change."""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        assert len(self.slept) < 50, "it never comes to an end"

    async def replies(
        self, channel: str, thread_ts: str, oldest: float, cursor: str = ""
    ) -> tuple[list[dict[str, Any]], str]:
        if self.thread_problem:
            raise self.thread_problem
        self.looks[cursor] += 1
        if self.every_other and sum(self.looks.values()) % 2 == 0:
            raise self.every_other
        number = int(cursor or 0)
        page = [{"ts": ts, "user": ME} for ts in PAGES[number]]
        return page, str(number + 1) if number + 1 < len(PAGES) else ""

    async def find(
        self, channel: str, token: str, since: float, thread_ts: str | None, until: float | None = None
    ) -> Posted | None:
        if self.post_problem:
            raise self.post_problem
        return Posted(channel, "1800.000000", thread_ts)

    async def blocks_of(self, channel: str, ts: str) -> list[Block] | None:
        found = self.direct.get(ts)
        self.looks[ts] += 1
        return found if found is None else list(found)

    async def update(self, channel: str, ts: str, card: Card, *, patient: bool) -> None:
        assert patient
        if self.fixed:
            raise self.fixed
        self.meanwhile()
        self.direct[ts] = card.blocks

    async def delete(self, channel: str, ts: str, *, patient: bool = False) -> None:
        if self.thread_problem:
            raise self.thread_problem
        self.deleted.append(ts)
        self.direct.pop(ts, None)


@dataclass
class Bench:
    database: Database
    slack: Channel = field(default_factory=Channel)

    def erased(self, left: InSlack, id: str = "one") -> None:
        row = {"assessment_id": id, "team_id": "T0HERE", "started_at": NOON, "erased_at": NOON}
        row |= {"erased_by": "U0AMINA", "why": "Asked for", "rows": 1, "digest": "0" * 64}
        self.database.write_now(lambda t: t.execute(insert(ERASED), row | left_columns(left)))

    async def clear(self) -> InSlack:
        clearing = Clearing(
            self.database, cast(Slack, self.slack), frozenset({ME}), lambda: NOON, self.slack.sleep
        )
        stone = await clearing.clear("one")
        assert stone is not None
        return stone.left

    def try_again(self) -> None:
        self.database.write_now(lambda t: change_left(t, "one", lambda left: left.again))

    @property
    def left(self) -> InSlack:
        [stone] = self.database.read_now(tombstones)
        return stone.left


@pytest.fixture
def bench(sqlite: Database) -> Bench:
    return Bench(sqlite)


async def test_a_long_thread_is_read_to_its_end_at_one_look_a_minute(bench: Bench) -> None:
    bench.slack.every_other = TryLater("conversations.replies", "ratelimited", 60.0, limited=True)
    bench.erased(InSlack(threads=(Thread(CHANNEL, PARENT),)))
    left = await bench.clear()
    assert sorted(bench.slack.deleted) == [ts for page in PAGES for ts in page]
    assert bench.slack.looks[""] == 1, "the first page was not read again"
    assert (left.is_to_do, left.stays) == (False, ())


async def test_what_slack_does_not_show_stays_and_is_tried_again(bench: Bench) -> None:
    away = NoPlace("conversations.replies", "not_in_channel")
    bench.slack.thread_problem = bench.slack.post_problem = away
    parent, thread = Message(CHANNEL, PARENT), Thread(CHANNEL, PARENT)
    bench.erased(InSlack((parent,), (thread,), (IN_CHANNEL,)))
    left = await bench.clear()
    assert {one.what for one in left.stays} == {parent, thread, IN_CHANNEL}
    assert left == bench.left, "all of it is written down"
    assert left.stays_by_why == {away.code: 2}
    bench.slack.thread_problem = bench.slack.post_problem = None
    bench.try_again()
    left = await bench.clear()
    assert {PARENT, "1800.000000", *(ts for page in PAGES for ts in page)} == {*bench.slack.deleted}
    assert left.stays == ()


async def test_a_thread_that_is_gone_is_nothing_to_try_again(bench: Bench) -> None:
    bench.slack.thread_problem = NoPlace("conversations.replies", "thread_not_found")
    bench.erased(InSlack(threads=(Thread(CHANNEL, PARENT),), stays=(Stays("F1", "cant_delete_file"),)))
    assert (await bench.clear()).stays == (Stays("F1", "cant_delete_file"),)


DM, TS = "D0AMINA", "1900.000001"
NAMED = Told(DM, TS)


def tells_of(*ids: str) -> list[Block]:
    shown: list[Block] = []
    for id in ids:
        text = {"type": "plain_text", "text": f"All of {id}"}
        shown += about(id, [{"type": "section", "text": text}], shown)
    return shown


async def test_its_part_is_taken_out_of_a_direct_message_that_tells_of_others(bench: Bench) -> None:
    bench.slack.direct[TS] = tells_of("one", "other")
    bench.erased(InSlack(told=(NAMED,)))
    left = await bench.clear()
    assert (left.is_to_do, left.stays, left.deleted) == (False, (), 0)
    assert named(bench.slack.direct[TS]) == {"other"}


async def test_one_that_tells_of_nothing_else_by_now_is_deleted(bench: Bench) -> None:
    bench.slack.direct[TS] = tells_of("one", "one")
    bench.erased(InSlack(told=(NAMED, Told(DM, "1900.000002"))))
    left = await bench.clear()
    assert (left.is_to_do, left.stays, left.deleted) == (False, (), 1)
    assert bench.slack.deleted == [TS], "the other one was gone already"


async def test_two_that_are_erased_at_once_are_both_gone_from_it(bench: Bench) -> None:
    """Another process has looked at the message before, and changes it after."""
    bench.slack.direct[TS] = tells_of("one", "two", "other")
    bench.erased(InSlack(told=(NAMED,)))

    def other_process() -> None:
        if not [stone for stone in bench.database.read_now(tombstones) if stone.id == "two"]:
            bench.erased(InSlack(), "two")

    bench.slack.meanwhile = other_process
    await bench.clear()
    assert named(bench.slack.direct[TS]) == {"other"}


async def test_where_slack_lets_nothing_be_changed_the_message_goes(bench: Bench) -> None:
    bench.slack.direct[TS] = tells_of("one", "other")
    bench.slack.fixed = MessageGone("chat.update", "edit_window_closed")
    bench.erased(InSlack(told=(NAMED,)))
    assert (await bench.clear()).deleted == 1
    assert bench.slack.direct == {}


async def test_one_that_can_be_neither_changed_nor_deleted_stays_and_is_tried_again(bench: Bench) -> None:
    bench.slack.direct[TS] = tells_of("one", "other")
    bench.slack.fixed = MessageGone("chat.update", "edit_window_closed")
    bench.slack.thread_problem = MessageGone("chat.delete", "cant_delete_message")
    bench.erased(InSlack(told=(NAMED,)))
    assert (await bench.clear()).stays == (Stays(NAMED, "cant_delete_message"),)
    assert bench.left.again.told == (NAMED,)
    bench.slack.fixed = bench.slack.thread_problem = None
    bench.try_again()
    assert (await bench.clear()).stays == ()
    assert named(bench.slack.direct[TS]) == {"other"}


async def test_a_reminder_that_was_found_by_its_token_is_looked_at_like_one_that_names_others(
    bench: Bench,
) -> None:
    """Which others it names is not known: it may be one of an earlier version."""
    bench.slack.direct["1800.000000"] = tells_of("one", "other")
    bench.erased(InSlack(posts=(replace(IN_CHANNEL, channel=DM),)))
    assert not (await bench.clear()).is_to_do
    assert named(bench.slack.direct["1800.000000"]) == {"other"}
