"""The property test: random people, acts, faults and restarts, and the five statements at the end of each.

make test                                  short, with the seeds 1, 2, 3, ...
make soak MINUTES=30                       long, with random seeds
BALANCE_SEED=17 pytest tests/crash/test_property.py           this one run again
BALANCE_SEED=17 BALANCE_SHRINK=1 pytest -s tests/crash/...    and find a shorter plan that fails too
"""

import asyncio
import contextlib
import itertools
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import ActFailed
from bot.sandbox.riverside import AMINA
from tests.crash.hurried import RETRIES, HurriedBot
from tests.crash.model import Broken, Store, check
from tests.crash.people import People
from tests.crash.plan import Break, Click, Cut, DeleteCard, End, Step, Type, Wait, plan
from tests.scenarios.team import Team

ROOT = Path(__file__).parents[2]
QUESTIONS = Path(__file__).with_name("four-questions.yml")
SHORT_RUN = 60.0
MENDED_WITHIN = 20.0
"""Seconds here for a minute of Slack's time: the bot's sweep is shortened more than that."""


def _seeds() -> Iterator[int]:
    if given := os.environ.get("BALANCE_SEED"):
        return iter([int(seed) for seed in given.split(",")])
    if "BALANCE_SOAK_MINUTES" in os.environ:
        return (random.SystemRandom().randrange(10**9) for _ in itertools.count())
    return itertools.count(1)


@pytest.mark.timeout(0)
async def test_whatever_happens_the_five_statements_hold(tmp_path: Path) -> None:
    """Runs as many seeds as fit into the time, and names each that fails."""
    seconds = float(os.environ.get("BALANCE_SOAK_MINUTES", 0)) * 60 or SHORT_RUN
    soak, until = "BALANCE_SOAK_MINUTES" in os.environ, time.monotonic() + seconds
    failed: dict[int, str] = {}
    runs = 0
    for seed in _seeds():
        if time.monotonic() > until and "BALANCE_SEED" not in os.environ:
            break
        runs += 1
        steps = plan(seed)
        error = await _fails(steps, seed)
        if error:
            failed[seed] = f"{type(error).__name__}: {error} {getattr(error, '__notes__', '')}"
            print(f"seed {seed}: {failed[seed]}", flush=True)
            if "BALANCE_SHRINK" in os.environ:
                steps = await _shorter(steps, seed)
            print("\n".join(f"    {step}" for step in steps), flush=True)
            if not soak and "BALANCE_SEED" not in os.environ:
                break
    print(f"{runs} runs, {len(failed)} failed", flush=True)
    assert not failed, f"play it again with BALANCE_SEED={','.join(map(str, failed))}: {failed}"


async def _fails(steps: list[Step], seed: int) -> Exception | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            await _run(steps, seed, Path(folder))
        except Exception as error:
            if keep := os.environ.get("BALANCE_KEEP_LOG"):
                shutil.copy(f"{folder}/log", keep)
            return error
    return None


async def _shorter(steps: list[Step], seed: int) -> list[Step]:
    """Leave out as much as still fails: first halves, then single steps."""
    size = len(steps) // 2
    while size:
        start = 0
        while start < len(steps):
            fewer = steps[:start] + steps[start + size :]
            # Twice, because some failures depend on who is faster.
            if fewer and (await _fails(fewer, seed) or await _fails(fewer, seed)):
                steps = fewer
            else:
                start += size
        size //= 2
    return steps


async def _run(steps: list[Step], seed: int, folder: Path) -> None:
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(manifest=manifest, retry_delays=RETRIES, ack_seconds=1.5, fault_seed=seed) as slack:
        bot, team = HurriedBot(slack, folder, QUESTIONS), Team(slack)
        await bot.start()
        await team.start("A decision", number_of=4)
        people = People(slack, team)
        watching = asyncio.create_task(people.watch())
        try:
            for step in steps:
                await _take(step, people, bot)
            await _is_over(people, bot)
            store = Store.read(bot.database, QUESTIONS)
            mildness = {
                "whispers_may_be_lost": _whispers_may_be_lost(steps),
                "clicks_come_twice": _doubles(steps),
            }
            check(store, people, **mildness)
            await _goes_on(people, bot, store, **mildness)
        except Exception as error:
            given_up = [words for words in slack.log.errors if "never acknowledged" in words]
            error.add_note(f"given up by Slack: {given_up}")
            raise
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await bot.kill()


