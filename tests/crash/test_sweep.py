"""The crash sweep: `kill -9` at every seam of the way of an act, found by counting, not by luck.

For each act the bot is killed at the first seam that it crosses, then at the second, and so on until the act
is through without a kill. After each kill the bot starts again, the person does what a person would (looks,
and tries again if it was not taken), and what must hold is checked.

make test                                                     every act on SQLite, some on PostgreSQL too
BALANCE_SWEEP_POSTGRESQL=1 pytest tests/crash/test_sweep.py   every act on both
"""

import asyncio
import contextlib
import itertools
import os
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import CannotAct, NotAcknowledged
from bot.sandbox.riverside import AMINA, HOUSING
from tests.conftest import POSTGRESQL, SQLITE
from tests.crash.process import KillableBot
from tests.crash.store import QUESTIONS
from tests.postgres import Postgres
from tests.scenarios.team import Team

ROOT = Path(__file__).parents[2]
MOST_SEAMS = 60
LANES = 2
"""So many bots are killed side by side, each in a Slack and a store of its own: much of it is waiting."""
CALM = 0.3
"""Seconds in which nothing was done: then an act is through, and was not killed."""
RETRIES = (0.0, 0.4, 2.0, 6.0, 15.0)
"""Seconds until Slack sends again what was not acknowledged: the last ones for a machine on which a start
takes long. Given up too early, a message is found by looking back, after this test has typed it again."""

Act = Callable[[Team], Coroutine[Any, Any, None]]


async def _click_four(team: Team) -> None:
    await _click(team, "4")


async def _click(team: Team, label: str) -> None:
    with contextlib.suppress(NotAcknowledged):
        await team.click(label)


async def _type(team: Team) -> None:
    team.type("4 because we asked")


async def _type_resume(team: Team) -> None:
    team.type("resume")


async def _submit(team: Team) -> None:
    await _click(team, "Submit")


async def _start(team: Team) -> None:
    with contextlib.suppress(NotAcknowledged):
        await team.person().submit({"Title": "A decision"})


# The act, how many questions are answered before it, and what the card says after it.
ACTS: dict[str, tuple[Act, int, str]] = {
    "start": (_start, -1, "Question 1 of 4"),
    "a click within a principle": (_click_four, 0, "Question 2 of 4"),
    "a click that ends a principle": (_click_four, 1, "Question 3 of 4"),
    "the last click": (_click_four, 3, "Review your answers"),
    "a typed answer": (_type, 0, "Question 2 of 4"),
    "a typed answer that ends a principle": (_type, 1, "Question 3 of 4"),
    "a typed resume": (_type_resume, 2, "Question 3 of 4"),
    "submit": (_submit, 4, "Submitted"),
}


ON_POSTGRESQL = ("a click that ends a principle", "a typed answer")
"""The acts with most that is done side by side, by a click and by typing."""


def _cases() -> list[tuple[str, str]]:
    too = ACTS if "BALANCE_SWEEP_POSTGRESQL" in os.environ else ON_POSTGRESQL
    return [*((name, SQLITE) for name in ACTS), *((name, POSTGRESQL) for name in too)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("name", "store"), _cases())
async def test_killed_at_every_seam(
    name: str, store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Postgres | None = request.getfixturevalue("postgres") if store == POSTGRESQL else None
    seams: dict[int, str] = {}
    numbers = itertools.count(1)
    through = asyncio.Event()

    async def lane() -> None:
        while not through.is_set():
            kill_at = next(numbers)
            assert kill_at < MOST_SEAMS, "too many seams"
            folder = tmp_path / str(kill_at)
            folder.mkdir()
            url = server.fresh() if server else None
            try:
                if crossed := await _one(name, kill_at, folder, url):
                    seams[kill_at] = crossed
                else:
                    through.set()
            except BaseException as error:
                error.add_note(f"killed at seam {kill_at} of {name} on {store}")
                raise

    async with asyncio.TaskGroup() as lanes:
        for _ in range(LANES):
            lanes.create_task(lane())
    print(f"{name} on {store}: {len(seams)} seams: {', '.join(seams[number] for number in sorted(seams))}")
    assert {"before a commit", "after a commit"} <= set(seams.values())


async def _one(name: str, kill_at: int, folder: Path, url: str | None) -> str | None:
    """Kill the bot once. The seam at which it was killed; None if the act was through before."""
    act, answered, then = ACTS[name]
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, retry_delays=RETRIES) as slack:
        bot, team = KillableBot(slack, folder, QUESTIONS, url), Team(slack)
        await bot.start(kill_at)
        await _prepare(team, answered, bot)
        bot.arm()
        acting = asyncio.create_task(act(team))
        killed = await _killed(bot, acting, slack)
        bot.disarm()
        crossed = bot.crossed
        assert killed == (len(crossed) >= kill_at), f"{killed=} after {len(crossed)} seams"
        if killed:
            await bot.start()
        await acting
        await _as_a_person(team, act, then, bot)
        await _check(team, bot, then)
        await bot.kill()
        return crossed[-1] if killed else None


