"""From wherever a panel stands, people bring it further, up to its end: statement 4."""

import asyncio
import time
from collections.abc import Callable

from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from flows.assessment import Assessment
from flows.panel_settling import to_settle, to_take
from tests.crash.answered import Broken, must
from tests.crash.holding import LIMIT_OVER
from tests.crash.hurried import MENDED_WITHIN, HurriedBot
from tests.crash.panel_people import Team
from tests.crash.panel_plan import ASKED, Alone, PanelStep
from tests.crash.panel_store import PanelStore, has_cards_behind, stands_at
from tests.crash.people import Act
from tests.crash.plan import Click, Type

TRIES = 8
"""How often people try who are told each time that it did not work, or see nothing happen."""
SEEN_WITHIN = 3.0
"""Seconds in which an act has come to something, or its author looks again."""
SPLIT = {AMINA: 0, TOM: 4, PRIYA: 4}
"""Which of the five each rates what the panel is split on."""


async def brought(people: Team, bot: HurriedBot, until: Callable[[PanelStore], bool]) -> None:
    """Each does what comes next, until it stands there. Raises Broken if nobody can go on."""
    tries, patience = 0, time.monotonic() + MENDED_WITHIN
    before = ""
    while tries < TRIES:
        if (stands := stands_at(bot.database)) != before:
            tries, patience, before = 0, time.monotonic() + MENDED_WITHIN, stands
            panel = PanelStore.read(bot.database)
            step = None if until(panel) else onwards(panel)
        if step is None:
            return
        await _drawn(bot)
        act = _begin(people, step)
        if act is None:
            must(time.monotonic() < patience, 4, f"nobody can {step} at {stands}: {_looks(people)}")
            await asyncio.sleep(0.05)
            continue
        await people.all_done()
        moved = await _moves_on(people, bot, act, stands)
        if not moved:
            await asyncio.sleep(LIMIT_OVER if act.told else 0)
            # A busy machine misses heartbeats, and loses its socket now and then: then nobody heard it.
            tries += act.acknowledged or act.typed or time.monotonic() > patience
    raise Broken(f"statement 4: {step} did nothing, {TRIES} times: {act}")


async def _drawn(bot: HurriedBot) -> None:
    """They look at the card before they click on it; nobody waits for ever."""
    until = time.monotonic() + SEEN_WITHIN
    while has_cards_behind(bot.database) and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.02)


def _begin(people: Team, step: PanelStep) -> Act | None:
    """The act, if it can be done: the card may not be there yet."""
    acts = people.acts_so_far
    people.take(step)
    if people.acts_so_far == acts:
        return None
    return max((there.acts[-1] for there in people.everywhere if there.acts), key=lambda act: act.began)


async def _moves_on(people: Team, bot: HurriedBot, act: Act, stands: str) -> bool:
    until = time.monotonic() + SEEN_WITHIN
    while time.monotonic() < until:
        if stands_at(bot.database) != stands:
            return True
        words = [*people.told(act.person), *people.told_directly(act.person)]
        if act.told or any(float(word.ts) >= act.began for word in words):
            act.told = True
            return False
        await asyncio.sleep(0.02)
    return False


def _looks(people: Team) -> str:
    last = (there.team.bots()[-1:] for there in people.everywhere)
    return "; ".join(message.text[:80] for messages in last for message in messages)


def is_answered(panel: PanelStore) -> bool:
    """All have answered, and nobody is done."""
    here = [store.assessment.progress.at_review for store in panel.ballots.values()]
    return len(here) == len(ASKED) and all(here)


def one_is_done(panel: PanelStore) -> bool:
    return len(panel.panel.done) == 1


def is_revealed(panel: PanelStore) -> bool:
    return panel.panel.is_revealed


def is_over(panel: PanelStore) -> bool:
    progress = panel.team.assessment.progress
    return progress.is_handed_in or progress.is_abandoned


def onwards(panel: PanelStore) -> PanelStep | None:
    """What somebody does who wants to get done; None: it is at its end."""
    if is_over(panel):
        return None
    if panel.panel.open_round is None:
        return _settles(panel.team.assessment)
    for one in panel.panel.awaited:  # each answers first, and then they are done one after the other
        if one.ballot is None:
            return Click(one.person, "begin")
        ballot = panel.ballots[one.person].assessment
        if not (ballot.progress.at_review and ballot.given):
            return _answers(ballot)
    awaited = panel.panel.awaited
    must(awaited, 4, "all are done, and nothing is revealed")
    return Click(awaited[0].person, "ballot done")


def _answers(ballot: Assessment) -> PanelStep:
    """They agree on the first questions, and are split on the others."""
    who, progress = ballot.owner, ballot.progress
    if progress.is_paused:
        return Alone(Click(who, "resume"))
    if progress.at_review:  # nobody is done who said nothing
        return Alone(Click(who, "go to"))
    agreed = [question.id for question in ballot.framework.questions[:2]]
    return Alone(Click(who, "rate", 3 if progress.state in agreed else SPLIT[who]))


def _settles(assessment: Assessment) -> PanelStep:
    """After the reveal the team says something to each question, with a reason, and hands it in."""
    progress, panel = assessment.progress, assessment.panel
    assert panel is not None
    if progress.is_paused:
        return Click(TOM, "resume")
    if not progress.at_review:
        return Type(PRIYA, "3 because #")
    if to_take(assessment):
        return Click(TOM, "medians")
    if to_settle(assessment):
        return Click(TOM, "change")  # "Next:"
    places = [question.id for question in assessment.framework.questions]
    rated = [question for question in places if assessment.given[question].answer.rating]
    if wanting := panel.wanting_reasons(assessment.given) or (() if rated else places):
        return Click(AMINA, "go to", places.index(wanting[0]))
    return Click(AMINA, "submit")