async def _take(step: Step, people: People, bot: HurriedBot) -> None:
    slack = people.slack
    match step:
        case Click() | Type():
            people.do(step)
            await asyncio.sleep(0.03)
        case Wait(seconds):
            await asyncio.sleep(seconds)
        case Break(fault, arguments):
            put: Any = getattr(slack.faults, fault)
            put(**arguments)
        case Cut():
            await slack.faults.cut_sockets()
        case DeleteCard():
            # Slack tells of a deletion three times at most, and what stands in a thread does not tell of
            # it: so it is deleted while the bot is there, and can be heard of.
            await slack.wait_connected(MENDED_WITHIN)
            if card := people.team.card():
                slack.faults.delete_message(people.team.channel, card.ts)
        case End(kill, away):
            # A bot that cannot connect would be started again by whoever watches over it.
            await (bot.kill() if kill else bot.end())
            await asyncio.sleep(away)
            for fault in slack.faults.active:
                if fault.name == "refuse_sockets":
                    fault.end()
            await bot.start()


async def _is_over(people: People, bot: HurriedBot) -> None:
    """The faults end; nobody helps; wait until nothing is under way any more."""
    slack = people.slack
    slack.faults.clear()
    await slack.wait_connected(MENDED_WITHIN)
    await people.done()
    await slack.settled(MENDED_WITHIN)
    await _drawn(bot, people)


async def _drawn(bot: HurriedBot, people: People) -> None:
    until, calm = time.monotonic() + MENDED_WITHIN, 0
    before: list[tuple[str, str]] = []
    while calm < 8:
        if time.monotonic() > until:
            behind = Store.read(bot.database, QUESTIONS).behind
            raise Broken(f"statement 3: after {MENDED_WITHIN:g} s this is not shown: {behind}")
        await asyncio.sleep(0.05)
        looks = [(message.ts, message.text) for message in people.team.messages()]
        behind = Store.read(bot.database, QUESTIONS).behind
        calm = 0 if behind or looks != before else calm + 1
        before = looks


async def _goes_on(people: People, bot: HurriedBot, store: Store, **mildness: bool) -> None:
    """Statement 4: the next click works, whatever stands there."""
    team, progress = people.team, store.assessment.progress
    if progress.is_abandoned:
        return
    if progress.is_handed_in:
        kind = "reopen"
    elif progress.is_paused:
        kind = "resume"
    else:
        kind = "back" if progress.at_review else "rate"
    people.do(Click(AMINA, kind, 2))
    try:
        await people.done()
    except ActFailed as error:
        raise Broken(f"statement 4: {kind} on the current card: {error}") from None
    await _drawn(bot, people)
    after = Store.read(bot.database, QUESTIONS)
    if after.assessment.turn != store.assessment.turn + 1:
        raise Broken(f"statement 4: {kind} on the current card did nothing: {team.bots()[-1].text[:80]}")
    check(after, people, **mildness)


def _whispers_may_be_lost(steps: list[Step]) -> bool:
    """A private word is said once, not kept: an ended bot, or a call that breaks, may swallow it."""
    calls = {"server_error", "refuse", "drop", "rate_limit"}
    return any(isinstance(step, End) or (isinstance(step, Break) and step.fault in calls) for step in steps)


def _doubles(steps: list[Step]) -> bool:
    """Whether a click may reach the bot more than once."""
    return any(isinstance(step, Break) and step.fault in ("duplicate", "lose_ack") for step in steps)