async def _killed(bot: KillableBot, acting: asyncio.Task[None], slack: Sandbox) -> bool:
    """Wait until the bot kills itself, or has nothing left to do."""
    done, since = 0, time.monotonic()
    while not await bot.died():
        await asyncio.sleep(0.01)
        if done != len(bot.crossed) or not acting.done() or not slack.is_settled:
            done, since = len(bot.crossed), time.monotonic()
        elif time.monotonic() - since > CALM and not _left(bot):
            return False
    return True


async def _prepare(team: Team, answered: int, bot: KillableBot) -> None:
    """Bring the assessment to where the act begins, and wait until nothing is under way any more."""
    if answered < 0:
        amina = team.person()
        await amina.command(HOUSING, "/balance", "")
        await team.slack.until(lambda: amina.views)
        return
    await team.start("A decision", number_of=4)
    for number in range(1, answered + 1):
        await team.sees(f"Question {number} of 4")
        await team.click("4")
    await team.sees(f"Question {answered + 1} of 4" if answered < 4 else "Review")
    # What was drawn last comes back as events: an act must not begin before these are acknowledged.
    assert not await _behind(bot)
    await team.slack.settled()


async def _as_a_person(team: Team, act: Act, then: str, bot: KillableBot) -> None:
    """Look whether it was taken, once Slack has sent again what it sends again; if not, do it again, as
    anybody would."""
    await team.slack.settled()
    assert not await _behind(bot), "the store says that something is not shown"
    with contextlib.suppress(TimeoutError):
        await team.slack.until(lambda: _there(team, then), timeout=0.2)
        return
    with contextlib.suppress(CannotAct):
        await act(team)
    await team.slack.until(lambda: _there(team, then), timeout=20)


def _there(team: Team, then: str) -> bool:
    if not team.thread and (head := team._headline("A decision", team.person())):
        team.thread = head.ts
    if not team.thread:
        return False
    if then == "Submitted":
        return any(message.text.startswith("Summary") for message in team.bots())
    cards = team.cards()
    return len(cards) == 1 and cards[0].text.startswith(then)


async def _check(team: Team, bot: KillableBot, then: str) -> None:
    """What must hold, in Slack and in the store."""
    assert not await _behind(bot), "the store says that something is not shown"
    heads = [m for m in team.person(AMINA).messages(HOUSING) if m.text.startswith("Assessment:")]
    assert len(heads) == 1, "one headline"
    summaries = [m for m in team.bots() if m.text.startswith("Summary")]
    assert len(summaries) == (1 if then == "Submitted" else 0)
    recaps = [m for m in team.bots() if m.text.startswith("Useful: ")]
    assert len(recaps) == (1 if then in ("Question 3 of 4", "Review your answers", "Submitted") else 0)
    given = bot.rows("SELECT count(*) FROM answers WHERE rating = 4")[0][0]
    logged = bot.rows("SELECT count(*) FROM activity WHERE what = 'answer'")[0][0]
    changes = bot.rows("SELECT count(*) FROM answer_changes")[0][0]
    expected = {"Question 1 of 4": 0, "Question 2 of 4": 1, "Question 3 of 4": 2}.get(then, 4)
    assert (given, logged, changes) == (expected, expected, expected), "each answer once, and in the log"
    await _goes_on(team, then)


async def _behind(bot: KillableBot) -> bool:
    """Whether something is still not shown after 5 s; the bot writes that down only in its store."""
    for _ in range(200):
        if not _left(bot):
            return False
        await asyncio.sleep(0.025)
    return True


def _left(bot: KillableBot) -> bool:
    """Whether there is something to draw."""
    return bool(bot.rows("SELECT 1 FROM surfaces WHERE shown < wanted"))


async def _goes_on(team: Team, then: str) -> None:
    """Whatever happened, the next act works."""
    if then.startswith("Question"):
        number = int(then.split()[1])
        await team.click("5")
        await team.sees(f"Question {number + 1} of 4" if number < 4 else "Review")
    elif then.startswith("Review"):
        await team.click("Submit")
        await team.summary()
    else:
        summary = await team.summary()
        await team.person().click(HOUSING, summary.ts, label="Change answers", confirm=True)
        await team.sees("Review your answers")
