"""Two bots on one store and in one Slack, which gives each event to one of them, or by a fault to both.

Several assessments at once, four people in each who click and type and do not wait, a Slack that is slow,
refuses and drops; and one of the two is killed in the middle of it. At the end the five statements hold.
"""

import asyncio
import dataclasses
import os
import random
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.cards.known import Known
from bot.reconciler.drawing import draw
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world import BOT_USER, Channel, ChannelKind
from bot.sandbox.world.riverside import TOM
from storage.claims import Surface
from storage.surface_rows import SurfaceKind
from tests.crash.aftermath import at_rest, handed_in, holds, onwards
from tests.crash.hurried import ACK_SECONDS, RETRIES, HurriedBot
from tests.crash.people import READ_OFF, People, Thread
from tests.crash.plan import PEOPLE, acts
from tests.crash.seams import Point
from tests.crash.store import QUESTIONS, Store
from tests.scenarios.team import Team

ROOT = Path(__file__).parents[2]
CHANNELS = [f"C0TEAM0000{number}" for number in range(1, 5)]
PATIENCE = 120.0
"""Seconds in which even the slowest machine gets done."""
SKEW = 45.0
"""Seconds by which the other one's clock is ahead, longer than either may hold what it draws."""


class OneOfTwo(HurriedBot):
    """A bot beside which another one may live: `living` is what both know of each other."""

    def __init__(self, slack: Sandbox, folder: Path, url: str, living: set["OneOfTwo"], skew: float) -> None:
        folder.mkdir()
        super().__init__(slack, folder, QUESTIONS, [skew])
        self.url = self._environment["BALANCE_DATABASE_URL"] = url
        self._living = living

    async def start(self, kill_at: Point | None = None) -> None:
        self._living.add(self)
        await super().start(kill_at)
        await self._slack.until(lambda: len(self._slack.sockets.connections) >= len(self._living), 20)

    async def _gone(self) -> None:
        self._process = None
        self._living.discard(self)
        await self._slack.until(lambda: len(self._slack.sockets.connections) <= len(self._living), 20)


@dataclasses.dataclass
class Two:
    slack: Sandbox
    url: str
    one: OneOfTwo
    other: OneOfTwo


@pytest_asyncio.fixture
async def two(url: str, tmp_path: Path) -> AsyncIterator[Two]:
    channels = [Channel(id, id.lower(), ChannelKind.PUBLIC, [*PEOPLE, BOT_USER]) for id in CHANNELS]
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(
        manifest=manifest, channels=channels, retry_delays=RETRIES, ack_seconds=ACK_SECONDS
    ) as slack:
        living: set[OneOfTwo] = set()
        one = OneOfTwo(slack, tmp_path / "one", url, living, 0.0)
        other = OneOfTwo(slack, tmp_path / "other", url, living, SKEW)
        try:
            await one.start()
            await other.start()
            yield Two(slack, url, one, other)
        finally:
            for bot in tuple(living):
                await bot.kill()


@pytest.mark.timeout(600)
async def test_under_load_with_one_killed_in_the_middle(two: Two) -> None:
    seed = int(os.environ.get("BALANCE_SEED", 1))
    print(f"seed {seed}")
    slack, numbers = two.slack, random.Random(seed)
    teams = [Thread(slack, channel, alone=False) for channel in CHANNELS]
    for team in teams:
        await team.start("A decision")
    everybody = [People(slack, team, clocks=READ_OFF) for team in teams]
    watching = [asyncio.create_task(people.watch()) for people in everybody]
    try:
        _break(slack)
        working = asyncio.gather(*(_work(people, seed) for people in everybody))
        await asyncio.sleep(numbers.uniform(0.5, 1.5))
        await two.one.kill()
        await working
        # The one that is left mends it alone; only then the other one comes back.
        slack.faults.clear()
        await at_rest(two.url, everybody)
        await two.one.start()
        await asyncio.gather(*(_get_done(people, seed) for people in everybody))
        stores = await holds(two.url, everybody, two.one.ends)
        assert len(stores) == len(teams)
        for store in stores:
            _summarised(store, everybody[CHANNELS.index(store.assessment.channel)].team)
        done = sum(len(people.acts) for people in everybody)
        print(f"{done} acts, {sum(len(store.answered) for store in stores)} answers")
        assert not [m for user in PEOPLE for m in slack.person(user).sees.messages(slack.person(user).dm)]
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


async def test_what_reaches_both_is_said_once(two: Two) -> None:
    slack, team = two.slack, Thread(two.slack, CHANNELS[0])
    await team.start("A decision")
    slack.faults.events.duplicate()
    tom = slack.person(TOM)

    # A mention comes as two events anyway, and each of them to both.
    tom.types.post(team.channel, "@Balance help")
    tom.types.post(team.channel, "@Balance start A second decision")
    tom.types.post(tom.dm, "list")
    team.type("status", TOM)
    team.type("n/a", TOM)
    typed = team.type("4", TOM)
    await team.question(2)
    tom.types.edit(team.channel, typed, "5")
    await at_rest(two.url, [People(slack, team)])
    said = [message.text for message in tom.sees.ephemerals(team.channel)]
    assert len(said) == len(set(said)) == 5, said
    assert len([message for message in tom.sees.messages(tom.dm) if message.is_bot]) == 1


def _break(slack: Sandbox) -> None:
    """A bad day of Slack's; what it sends, it often sends to both."""
    faults = slack.faults
    faults.events.duplicate("*", chance=0.4)
    faults.calls.latency(0.0, up_to=0.15, chance=0.5)
    faults.calls.rate_limit("chat.*", retry_after=1, chance=0.05)
    faults.calls.drop("chat.*", chance=0.04)
    faults.calls.drop("chat.*", after=True, chance=0.04)


async def _work(people: People, seed: int) -> None:
    """Everybody does what they would do in a run of the property test, all at the same time."""

    async def one(person: str) -> None:
        own = random.Random(f"{seed}/{people.team.channel}/{person}")
        for step in [*acts(own.randrange(10**9)), *acts(own.randrange(10**9))]:
            people.do(dataclasses.replace(step, person=person))
            await asyncio.sleep(own.uniform(0, 0.25))

    await asyncio.gather(*map(one, PEOPLE))
    await people.done()


async def _get_done(people: People, seed: int) -> None:
    numbers = random.Random(f"{seed}/{people.team.channel}")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if handed_in(people.team):
            return
        if click := onwards(people.team, numbers):
            people.do(click)
        await people.done()
        await asyncio.sleep(0.1)
    pytest.fail(f"not handed in after {PATIENCE:g} s: {people.team.card()}")


def _summarised(store: Store, team: Team) -> None:
    """Every answer that was taken stands in the one summary, word for word as it would be drawn now."""
    assessment = store.assessment
    assert assessment.progress.is_handed_in
    assert assessment.submissions[-1].given == assessment.given
    (row,) = [row for row in store.surfaces if row.kind == SurfaceKind.SUMMARY]
    (summary,) = team.summaries()
    surface = Surface(row.id, assessment.id, SurfaceKind.SUMMARY, "", "", "", "", 1, False, None)
    drawn = draw(assessment, surface, Known(datetime.now(UTC).date()))
    assert list(_words(summary.blocks)) == list(_words(drawn.blocks))


def _words(part: Any) -> Iterator[str]:
    """All texts in blocks, in order."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from [value] if name == "text" and isinstance(value, str) else _words(value)
    elif isinstance(part, list):
        for item in part:
            yield from _words(item)
