"""Random kills: whole conversations with a bot that is killed with `kill -9` at random moments of them.

Beside the sweep, which knows its moments, this one knows little: after each act, and while the bot starts
again, the process is killed some milliseconds later, or at the seam it has come to after some others,
however long that takes it. The person goes on with what they see. At the end of each conversation the five
statements are checked. How many kills came when is printed: that is chance, and depends on the machine.

make test                                                       KILLS kills with the seeds 1, 2, 3, ...
BALANCE_KILLS=5000 pytest tests/crash/test_random_kills.py -s   more, with random seeds
BALANCE_SEED=17 pytest tests/crash/test_random_kills.py         this conversation again: the same acts and
                                                                the same moments, as far as a clock allows
"""

import asyncio
import contextlib
import itertools
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox import AppManifest, Sandbox
from tests.crash.aftermath import handed_in, holds, onwards
from tests.crash.hurried import ACK_SECONDS, RETRIES, HurriedBot
from tests.crash.people import People, Thread
from tests.crash.plan import Click, Type, acts
from tests.crash.seams import Point
from tests.crash.store import QUESTIONS
from tests.scenarios.team import Team

ROOT = Path(__file__).parents[2]
KILLS = 60
LANES = 2
"""So many conversations side by side, each in a Slack and a store of its own: much of it is waiting."""
AFTER_AN_ACT = (0.04, 0.15)
"""Seconds, one or the other: until all of it is drawn on a quick machine, and on one that is busy."""
MOST_SEAMS = 16
"""The last seam at which it is killed: acts take about so many, and a bot's heartbeat crosses some more."""
DURING_A_START = 0.2
"""Seconds: from the start of the process until it has caught up."""
MOST_ACTS = 20
PATIENCE = 120.0
"""Seconds in which even the slowest machine gets done."""

Hits = Counter[str]
"""How many kills came when."""


def _seeds() -> Iterator[int]:
    if given := os.environ.get("BALANCE_SEED"):
        return iter([int(seed) for seed in given.split(",")])
    if "BALANCE_KILLS" in os.environ:
        return (random.SystemRandom().randrange(10**9) for _ in itertools.count())
    return itertools.count(1)


@pytest.mark.timeout(0)
async def test_killed_at_random_moments(tmp_path: Path) -> None:
    kills, seeds = int(os.environ.get("BALANCE_KILLS", KILLS)), _seeds()
    hits: Hits = Counter()
    played: list[int] = []
    failed: dict[int, str] = {}

    async def lane() -> None:
        while hits.total() < kills and (seed := next(seeds, None)) is not None:
            played.append(seed)
            folder = tmp_path / str(seed)
            folder.mkdir()
            try:
                await _conversation(seed, folder, hits)
            except Exception as error:
                failed[seed] = f"{type(error).__name__}: {error}"
                print(f"seed {seed}: {failed[seed]}", flush=True)

    await asyncio.gather(*(lane() for _ in range(LANES)))
    print(f"{hits.total()} kills in {len(played)} conversations: {dict(hits)}; seeds {played}", flush=True)
    assert not failed, f"play it again with BALANCE_SEED={','.join(map(str, failed))}: {failed}"


async def _conversation(seed: int, folder: Path, hits: Hits) -> None:
    numbers = random.Random(seed)
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, retry_delays=RETRIES, ack_seconds=ACK_SECONDS) as slack:
        bot, team = HurriedBot(slack, folder, QUESTIONS), Thread(slack)
        await bot.start(_somewhere(numbers))
        await team.start("A decision")
        people = People(slack, team)
        watching = asyncio.create_task(people.watch())
        try:
            for act in _acts(seed, numbers, team):
                await _killed_after(act, people, bot, numbers, hits)
            await _get_done(people, numbers)
            (store,) = await holds(bot.url, [people], bot.ends)
            progress = store.assessment.progress
            # Where nothing is rated, there is nothing to submit, and these people only know to go on.
            stuck = f"they did not get done at {progress.state}: {progress.answers}"
            assert store.assessment.submissions or not progress.rated_count, stuck
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await bot.kill()


async def _get_done(people: People, numbers: random.Random) -> None:
    """On a slow machine every act may have been killed before it was kept. Left alone, people get done."""
    until = time.monotonic() + PATIENCE
    while not handed_in(people.team) and time.monotonic() < until:
        if act := onwards(people.team, numbers):
            people.do(act)
        await asyncio.sleep(0.5)


def _acts(seed: int, numbers: random.Random, team: Team) -> Iterator[Click | Type | None]:
    """What people of the property test would do in this seed, and then on until it is handed in. None:
    just now there is nothing to click."""
    yield from acts(seed)
    for _ in range(MOST_ACTS):
        if handed_in(team):
            return
        yield onwards(team, numbers)


async def _killed_after(
    act: Click | Type | None, people: People, bot: HurriedBot, numbers: random.Random, hits: Hits
) -> None:
    turn, _ = _stands(bot)
    at_a_seam = numbers.random() < 0.5
    if at_a_seam:
        bot.track.arm()
    if act:
        people.do(act)
    if at_a_seam:
        await bot.falls(PATIENCE)
    else:
        await asyncio.sleep(numbers.uniform(0, numbers.choice(AFTER_AN_ACT)))
    await bot.kill()
    bot.track.disarm()
    now, left = _stands(bot)
    hits["before it was shown" if left else "before it was kept" if now == turn else "after all"] += 1
    starting = asyncio.create_task(bot.start(_somewhere(numbers)))
    if numbers.random() < 0.3:
        await asyncio.sleep(numbers.uniform(0, DURING_A_START))
        starting.cancel()
        await bot.kill()
        hits["during a start"] += 1
        starting = asyncio.create_task(bot.start(_somewhere(numbers)))
    await starting
    # Some look at what there is before they go on, others do not.
    await asyncio.sleep(numbers.choice((0.0, 0.1)))


def _somewhere(numbers: random.Random) -> Point:
    return Point(numbers.randint(1, MOST_SEAMS))


def _stands(bot: HurriedBot) -> tuple[int, int]:
    """The turn of the assessment, and how much of it is not shown."""
    behind = "SELECT count(*) FROM surfaces WHERE shown < wanted"
    ((turn, left),) = bot.rows(f"SELECT max(turn), ({behind}) FROM assessments")
    return turn, left
