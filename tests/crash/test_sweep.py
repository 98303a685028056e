"""The crash sweep: `kill -9` at the seams of the way of an act, found by counting, not by luck.

The bot is killed at a seam while somebody acts. Then it starts again, the person does what a person would
(looks, and tries again if it was not taken), and what must hold is checked.

make test    every kind of seam on both databases, and one more point of each act, as drawn by a seed
make sweep   every act on both databases, at its first seam, at its second, and on until it is through
BALANCE_DRAW=17 pytest tests/crash/test_sweep.py   what was drawn with this seed, again
"""

import asyncio
import contextlib
import itertools
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import CannotAct
from tests.conftest import DRAW, POSTGRESQL, SQLITE, Stores
from tests.crash.act import WHERE, Act
from tests.crash.acts import ACTS, SEAMS
from tests.crash.acts_alone import ALONE
from tests.crash.acts_outside import OUTSIDE
from tests.crash.panel_acts import KilledTeam
from tests.crash.process import KillableBot
from tests.crash.seams import Point
from tests.crash.store import FRAMEWORK, QUESTIONS

ROOT = Path(__file__).parents[2]
MOST_SEAMS = 90
FIRST = {"before a commit", "after a commit", "before the acknowledgement"}
"""What may come before somebody is acknowledged: Slack waits 3 s, so nothing but WHERE is asked first."""
ASKED = {f"{when} {call}" for when in ("before", "after") for call in WHERE}
CALM = 0.3
"""Seconds in which nothing was done: then an act that is seen, shown and acknowledged is through."""
RETRIES = (0.0, 0.4, 2.0, 6.0, 15.0, 30.0, 60.0)
"""Seconds until Slack sends again what was not acknowledged: the last ones for a machine on which a start
takes long. Given up too early, a message is found by looking back, after this test has typed it again."""
PATIENCE = 120.0
"""Seconds in which even the slowest machine gets done."""


def _draw() -> Iterator[tuple[str, str, Point]]:
    draw = random.Random(os.environ[DRAW])
    for kind in (SQLITE, POSTGRESQL):
        for when, what in itertools.product(("before", "after"), SEAMS):
            crossing = [name for name, act in ACTS.items() if what in act.crosses]
            yield draw.choice(crossing), kind, Point(1, f"{when} {what}")
    for name, act in ACTS.items():
        yield name, draw.choice((SQLITE, POSTGRESQL)), Point(draw.randint(1, act.about))


@pytest.mark.timeout(2 * PATIENCE)
@pytest.mark.parametrize(("name", "kind", "point"), list(_draw()), ids=str)
async def test_killed_at_a_drawn_seam(
    name: str, kind: str, point: Point, stores: Stores, tmp_path: Path
) -> None:
    try:
        kill = await _kill_once(ACTS[name], point, tmp_path, stores.empty(kind, tmp_path))
        assert kill or not point.seam, f"{name} does not cross it: is ACTS still true?"
    except BaseException as error:
        error.add_note(f"The same again: {DRAW}={os.environ[DRAW]} .venv/bin/pytest {__file__}")
        raise


@pytest.mark.timeout(2 * PATIENCE)
@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
async def test_a_click_is_kept_from_its_commit_on_and_shown_later(
    when: str, kept: int, kind: str, stores: Stores, tmp_path: Path
) -> None:
    act, point = ACTS["a click within a principle"], Point(1, f"{when} a commit")
    kill = await _kill_once(act, point, tmp_path, stores.empty(kind, tmp_path))
    assert kill
    assert (kill.kept, kill.is_behind) == (kept, bool(kept))


def _every() -> Iterator[tuple[str, str]]:
    """What an act of a panel, or with voices from outside, does to a database is what the others do, several
    rows at a time: on PostgreSQL, some of its seams are drawn for each run of `make test`, and not all of
    them swept."""
    yield from itertools.product(ACTS, [SQLITE])
    yield from itertools.product(ACTS.keys() - ALONE.keys() - OUTSIDE.keys(), [POSTGRESQL])


