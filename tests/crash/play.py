"""Plays one plan with a Slack and a bot of its own, and checks the five statements at its end."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from bot.demo.cards import CardKind
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import CannotAct, CommandFailed
from bot.sandbox.page.switchboard.kinds import KINDS
from bot.sandbox.world import BOT_USER
from bot.sandbox.world.riverside import GRACE, TOM
from tests.crash.answered import everybody_answered
from tests.crash.holding import KnownGap, goes_on, holds, mishaps_of
from tests.crash.hurried import ACK_SECONDS, MENDED_WITHIN, RETRIES, HurriedBot
from tests.crash.people import CLOCKS, READ_OFF, People, Thread
from tests.crash.plan import Befall, Break, Click, Cut, Delete, End, Move, Plan, Step, Twin, Type, Wait, Warn
from tests.crash.store import FRAMEWORK, QUESTIONS, Store

ROOT = Path(__file__).parents[2]


async def play(plan: Plan, folder: Path) -> set[str]:
    """Play it and check the five statements; returns what occurred."""
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(
        manifest=manifest, retry_delays=RETRIES, ack_seconds=ACK_SECONDS, fault_seed=plan.luck
    ) as slack:
        bot, team = HurriedBot(slack, folder, QUESTIONS, plan.skews), Thread(slack)
        await bot.start()
        await begun(slack, lambda: team.start("A decision", fields={"Who decides?": [GRACE]}))
        people = People(slack, team, clocks=READ_OFF if any(plan.skews) else CLOCKS)
        watching = asyncio.create_task(people.watch())
        try:
            if plan.handed_in:
                await _hand_in(people)
            for step in plan.steps:
                await take(step, people, bot)
            await is_over([people])
            store = await holds(people, bot, plan)
            mishaps = mishaps_of(plan, people, bot)
            answered = everybody_answered(store, people, mishaps)
            await goes_on(people, bot, store, plan)
        except KnownGap:
            return {"a gap that is known"}
        except Exception as error:
            error.add_note(f"given up by Slack: {[e for e in slack.log.errors if 'never acknowledged' in e]}")
            error.add_note(evidence([people], bot, folder / "log"))
            if keep := os.environ.get("BALANCE_KEEP_LOG"):
                shutil.copy(folder / "log", keep)
            raise
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await bot.end_all()
    return {
        *(["handed in before"] if plan.handed_in else []),
        *(["clocks that differ"] if any(plan.skews) else []),
        *(f"step: {named(step)}" for step in plan.steps),
        *(f"act: {act.what}" for act in people.acts),
        *(f"struck: {one.fault}" for one in mishaps.struck),
        *(f"logged: {row.what}" for row in store.activity),
        *(["everybody answered: asked of every act"] if not answered.excused else []),
        *(["everybody answered: asked of most acts"] if 2 * answered.excused < max(answered.acts, 1) else []),
    }


async def begun(slack: Sandbox, begin: Callable[[], Awaitable[object]]) -> None:
    """Before anything goes wrong on purpose. On a busy machine the bot may miss a heartbeat of its socket
    just then, and connect again: then they type the command once more."""
    for _ in range(5):
        with contextlib.suppress(CommandFailed):
            await begin()
            return
        await slack.wait_connected(MENDED_WITHIN)
    raise TimeoutError("nobody could begin")


async def _hand_in(people: People) -> None:
    """Answer what there is, and submit it; each card is waited for."""
    rate = Click(TOM, "rate", 2)
    for number in range(2, len(FRAMEWORK.questions) + 1):
        await _do_until(people, rate, partial(people.team.stands_at, number))
    await _do_until(people, rate, partial(people.team.stands_at, CardKind.REVIEW))
    await _do_until(people, Click(TOM, "submit"), people.team.summaries)


async def _do_until(people: People, click: Click, done: Callable[[], object]) -> None:
    """A busy machine may be late with its acknowledgement: then they click again."""
    for _ in range(12):
        people.do(click)
        await people.done()
        with contextlib.suppress(TimeoutError):
            await people.slack.until(done, 5)
            return
    raise TimeoutError(click.kind)


def named(step: Step) -> str:
    match step:
        case Break(fault):
            return fault
        case Befall(what):
            return what
        case _:
            return type(step).__name__


async def take(step: Step, people: People, bot: HurriedBot) -> None:
    slack = people.slack
    match step:
        case Click() | Type() | Move():
            people.do(step)
            await asyncio.sleep(0.03)
        case Wait(seconds):
            await asyncio.sleep(seconds)
        case Break(fault, arguments):
            KINDS[fault].start(slack.faults, arguments)
        case Befall():
            _befall(step, people)
        case Cut():
            await slack.faults.sockets.cut()
        case Warn(reason):
            await slack.faults.sockets.disconnect(reason)  # type: ignore[arg-type]
        case Delete(thread):
            # Slack tells of a deletion three times at most, and what stands in a thread does not tell of
            # it: so it is deleted while the bot is there, and can be heard of.
            await slack.wait_connected(MENDED_WITHIN)
            ts = people.team.thread if thread else (card.ts if (card := people.team.card()) else "")
            if people.team.where.find(ts) and people.team.where.has(BOT_USER):
                slack.faults.workspace.delete_message(people.team.channel, ts)
        case Twin():
            await (bot.end_twin() if bot.has_twin else bot.start_twin())
        case End(kill, away):
            await (bot.kill() if kill else bot.end())
            await asyncio.sleep(away)
            # A bot that cannot connect would be started again by whoever watches over it.
            for active in slack.faults.active:
                if active.name in ("refuse_sockets", "revoke_token"):
                    active.end()
            await bot.start()


def _befall(step: Befall, people: People) -> None:
    """One of a kind at a time: nobody can be shut out twice."""
    faults, here = people.slack.faults, people.team.channel
    if any(fault.name == step.what for fault in faults.active):
        return
    arguments: dict[str, dict[str, str]] = {
        "deactivate": {"user": step.person},
        "rename": {"channel": here, "name": "another-name"},
        "revoke_token": {},
        "enforce_limits": {},
    }
    about = arguments.get(step.what, {"channel": here})
    with contextlib.suppress(CannotAct):
        KINDS[step.what].start(faults, {**about, "lasting": step.seconds})


async def is_over(everybody: Sequence[People]) -> None:
    """The faults end; nobody helps; wait until nothing is under way any more."""
    slack = everybody[0].slack
    slack.faults.clear()
    await slack.wait_connected(MENDED_WITHIN)
    for people in everybody:
        await people.done()
    await slack.settled(MENDED_WITHIN)


def evidence(everybody: Sequence[People], bot: HurriedBot, log: Path) -> str:
    """The last that people, the store and the bot have to say: a failure may not come a second time."""
    acts = sorted((act for people in everybody for act in people.acts), key=lambda act: act.began)
    lines = [f"acted: {act}" for act in acts[-6:]]
    for person in sorted({act.person for act in acts}):
        words = [*everybody[0].told(person), *everybody[0].told_directly(person)][-4:]
        lines += [f"told {person}: {word.ts} in {word.channel}: {word.text[:80]}" for word in words]
    with contextlib.suppress(Exception):  # the failure itself is what must be reported
        rows = [row for store in Store.read_all(bot.url) for row in store.activity]
        last = sorted(rows, key=lambda row: int(row.id))[-6:]
        lines += [f"logged: {row.at.timestamp():.2f} {row.user_id} {row.what}" for row in last]
    with contextlib.suppress(OSError):
        said = [line for line in log.read_text().splitlines() if "transitions.core" not in line]
        lines += [f"bot: {line[:300]}" for line in said[-25:]]
    return "\n".join(lines)
