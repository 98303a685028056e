"""What people do who answer alone first, while the bot is killed."""

import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.cards import settling
from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, use
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from tests.crash.process import KillableBot
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.test_describing import choose

TITLE = "A decision"
AGREED, SPLIT = {AMINA: "4444", TOM: "4444"}, {AMINA: "1444", TOM: "5444"}
WORDS = "Nobody has said what the money is for."


@dataclass
class KilledTeam(PanelTeam):
    """Those whose bot is killed while they act."""

    bot: KillableBot = field(kw_only=True)


# --- bringing the panel to where an act begins


async def convened(team: KilledTeam, people: Sequence[str] = (AMINA, TOM)) -> None:
    await team.convene(people, title=TITLE)


async def all_but_done(
    team: KilledTeam, done: Sequence[str] = (), people: Sequence[str] = (AMINA, TOM)
) -> None:
    """Tom has answered all of it; these are done."""
    await convened(team)
    for who in done:
        await team.answers(who, [4] * 4)
    tom = await team.begins(TOM)
    await tom.answers([4] * 4)
    await tom.offers(Do.BALLOT_DONE)


one_to_go = partial(all_but_done, done=(AMINA,))


async def some_are_done(team: KilledTeam) -> None:
    """Two of three: the third has not begun."""
    await convened(team, (AMINA, TOM, PRIYA))
    await _are_done(team)


async def two_are_done(team: KilledTeam) -> None:
    """The same, where a day is set for the reveal."""
    day = (datetime.now(UTC) + timedelta(days=2)).date()
    await team.convene((AMINA, TOM, PRIYA), title=TITLE, until=day.isoformat())
    await _are_done(team)


async def _are_done(team: KilledTeam) -> None:
    for who in (AMINA, TOM):
        await team.answers(who, [4] * 4)


async def revealed(team: KilledTeam, said: dict[str, str]) -> None:
    await convened(team)
    for who, ratings in said.items():
        await team.answers(who, [int(rating) for rating in ratings])
    await team.sees(CardKind.REVIEW)


async def convening(team: KilledTeam) -> None:
    """It was started together; the form in which it is answered alone after all is open."""
    card = await team.start(TITLE)
    await use(team.person(AMINA), card, Do.CONVENE)
    await team.slack.until(lambda: team.person(AMINA).modal.views)


async def seating(team: KilledTeam) -> None:
    """The form in which others are asked is open."""
    await convened(team)
    await choose(team, Do.DESCRIBE, AMINA)
    await team.slack.until(lambda: team.person(AMINA).modal.views)


async def is_back(team: KilledTeam) -> None:
    """Tom is done, and Amina has not begun."""
    await all_but_done(team)
    await Ballot(team, TOM).done()


async def one_to_go_again(team: KilledTeam) -> None:
    """What was split is rated again, and only Tom is not done."""
    await revealed(team, SPLIT)
    await rate_again(team)
    for who in (AMINA, TOM):
        ballot = Ballot(team, who)
        await ballot.question(1)
        await ballot.click("4")
        await ballot.offers(Do.BALLOT_DONE)
    await Ballot(team, AMINA).done()


async def differing(team: KilledTeam) -> None:
    """The team takes 4 everywhere, and Priya, who saw the first at 5, has the form open to say so."""
    await convened(team, (AMINA, TOM, PRIYA))
    for who, ratings in {AMINA: "4444", TOM: "4444", PRIYA: "5444"}.items():
        await team.answers(who, [int(rating) for rating in ratings])
    await team.sees(CardKind.REVIEW)
    await take_medians(team)
    await use(team.person(PRIYA), await team.offers(Do.DISSENT), Do.DISSENT)
    await team.slack.until(lambda: team.person(PRIYA).modal.views)


# --- what they do


def _submit(
    who: str, fields: Callable[[KilledTeam], dict[str, object]]
) -> Callable[[KilledTeam], Coroutine[Any, Any, None]]:
    async def do(team: KilledTeam) -> None:
        with contextlib.suppress(NotAcknowledged):
            await team.person(who).modal.submit(fields(team))

    return do


def _click(
    who: str, action: str, where: Callable[[KilledTeam], Awaitable[Message]]
) -> Callable[[KilledTeam], Coroutine[Any, Any, None]]:
    async def do(team: KilledTeam) -> None:
        message = await where(team)
        with contextlib.suppress(NotAcknowledged):
            await use(team.person(who), message, action, confirm=True)

    return do


begin = _click(TOM, Do.BALLOT, lambda team: team.asked(TOM))
done = _click(TOM, Do.BALLOT_DONE, lambda team: Ballot(team, TOM).offers(Do.BALLOT_DONE))
reveal = _click(AMINA, Do.REVEAL, lambda team: team.offers(Do.REVEAL))
take_medians = _click(TOM, Do.TAKE_MEDIANS, lambda team: team.offers(Do.TAKE_MEDIANS))
rate_again = _click(TOM, Do.RATE_AGAIN, lambda team: team.offers(Do.RATE_AGAIN))
go_back = _click(TOM, Do.BALLOT_BACK, lambda team: Ballot(team, TOM).offers(Do.BALLOT_BACK))
convene = _submit(AMINA, lambda _: {"Who answers?": [AMINA, TOM]})
seat_anew = _submit(AMINA, lambda _: {"assessors": [AMINA, PRIYA]})
differ = _submit(
    PRIYA, lambda team: {settling.QUESTION: team.framework.questions[0].id, settling.WORDS: WORDS}
)


async def day_comes(team: KilledTeam) -> None:
    """The morning of the reveal. Nobody acts; the bot looks by itself."""
    team.bot.change("UPDATE panels SET reveal_at = '2026-01-01 00:00:00'")