@pytest.mark.sweep
@pytest.mark.timeout(MOST_SEAMS * PATIENCE)
@pytest.mark.parametrize(("name", "kind"), sorted(_every()))
async def test_killed_at_every_seam(name: str, kind: str, stores: Stores, tmp_path: Path) -> None:
    seams: list[str] = []
    for number in range(1, MOST_SEAMS):
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            kill = await _kill_once(ACTS[name], Point(number), folder, stores.empty(kind, folder))
        except BaseException as error:
            error.add_note(f"killed at seam {number} of {name} on {kind}")
            raise
        if kill is None:
            break
        seams.append(kill.seam)
    else:
        pytest.fail("too many seams")
    print(f"{name} on {kind}: {len(seams)} seams: {', '.join(seams)}")
    assert {"before a commit", "after a commit"} <= set(seams)


@dataclass(frozen=True, slots=True)
class Kill:
    """The seam at which it came, and what was in the store then."""

    seam: str
    kept: int
    is_behind: bool


async def _kill_once(act: Act, point: Point, folder: Path, url: str) -> Kill | None:
    """Kill the bot once, and see it through. None if the act was through before."""
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, retry_delays=RETRIES, trigger_seconds=PATIENCE) as slack:
        bot = KillableBot(slack, folder, QUESTIONS, url, act.looks_every)
        team = KilledTeam(slack, framework=FRAMEWORK, bot=bot)
        await bot.start(point)
        await act.prepare(team)
        # What was drawn last comes back as events: an act must not begin before these are acknowledged.
        await _nothing_is_behind(bot, slack)
        bot.track.arm()
        acting = asyncio.create_task(act.do(team))
        await _killed_or_through(bot, acting, team, act)
        bot.track.disarm()
        crossed = bot.track.crossed
        seams = {name.split(" ", 1)[1] for name in crossed}
        assert seams <= act.crosses | act.may_cross, "ACTS does not name it"
        if act.is_acknowledged:
            assert set(itertools.takewhile("after the acknowledgement".__ne__, crossed)) <= FIRST | ASKED
        kill = None
        if point.reached(crossed):
            await bot.ended()
            kill = Kill(crossed[-1], bot.rows("SELECT count(*) FROM answers")[0][0], _is_behind(bot))
            await bot.start()
        await acting
        await _as_a_person(team, act, bot)
        await act.check(team, bot)
        await bot.kill()
        return kill


async def _killed_or_through(
    bot: KillableBot, acting: asyncio.Task[None], team: KilledTeam, act: Act
) -> None:
    """Wait until the bot kills itself, or has nothing left to do."""
    done, since = 0, time.monotonic()
    while bot.alive:
        await asyncio.sleep(0.01)
        now_done = len(bot.track.crossed)
        if now_done != done or not acting.done() or not team.slack.is_settled or not act.is_there(team):
            done, since = now_done, time.monotonic()
        elif time.monotonic() - since > CALM and not _is_behind(bot):
            return


async def _as_a_person(team: KilledTeam, act: Act, bot: KillableBot) -> None:
    """Look whether it was taken, once Slack has sent again what it sends again; if not, do it again, as
    anybody would."""
    await _nothing_is_behind(bot, team.slack)
    if not act.is_there(team):
        with contextlib.suppress(CannotAct):
            await act.do(team)
        await team.slack.until(lambda: act.is_there(team), PATIENCE)
        await _nothing_is_behind(bot, team.slack)


async def _nothing_is_behind(bot: KillableBot, slack: Sandbox) -> None:
    """Wait until every event is acknowledged and everything shown, which the bot says only in its store."""
    await slack.settled(PATIENCE)
    until = time.monotonic() + PATIENCE
    while _is_behind(bot):
        assert time.monotonic() < until, "the store says that something is not shown"
        await asyncio.sleep(0.025)
    await slack.settled(PATIENCE)


def _is_behind(bot: KillableBot) -> bool:
    """Whether there is something to draw."""
    return bool(bot.rows("SELECT 1 FROM surfaces WHERE shown < wanted"))
