"""Plays one plan with a Slack and a bot of its own, and checks the five statements at its end."""

import asyncio
import contextlib
import os
import shutil
import time
from pathlib import Path

from bot.drawing import THREAD_GONE
from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.errors import ActFailed, CannotAct
from bot.sandbox.riverside import AMINA, GRACE, HOUSING, SOCIAL_CARE, TOM
from bot.sandbox.world import BOT_USER
from flows.machine import Trigger, can
from tests.crash.answered import Broken, everybody_answered
from tests.crash.hurried import RETRIES, HurriedBot
from tests.crash.mishaps import Mishaps
from tests.crash.model import check
from tests.crash.people import People, Thread
from tests.crash.plan import Befall, Break, Click, Cut, Delete, End, Move, Plan, Step, Twin, Type, Wait, Warn
from tests.crash.store import Glance, Store

ROOT = Path(__file__).parents[2]
QUESTIONS = Path(__file__).with_name("four-questions.yml")
CALM = (0.3, 2.5)
"""Seconds without a change: first a moment, and where something does not hold yet, longer."""
MENDED_WITHIN = 20.0
"""Seconds here for a minute of Slack's time: the bot's sweep is shortened more than that."""


async def play(plan: Plan, folder: Path) -> set[str]:
    """Play it and check the five statements; returns what occurred."""
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(
        manifest=manifest, retry_delays=RETRIES, ack_seconds=1.5, fault_seed=plan.luck
    ) as slack:
        bot, team = HurriedBot(slack, folder, QUESTIONS), Thread(slack)
        await bot.start()
        await team.start("A decision", number_of=4, **{"Who decides?": [GRACE]})
        people = People(slack, team)
        watching = asyncio.create_task(people.watch())
        try:
            if plan.handed_in:
                await _hand_in(people)
            for step in plan.steps:
                await _take(step, people, bot)
            await _is_over(people, bot)
            store = await _holds(people, bot, plan)
            mishaps = _mishaps(plan, people, bot)
            answered = everybody_answered(store, people, mishaps)
            await _goes_on(people, bot, store, plan)
        except KnownGap:
            return {"a gap that is known"}
        except Exception as error:
            error.add_note(f"given up by Slack: {[e for e in slack.log.errors if 'never acknowledged' in e]}")
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
        *(f"step: {_named(step)}" for step in plan.steps),
        *(f"act: {act.what}" for act in people.acts),
        *(f"struck: {one.fault}" for one in mishaps.struck),
        *(f"logged: {row.what}" for row in store.activity),
        *(["everybody answered: asked of every act"] if not answered.excused else []),
        *(["everybody answered: asked of most acts"] if 2 * answered.excused < max(answered.acts, 1) else []),
    }


async def _hand_in(people: People) -> None:
    """Answer what there is, and submit it; each card is waited for."""
    for card in [f"Question {number} of 4" for number in range(2, 5)] + ["Review your answers"]:
        await _do_until(people, Click(TOM, "rate", 2), card)
    await _do_until(people, Click(TOM, "submit"), "Summary:")


async def _do_until(people: People, click: Click, words: str) -> None:
    """A busy machine may be late with its acknowledgement: then they click again."""
    for _ in range(3):
        people.do(click)
        await people.done()
        with contextlib.suppress(TimeoutError):
            await people.slack.until(
                lambda: any(message.text.startswith(words) for message in people.team.bots()), 5
            )
            return
    raise TimeoutError(words)


def _mishaps(plan: Plan, people: People, bot: HurriedBot) -> Mishaps:
    out = {step.what for step in plan.steps if isinstance(step, Befall)} & {"remove_bot", "revoke_token"}
    away = any(isinstance(step, Move) for step in plan.steps)
    return Mishaps.of(people.slack, bot.ends, shut_out=bool(out) or away)


def _named(step: Step) -> str:
    match step:
        case Break(fault):
            return fault
        case Befall(what):
            return what
        case _:
            return type(step).__name__


async def _take(step: Step, people: People, bot: HurriedBot) -> None:
    slack = people.slack
    match step:
        case Click() | Type() | Move():
            people.do(step)
            await asyncio.sleep(0.03)
        case Wait(seconds):
            await asyncio.sleep(seconds)
        case Break(fault, arguments):
            getattr(slack.faults, fault)(**arguments)
        case Befall():
            _befall(step, people)
        case Cut():
            await slack.faults.cut_sockets()
        case Warn(reason):
            await slack.faults.disconnect(reason)  # type: ignore[arg-type]
        case Delete(thread):
            # Slack tells of a deletion three times at most, and what stands in a thread does not tell of
            # it: so it is deleted while the bot is there, and can be heard of.
            await slack.wait_connected(MENDED_WITHIN)
            ts = people.team.thread if thread else (card.ts if (card := people.team.card()) else "")
            if people.team.where.find(ts) and people.team.where.has(BOT_USER):
                slack.faults.delete_message(people.team.channel, ts)
        case Twin():
            await (bot.end_twin() if bot.has_twin else bot.start_twin())
        case End(kill, away):
            await (bot.kill() if kill else bot.end())
            await asyncio.sleep(away)
            # A bot that cannot connect would be started again by whoever watches over it.
            for fault in slack.faults.active:
                if fault.name in ("refuse_sockets", "revoke_token"):
                    fault.end()
            await bot.start()


