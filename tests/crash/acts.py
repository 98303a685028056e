"""What somebody does while the bot is killed, what the bot does for it, and what must hold after it."""

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.world.riverside import AMINA, HOUSING
from tests.crash.act import ALWAYS, POST, RESPOND, TICK, UPDATE, WHERE, Act
from tests.crash.acts_alone import ALONE
from tests.crash.acts_outside import OUTSIDE
from tests.crash.process import KillableBot
from tests.scenarios.team import Team, headlines

Place = CardKind | int
"""What the card is: of a kind, or a question by its number."""


async def _click_four(team: Team) -> None:
    await _click(team, "4")


async def _click(team: Team, name: str) -> None:
    with contextlib.suppress(NotAcknowledged):
        await team.click(name)


async def _type(team: Team) -> None:
    team.type("4 because we asked")


async def _type_resume(team: Team) -> None:
    team.type("resume")


async def _submit(team: Team) -> None:
    await _click(team, Do.SUBMIT)


async def _start(team: Team) -> None:
    with contextlib.suppress(NotAcknowledged):
        await team.person().modal.submit({"Title": "A decision"})


async def prepare(team: Team, answered: int) -> None:
    """Bring the assessment to where the act begins."""
    if answered < 0:
        amina = team.person()
        await amina.types.command(HOUSING, "/balance", "")
        await team.slack.until(lambda: amina.modal.views)
        return
    await team.start("A decision")
    for number in range(1, answered + 1):
        await team.question(number)
        await team.click("4")
    await (team.question(answered + 1) if answered < 4 else team.sees(CardKind.REVIEW))


def is_there(team: Team, then: Place) -> bool:
    """Whether it stands where the act leads to."""
    if not team.thread and (head := team.headline("A decision", team.person())):
        team.thread = head.ts
    if not team.thread:
        return False
    if then is CardKind.SUMMARY:
        return bool(team.summaries())
    return team.stands_at(then) is not None


async def check(team: Team, bot: KillableBot, then: Place) -> None:
    """What must hold, in Slack and in the store."""
    heads = headlines(team.person(AMINA).sees.messages(HOUSING))
    assert len(heads) == 1, "one headline"
    assert len(team.summaries()) == (1 if then is CardKind.SUMMARY else 0)
    recaps = [m for m in team.bots() if m.text.startswith("Useful: ")]
    assert len(recaps) == (1 if then not in (1, 2) else 0)
    given = bot.rows("SELECT count(*) FROM answers WHERE rating = 4")[0][0]
    logged = bot.rows("SELECT count(*) FROM activity WHERE what = 'answer'")[0][0]
    changes = bot.rows("SELECT count(*) FROM answer_changes")[0][0]
    expected = then - 1 if isinstance(then, int) else 4
    assert (given, logged, changes) == (expected, expected, expected), "each answer once, and in the log"
    await _goes_on(team, then)


async def _goes_on(team: Team, then: Place) -> None:
    """Whatever happened, the next act works."""
    if isinstance(then, int):
        await team.click("5")
        await team.question(then + 1)
    elif then is CardKind.REVIEW:
        await team.click(Do.SUBMIT)
        await team.summary()
    else:
        await team.reopens()
        await team.sees(CardKind.REVIEW)


def _act(
    do: Callable[[Team], Coroutine[Any, Any, None]],
    answered: int,
    then: Place,
    *crosses: str,
    about: int,
    may_cross: Sequence[str] = (),
) -> Act:
    """After so many questions are `answered` (-1: none is asked yet); it leads to the place `then`."""
    return Act(
        do,
        partial(prepare, answered=answered),
        partial(is_there, then=then),
        partial(check, then=then),
        ALWAYS | set(crosses),
        about,
        frozenset(may_cross),
    )


ACTS: dict[str, Act] = {
    "start": _act(_start, -1, 1, POST, UPDATE, about=26, may_cross=WHERE),
    "a click within a principle": _act(_click_four, 0, 2, RESPOND, UPDATE, about=14),
    "a click that ends a principle": _act(_click_four, 1, 3, RESPOND, POST, UPDATE, about=24),
    "the last click": _act(_click_four, 3, CardKind.REVIEW, RESPOND, UPDATE, about=18),
    "a typed answer": _act(_type, 0, 2, POST, UPDATE, TICK, about=22),
    "a typed answer that ends a principle": _act(_type, 1, 3, RESPOND, POST, UPDATE, TICK, about=34),
    "a typed resume": _act(_type_resume, 2, 3, POST, UPDATE, TICK, about=22),
    "submit": _act(_submit, 4, CardKind.SUMMARY, RESPOND, POST, UPDATE, about=20),
}
ACTS |= ALONE | OUTSIDE
SEAMS = sorted(frozenset[str]().union(*(act.crosses for act in ACTS.values())))
"""Where the bot surely hands work over on the way of some act; each is crossed before it and after it."""
