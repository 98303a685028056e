"""Plays one plan of a panel with a Slack and a bot of its own, and checks the six statements of
panel_model.py at its end."""

import asyncio
import os
import shutil
import time
from pathlib import Path

from bot.cards.starting import Way
from bot.sandbox import AppManifest, Sandbox
from tests.crash.answered import Answered, Broken, holds_after, must
from tests.crash.holding import CALM
from tests.crash.hurried import ACK_SECONDS, MENDED_WITHIN, RETRIES, HurriedBot
from tests.crash.mishaps import Mishaps
from tests.crash.overheard import Overheard
from tests.crash.panel_end import brought, is_answered, is_revealed, one_is_done
from tests.crash.panel_end import is_over as is_at_its_end
from tests.crash.panel_model import check
from tests.crash.panel_people import Asking, Team
from tests.crash.panel_plan import ASKED, Alone, Look, PanelPlan, PanelStep
from tests.crash.panel_store import PanelStore, torn
from tests.crash.people import CLOCKS, READ_OFF, Thread
from tests.crash.plan import Click, Type
from tests.crash.play import ROOT, begun, evidence, is_over, named, take
from tests.crash.secret import secret
from tests.crash.store import FRAMEWORK, QUESTIONS, Glance

STANDS = (lambda _: True, is_answered, one_is_done, is_revealed)
"""How far a plan is brought in peace."""
PEEKS = 0.25
"""Seconds between two looks at whether something is half revealed."""


async def play_panel(plan: PanelPlan, folder: Path) -> set[str]:
    """Play it and check what must hold; returns what occurred."""
    manifest = AppManifest.read(ROOT / "manifest.yml")
    async with Sandbox(
        manifest=manifest, retry_delays=RETRIES, ack_seconds=ACK_SECONDS, fault_seed=plan.luck
    ) as slack:
        bot, overheard = HurriedBot(slack, folder, QUESTIONS, plan.skews), Overheard(slack)
        await bot.start()
        people = await _convened(slack, plan)
        halves: list[str] = []
        watching = [asyncio.create_task(people.watch_all()), asyncio.create_task(_peek(bot, halves))]
        try:
            with overheard.listening():
                await brought(people, bot, STANDS[plan.stands])
                for step in plan.steps:
                    await _take(step, people, bot, plan.pace)
                await is_over(people.everywhere)
                panel, answered = await _holds(people, bot, overheard)
                stood = panel.team.assessment.state
                await brought(people, bot, is_at_its_end)
                panel, _ = await _holds(people, bot, overheard)
            must(is_at_its_end(panel), 4, f"it is not at its end: {panel.team.assessment.state}")
            must(not halves, 6, f"half of it was revealed: {halves}")
        except Exception as error:
            error.add_note(f"given up by Slack: {[e for e in slack.log.errors if 'never acknowledged' in e]}")
            error.add_note(evidence(people.everywhere, bot, folder / "log"))
            if keep := os.environ.get("BALANCE_KEEP_LOG"):
                shutil.copy(folder / "log", keep)
            raise
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            await bot.end_all()
    return {
        f"brought to {plan.stands}",
        f"stood at {stood} when the trouble was over",
        *(["with names"] if plan.named else []),
        *(["clocks that differ"] if any(plan.skews) else []),
        *(f"step: {_named(step)}" for step in plan.steps),
        *(f"act: {act.what}" for act in people.acts),
        *(f"alone: {act.what}" for ballot in people.ballots.values() for act in ballot.acts),
        *(f"struck: {one.fault}" for one in slack.log.injected),
        *(f"logged: {row.what}" for row in panel.team.activity),
        *(f"logged alone: {row.what}" for store in panel.ballots.values() for row in store.activity),
        *(["everybody answered: asked of every act"] if not answered.excused else []),
        *(["everybody answered: asked of most acts"] if 2 * answered.excused < max(answered.acts, 1) else []),
    }


async def _convened(slack: Sandbox, plan: PanelPlan) -> Team:
    """Before anything goes wrong on purpose."""
    asking = Asking(slack, framework=FRAMEWORK)
    way = Way.NAMED if plan.named else Way.ALONE
    await begun(slack, lambda: asking.convene(ASKED, title="A decision", way=way))
    thread = Thread(slack, thread=asking.thread, framework=FRAMEWORK, alone=False)
    return Team.of(slack, thread, READ_OFF if any(plan.skews) else CLOCKS)


def _named(step: PanelStep) -> str:
    return type(step).__name__ if isinstance(step, Alone | Look) else named(step)


async def _take(step: PanelStep, people: Team, bot: HurriedBot, pace: float) -> None:
    match step:
        case Alone() | Look() | Click() | Type():
            acts = people.acts_so_far
            people.take(step)
            await asyncio.sleep(pace if people.acts_so_far > acts else 0.005)
        case _:
            await take(step, people, bot)


async def _peek(bot: HurriedBot, halves: list[str]) -> None:
    while True:
        if half := torn(bot.database):
            halves.append(half)
        await asyncio.sleep(PEEKS)


async def _holds(people: Team, bot: HurriedBot, overheard: Overheard) -> tuple[PanelStore, Answered]:
    """Wait until all is drawn, and check the statements. Raises Broken."""
    answered: list[Answered] = []

    async def rest(seconds: float) -> PanelStore:
        await _drawn(people, bot, seconds)
        return PanelStore.read(bot.database)

    def true(panel: PanelStore) -> None:
        mishaps = Mishaps.of(people.slack, bot.ends, shut_out=False)
        secret(panel, people, overheard, bot.database)
        answered.append(check(panel, people, mishaps))

    panel = await holds_after(CALM, rest, true)
    return panel, answered[-1]


async def _drawn(people: Team, bot: HurriedBot, seconds: float) -> None:
    """Wait until all is calm for so long."""
    until, calm = time.monotonic() + MENDED_WITHIN, 0.0
    before: list[tuple[str, str]] = []
    while calm < seconds:
        if time.monotonic() > until:
            behind = [row for store in PanelStore.read(bot.database).all for row in store.behind]
            raise Broken(f"statement 3: after {MENDED_WITHIN:g} s this is not shown: {behind}")
        await asyncio.sleep(0.05)
        looks = [(m.ts, m.text) for there in people.everywhere for m in there.directly()]
        calm = 0 if Glance.at(bot.database).behind or looks != before else calm + 0.05
        before = looks
