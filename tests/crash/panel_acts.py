"""What people do who answer alone first, while the bot is killed; and what must hold after it."""

import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, offered_by, question_of, use
from bot.sandbox.errors import NotAcknowledged
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from tests.crash.process import KillableBot
from tests.scenarios.panels import Ballot, PanelTeam

TITLE = "A decision"
AGREED, SPLIT = {AMINA: "4444", TOM: "4444"}, {AMINA: "1444", TOM: "5444"}
_BALLOTS = "SELECT count(*) FROM assessments WHERE panel_of IS NOT NULL"
_OF_THE_TEAM = "assessment_id IN (SELECT id FROM assessments WHERE panel_of IS NULL)"

# --- bringing the panel to where an act begins


async def convened(team: PanelTeam, people: Sequence[str] = (AMINA, TOM)) -> None:
    await team.convene(people, title=TITLE)


async def all_but_done(
    team: PanelTeam, done: Sequence[str] = (), people: Sequence[str] = (AMINA, TOM)
) -> None:
    """Tom has answered all of it; these are done."""
    await convened(team)
    for who in done:
        await team.answers(who, [4] * 4)
    tom = await team.begins(TOM)
    await tom.answers([4] * 4)
    await tom.offers(Do.BALLOT_DONE)


one_to_go = partial(all_but_done, done=(AMINA,))


async def some_are_done(team: PanelTeam) -> None:
    """Two of three: the third has not begun."""
    await convened(team, (AMINA, TOM, PRIYA))
    for who in (AMINA, TOM):
        await team.answers(who, [4] * 4)


async def revealed(team: PanelTeam, said: dict[str, str]) -> None:
    await convened(team)
    for who, ratings in said.items():
        await team.answers(who, [int(rating) for rating in ratings])
    await team.sees(CardKind.REVIEW)


# --- what they do


def _click(
    who: str, action: str, where: Callable[[PanelTeam], Awaitable[Message]]
) -> Callable[[PanelTeam], Coroutine[Any, Any, None]]:
    async def do(team: PanelTeam) -> None:
        message = await where(team)
        with contextlib.suppress(NotAcknowledged):
            await use(team.person(who), message, action, confirm=True)

    return do


begin = _click(TOM, Do.BALLOT, lambda team: team.asked(TOM))
done = _click(TOM, Do.BALLOT_DONE, lambda team: Ballot(team, TOM).offers(Do.BALLOT_DONE))
reveal = _click(AMINA, Do.REVEAL, lambda team: team.offers(Do.REVEAL))
take_medians = _click(TOM, Do.TAKE_MEDIANS, lambda team: team.offers(Do.TAKE_MEDIANS))
rate_again = _click(TOM, Do.RATE_AGAIN, lambda team: team.offers(Do.RATE_AGAIN))

# --- whether it is done, as far as people see


def has_begun(team: PanelTeam) -> bool:
    return _asks_first(team, TOM) and _stands(team, "*Begun* (1): Tom Fletcher")


def is_done(team: PanelTeam) -> bool:
    offers = offered_by(Ballot(team, TOM).messages(), Do.BALLOT_BACK)
    return offers is not None and _stands(team, "*Done* (1): Tom Fletcher")


def is_revealed(team: PanelTeam) -> bool:
    return team.stands_at(CardKind.REVIEW) is not None and len(_shown(team)) == len(team.framework.principles)


def has_taken(team: PanelTeam) -> bool:
    return team.stands_at(CardKind.REVIEW) is not None and not offered_by(team.bots(), Do.TAKE_MEDIANS)


def is_rated_again(team: PanelTeam) -> bool:
    return any("Being rated again" in str(m.blocks) for m in _shown(team)) and all(
        _asks_first(team, who) for who in (AMINA, TOM)
    )


def _asks_first(team: PanelTeam, who: str) -> bool:
    card = Ballot(team, who).card()
    return card is not None and question_of(card) == team.framework.questions[0].id


def _stands(team: PanelTeam, words: str) -> bool:
    return bool(team.thread) and any(words in str(m.blocks) for m in team.bots())


def _shown(team: PanelTeam) -> list[Message]:
    return [m for m in team.bots() if "How the panel answered" in m.text] if team.thread else []


# --- what must hold


async def check_begun(team: PanelTeam, bot: KillableBot) -> None:
    assert bot.rows(_BALLOTS)[0][0] == 1, "one ballot"
    assert _logged(bot, "begin_ballot") == 1
    ballot = Ballot(team, TOM)
    heads = [m for m in ballot.messages() if m.text.startswith("You answer alone: ")]
    assert len(heads) == 1
    await ballot.click("4")
    await ballot.question(2)


async def check_done(team: PanelTeam, bot: KillableBot) -> None:
    assert bot.rows("SELECT count(*) FROM panellists WHERE done_at IS NOT NULL")[0][0] == 1
    assert _logged(bot, "ballot_done") == 1
    assert not _shown(team), "nothing is revealed"
    ballot = Ballot(team, TOM)
    await use(ballot.person, await ballot.offers(Do.BALLOT_BACK), Do.BALLOT_BACK)
    await ballot.offers(Do.BALLOT_DONE)


async def check_revealed(team: PanelTeam, bot: KillableBot) -> None:
    assert bot.rows("SELECT count(*) FROM panel_rounds WHERE revealed_at IS NOT NULL")[0][0] == 1
    assert _logged(bot, "reveal") == 1
    assert len(_shown(team)) == len(team.framework.principles)
    assert len(team.cards()) == 1
    await take_medians(team)
    await team.slack.until(lambda: has_taken(team))


async def check_taken(team: PanelTeam, bot: KillableBot) -> None:
    assert bot.rows(f"SELECT count(*) FROM answers WHERE {_OF_THE_TEAM}")[0][0] == 4
    assert _logged(bot, "answer") == 4
    await team.click(Do.SUBMIT)
    await team.summary()


async def check_rated_again(team: PanelTeam, bot: KillableBot) -> None:
    # Each ballot has the first round as well, which is in sight there.
    assert bot.rows(f"SELECT count(*) FROM panel_rounds WHERE {_OF_THE_TEAM}")[0][0] == 2
    assert _logged(bot, "rate_again") == 1
    for who in (AMINA, TOM):
        ballot = Ballot(team, who)
        await ballot.click("4")
        await ballot.offers(Do.BALLOT_DONE)


def _logged(bot: KillableBot, what: str) -> int:
    """How often the assessment itself says so; what is done in a ballot stands in that."""
    found = bot.rows(f"SELECT count(*) FROM activity WHERE what = '{what}' AND {_OF_THE_TEAM}")
    return int(found[0][0])
