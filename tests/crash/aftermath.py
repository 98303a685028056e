"""After the trouble: people get done, nothing moves any more, and all that the store says is read."""

import asyncio
import random
import time
from collections.abc import Sequence

from bot.sandbox.world.forms import interactive
from tests.crash.answered import Broken, holds_after
from tests.crash.buttons import BUTTONS
from tests.crash.hurried import MENDED_WITHIN
from tests.crash.mishaps import Mishaps
from tests.crash.model import check
from tests.crash.people import People
from tests.crash.plan import PEOPLE, Click
from tests.crash.store import Store
from tests.scenarios.team import Team

CALM = (8, 50)
"""So many looks in a row, 50 ms apart, at which nothing had changed: first a moment, and where something does
not hold yet, longer."""
ONWARDS = ("rate", "keep", "submit", "resume")
"""The buttons of somebody who wants to get done, best first."""


def onwards(team: Team, numbers: random.Random) -> Click | None:
    """What brings it nearer to its end, if there is something to click just now."""
    card = team.card()
    actions = [element["action_id"] for _, element in interactive(card.blocks)] if card else []
    kind = next((kind for kind in ONWARDS if any(map(BUTTONS[kind], actions))), None)
    return Click(numbers.choice(PEOPLE), kind, numbers.randrange(5)) if kind else None


def handed_in(team: Team) -> bool:
    """Whether the summary stands there, and nothing that asks for more."""
    return not team.card() and bool(team.summaries())


async def holds(url: str, everybody: Sequence[People], ends: list[float]) -> list[Store]:
    """Wait until all is at rest, and check the five statements of each assessment. Raises Broken."""
    teams = {people.team.channel: people for people in everybody}

    def true(stores: list[Store]) -> None:
        for store in stores:
            people = teams[store.assessment.channel]
            check(store, people, Mishaps.of(people.slack, ends, shut_out=False))

    return await holds_after(CALM, lambda looks_alike: at_rest(url, everybody, looks_alike), true)


async def at_rest(url: str, everybody: Sequence[People], looks_alike: int = CALM[0]) -> list[Store]:
    """Wait, with nobody's help, until nothing is under way any more. Raises Broken if it goes on too long."""
    slack = everybody[0].slack
    await slack.wait_connected(MENDED_WITHIN)
    for people in everybody:
        await people.done()
    await slack.settled(MENDED_WITHIN)
    until, calm = time.monotonic() + MENDED_WITHIN, 0
    before: list[tuple[str, str]] = []
    while True:
        looks = [(m.ts, m.text) for people in everybody for m in people.team.messages()]
        stores = Store.read_all(url)
        behind = [row for store in stores for row in store.behind]
        calm = 0 if behind or looks != before else calm + 1
        if calm > looks_alike:
            return stores
        if time.monotonic() > until:
            raise Broken(f"statement 3: after {MENDED_WITHIN:g} s this is not shown: {behind}")
        before = looks
        await asyncio.sleep(0.05)
