"""The end of a run of the property test: the trouble is over, the five statements hold, and people go on."""

import asyncio
import contextlib
import time

from bot.reconciler.drawing import THREAD_GONE
from bot.sandbox.errors import ActFailed
from bot.sandbox.world import BOT_USER
from bot.sandbox.world.riverside import AMINA, GRACE, HOUSING, SOCIAL_CARE
from flows.machine import Trigger, can
from flows.progress import Progress
from tests.crash.answered import Broken, holds_after, must, was_done
from tests.crash.hurried import MENDED_WITHIN, HurriedBot
from tests.crash.mishaps import Mishaps
from tests.crash.model import check
from tests.crash.people import People
from tests.crash.plan import Befall, Click, Move, Plan
from tests.crash.store import Glance, Store

CALM = (0.3, 2.5)
"""Seconds without a change: first a moment, and where something does not hold yet, longer."""
TRIES = 5
"""How often somebody clicks who is told each time that it did not work."""
LIMIT_OVER = 1.1
"""Seconds: the longest Retry-After of a plan is 1."""


async def holds(people: People, bot: HurriedBot, plan: Plan) -> Store:
    """Wait until all is drawn, and check the five statements. Raises Broken."""

    async def rest(seconds: float) -> Store:
        await _drawn(bot, people, seconds)
        return Store.read(bot.database)

    return await holds_after(CALM, rest, lambda store: check(store, people, mishaps_of(plan, people, bot)))


async def _drawn(bot: HurriedBot, people: People, seconds: float) -> None:
    """Wait until all is calm for so long. Only a place that is gone for good needs somebody, and the owner is
    told so."""
    until, calm = time.monotonic() + MENDED_WITHIN, 0.0
    before: list[tuple[str, str]] = []
    helped: set[tuple[str, str]] = set()
    while calm < seconds:
        if time.monotonic() > until:
            behind = Store.read(bot.database).behind
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
        people.slack.person(AMINA).channels.invite_bot(channel)
    else:
        await _move_on(people, HOUSING if channel == SOCIAL_CARE else SOCIAL_CARE)
    return True


async def _move_on(people: People, to: str) -> None:
    """The owner is asked to try once more where the form did not open, as within a limit of Slack's."""
    for _ in range(TRIES):
        people.do(Move(to))
        await people.done()
        if people.acts[-1].acknowledged:
            return
        await asyncio.sleep(LIMIT_OVER)


class KnownGap(Exception):
    """What Balance does not promise: the word about a gone thread got lost, and the assessment has ended, so
    that App Home does not offer to go on with it. What the answers were, App Home still says."""


async def _noticed(people: People) -> None:
    """Wait until the owner's notice was seen. Whoever watches looks a moment after Slack's world changed, so
    that a wait for the next change would miss it. Raises TimeoutError."""
    async with asyncio.timeout(MENDED_WITHIN / 4):
        while not people.notices:  # noqa: ASYNC110 - as said
            await asyncio.sleep(0.05)


async def _told_of_trouble(people: People, bot: HurriedBot) -> None:
    """Statement 4: by direct message; where that got lost, App Home must have the same. Raises KnownGap."""
    with contextlib.suppress(TimeoutError):
        await _noticed(people)
        return
    if not Mishaps.of(people.slack, bot.ends, shut_out=False).words_were_lost:
        raise Broken("statement 4: the owner was not told that the place is gone")
    progress = Store.read(bot.database).assessment.progress
    if progress.is_handed_in or progress.is_abandoned:
        raise KnownGap
    owner = people.slack.person(AMINA)
    owner.home.open()
    try:
        await people.slack.until(lambda: owner.home.view, MENDED_WITHIN / 4)
        await owner.home.click(label="Resume")
        await _noticed(people)
    except (TimeoutError, ActFailed) as error:
        raise Broken(f"statement 4: App Home has no way on: {error}") from None


async def goes_on(people: People, bot: HurriedBot, store: Store, plan: Plan) -> None:
    """Statement 4: the next click works, whatever stands there. Somebody who is told that it did not, because
    their line was slow or another answer came first, clicks again: that must do."""
    tries, until = 0, time.monotonic() + MENDED_WITHIN
    while tries < TRIES:
        what_next = _next(store.assessment.progress)
        if what_next is None:
            return
        person, kind = what_next
        clicks, turn = len(people.acts), store.assessment.turn
        people.do(Click(person, kind, 2))
        must(len(people.acts) > clicks, 4, f"{kind} cannot be clicked: {people.team.bots()[-1].text[:80]}")
        act = people.acts[-1]
        await people.done()
        store = await holds(people, bot, plan)
        if was_done(act, store) and store.assessment.turn > turn:
            return
        told = act.told or any(float(word.ts) >= act.began for word in people.told(act.person))
        must(told, 4, f"{kind} on the current card did nothing, and nobody said so: {act}")
        # A busy machine misses heartbeats, and loses its socket now and then: then nobody heard the click.
        tries += act.acknowledged or time.monotonic() > until
    raise Broken(f"statement 4: {kind} on the current card did nothing, {TRIES} times: {act}")


def _next(progress: Progress) -> tuple[str, str] | None:
    """Who clicks what to go on; None at an end."""
    if progress.is_abandoned or progress.is_closed:
        return None
    person = GRACE if progress.is_decided else AMINA
    if progress.is_handed_in:
        return person, "withdraw" if progress.is_decided else "reopen"
    if progress.changes_asked:
        return person, "change"
    if progress.is_paused:
        return person, "resume"
    if progress.at_review:
        return person, "back" if can(progress, Trigger.BACK) else "pause"
    return person, "rate"


def mishaps_of(plan: Plan, people: People, bot: HurriedBot) -> Mishaps:
    out = {step.what for step in plan.steps if isinstance(step, Befall)} & {"remove_bot", "revoke_token"}
    away = any(isinstance(step, Move) for step in plan.steps)
    return Mishaps.of(people.slack, bot.ends, shut_out=bool(out) or away)
