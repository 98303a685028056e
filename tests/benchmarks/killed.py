"""One of several bots is killed while all are busy: what was acknowledged stands, and nothing is doubled."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import NullPool, create_engine, text

from bot.sandbox.errors import NotDelivered
from tests.benchmarks.figures import Report, Wrong
from tests.benchmarks.paces import QUESTIONS, started
from tests.benchmarks.several import SharedRoom
from tests.benchmarks.slack_side import Clicked, card_of, turn_of
from tests.benchmarks.stub import Stub, Thread
from tests.benchmarks.workshop import check

CROWD = 60
RATINGS = range(1, 6)
SEED = 11
PATIENCE = 120.0
LOOKING = ("conversations.replies", "conversations.history")
"""How a bot looks for a post of which nobody knows whether it went out."""


@dataclass(slots=True)
class Load:
    """`unacknowledged`: clicks after which the person saw Slack's warning. `waits`: seconds until the next
    card, of clicks that were acknowledged."""

    half: int
    chosen: dict[str, list[int]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    unacknowledged: int = 0
    half_done: asyncio.Event = field(default_factory=asyncio.Event)

    def answered(self, clicked: Clicked) -> None:
        self.waits.append(clicked.seen)
        if len(self.waits) == self.half:
            self.half_done.set()


async def one_is_killed(report: Report, here: SharedRoom, database_url: str) -> None:
    """At a moment when a post of it is under way. Raises Wrong if an answer was lost or taken twice, or a
    message said twice."""
    for method in LOOKING:
        here.stub.also[method] = here.stub.search
    threads = await started(here, CROWD)
    load = Load(half=CROWD * QUESTIONS // 2)
    everybody = [asyncio.create_task(_team(here, thread, load)) for thread in threads]
    async with asyncio.timeout(PATIENCE):
        await load.half_done.wait()
        victim = here.bots.by_token(await _next_who_posts(here.stub))
    await victim.kill()
    left = _left_by(victim.pid, database_url)
    await asyncio.gather(*everybody)
    check(here.stub, database_url, load.chosen)
    _nothing_said_twice(here.stub, threads)
    report.row(
        f"one of {len(here.bots.each)} bots killed after {load.half} of {CROWD * QUESTIONS} answers",
        f"no answer lost or taken twice, nothing said twice. It left {left} assessments that it was drawing, "
        f"{load.unacknowledged} clicks that it had not acknowledged (clicked again), and "
        f"{sum(here.stub.calls[method] for method in LOOKING)} posts in doubt (looked for); the longest wait "
        f"for a next card was {max(load.waits):.1f} s",
        "none lost, none doubled",
        True,
    )


async def _team(here: SharedRoom, thread: Thread, load: Load) -> None:
    """Answers everything and submits. Never the same number twice: that would be one finger's second tap."""
    dice = random.Random(f"{SEED}/{thread.channel}")
    chosen = load.chosen.setdefault(thread.title, [])
    for _ in range(QUESTIONS):
        chosen.append(dice.choice([rating for rating in RATINGS if rating not in chosen[-1:]]))
        await _click(here, thread, f"rate_{chosen[-1]}", load)
    await _click(here, thread, "submit", load)


async def _click(here: SharedRoom, thread: Thread, action_id: str, load: Load) -> None:
    """Who sees Slack's warning clicks again, unless the card has gone on: then it was taken after all."""
    turn = turn_of(card_of(thread))
    while turn_of(card_of(thread)) == turn and not thread.summary:
        try:
            load.answered(await here.side.answer(thread.title, thread, action_id))
        except NotDelivered:
            load.unacknowledged += 1


async def _next_who_posts(stub: Stub) -> str:
    """The token of whose post has just come in: the answer takes Slack some time."""
    posting: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def look(method: str, token: str) -> None:
        if method == "chat.postMessage" and not posting.done():
            posting.set_result(token)

    stub.comes_in = look
    token = await posting
    stub.comes_in = None
    return token


def _left_by(pid: int, database_url: str) -> int:
    """How many assessments it still holds the lease of, to draw them."""
    held = text("SELECT count(*) FROM assessments WHERE drawn_by LIKE :holder")
    with create_engine(database_url, poolclass=NullPool).connect() as store:
        return int(store.execute(held, {"holder": f"%:{pid}:%"}).scalar_one())


def _nothing_said_twice(stub: Stub, threads: Sequence[Thread]) -> None:
    for thread in threads:
        twice = [said for said, times in Counter(stub.said_in(thread)).items() if times > 1]
        if twice:
            raise Wrong(f"{thread.title}: said twice: {twice[0][:60]!r}")