def _befall(step: Befall, people: People) -> None:
    """One of a kind at a time: nobody can be shut out twice."""
    faults, here = people.slack.faults, people.team.channel
    if any(fault.name == step.what for fault in faults.active):
        return
    arguments: dict[str, tuple[str, ...]] = {
        "deactivate": (step.person,),
        "rename": (here, "another-name"),
        "revoke_token": (),
        "enforce_limits": (),
    }
    with contextlib.suppress(CannotAct):
        getattr(faults, step.what)(*arguments.get(step.what, (here,)), lasting=step.seconds)


async def _is_over(people: People, bot: HurriedBot) -> None:
    """The faults end; nobody helps; wait until nothing is under way any more."""
    slack = people.slack
    slack.faults.clear()
    await slack.wait_connected(MENDED_WITHIN)
    await people.done()
    await slack.settled(MENDED_WITHIN)


async def _holds(people: People, bot: HurriedBot, plan: Plan) -> Store:
    """Check the five statements, and what they were asked of. The bot may still look back, or draw what was
    only now found to be missing: what does not hold after a moment's calm must hold after a longer one."""
    for calm in CALM:
        await _drawn(bot, people, calm)
        store = Store.read(bot.database, QUESTIONS)
        try:
            check(store, people, _mishaps(plan, people, bot))
        except Broken:
            if calm == CALM[-1]:
                raise
        else:
            break
    return store


async def _drawn(bot: HurriedBot, people: People, seconds: float) -> None:
    """Wait until all is calm for so long. Only a place that is gone for good needs somebody, and the owner is
    told so."""
    until, calm = time.monotonic() + MENDED_WITHIN, 0.0
    before: list[tuple[str, str]] = []
    helped: set[tuple[str, str]] = set()
    while calm < seconds:
        if time.monotonic() > until:
            behind = Store.read(bot.database, QUESTIONS).behind
            raise Broken(f"statement 3: after {MENDED_WITHIN:g} s this is not shown: {behind}")
        await asyncio.sleep(0.05)
        here = Glance.at(bot.database)
        looks = [(message.ts, message.text) for message in people.team.messages()]
        calm = 0 if here.behind or looks != before else calm + 0.05
        before = looks
        if here.trouble and (here.trouble, here.channel) not in helped:
            helped.add((here.trouble, here.channel))
            if await _help(here.trouble, people, bot, here.channel):
                until = time.monotonic() + MENDED_WITHIN


async def _help(trouble: str, people: People, bot: HurriedBot, channel: str) -> bool:
    """What the notice asks of the owner. Whether anything had to be done. Raises Broken."""
    shut_out = not people.slack.world.channels[channel].has(BOT_USER)
    if trouble != THREAD_GONE and not shut_out:
        return False
    await _told_of_trouble(people, bot)
    if shut_out:
        people.slack.person(AMINA).invite_bot(channel)
    else:
        people.do(Move(HOUSING if channel == SOCIAL_CARE else SOCIAL_CARE))
        await people.done()
    return True


class KnownGap(Exception):
    """What Balance does not promise: the word about a gone thread got lost, and the assessment has ended, so
    that App Home does not offer to go on with it. What the answers were, App Home still says."""


async def _told_of_trouble(people: People, bot: HurriedBot) -> None:
    """Statement 4: by direct message; where that got lost, App Home must have the same. Raises KnownGap."""
    with contextlib.suppress(TimeoutError):
        await people.slack.until(lambda: people.notices, MENDED_WITHIN / 4)
        return
    if not Mishaps.of(people.slack, bot.ends, shut_out=False).words_were_lost:
        raise Broken("statement 4: the owner was not told that the place is gone")
    progress = Store.read(bot.database, QUESTIONS).assessment.progress
    if progress.is_handed_in or progress.is_abandoned:
        raise KnownGap
    owner = people.slack.person(AMINA)
    owner.home()
    try:
        await people.slack.until(lambda: owner.home_view, MENDED_WITHIN / 4)
        await owner.click_home(label="Resume")
        await people.slack.until(lambda: people.notices, MENDED_WITHIN / 4)
    except (TimeoutError, ActFailed) as error:
        raise Broken(f"statement 4: App Home has no way on: {error}") from None


async def _goes_on(people: People, bot: HurriedBot, store: Store, plan: Plan) -> None:
    """Statement 4: the next click works, whatever stands there."""
    team, progress = people.team, store.assessment.progress
    if progress.is_abandoned or progress.is_closed:
        return
    person = GRACE if progress.is_decided else AMINA
    if progress.is_handed_in:
        kind = "withdraw" if progress.is_decided else "reopen"
    elif progress.changes_asked:
        kind = "change"
    elif progress.is_paused:
        kind = "resume"
    elif progress.at_review:
        kind = "back" if can(progress, Trigger.BACK) else "pause"
    else:
        kind = "rate"
    people.do(Click(person, kind, 2))
    try:
        await people.done()
    except ActFailed as error:
        raise Broken(f"statement 4: {kind} on the current card: {error}") from None
    after = await _holds(people, bot, plan)
    if after.assessment.turn != store.assessment.turn + 1:
        raise Broken(f"statement 4: {kind} on the current card did nothing: {team.bots()[-1].text[:80]}")
