"""What must be seen, and what must hold, once people who answer alone first have done something."""

from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, offered_by, question_of, use
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from tests.crash.panel_acts import WORDS, KilledTeam, take_medians
from tests.crash.process import KillableBot
from tests.scenarios.panels import Ballot, PanelTeam

_BALLOTS = "SELECT count(*) FROM assessments WHERE panel_of IS NOT NULL"
_OF_THE_TEAM = "assessment_id IN (SELECT id FROM assessments WHERE panel_of IS NULL)"

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


def is_open_again(team: PanelTeam) -> bool:
    return bool(offered_by(Ballot(team, TOM).messages(), Do.BALLOT_DONE)) and _stands(
        team, "*Begun* (1): Tom Fletcher"
    )


def is_revealed_again(team: PanelTeam) -> bool:
    shown = [str(m.blocks) for m in _shown(team)]
    return any("First round" in one for one in shown) and not any("Being rated again" in one for one in shown)


def is_convened(team: PanelTeam) -> bool:
    return bool(team.thread and offered_by(team.bots(), Do.REVEAL))


def is_seated(team: PanelTeam) -> bool:
    return not _asked(team, TOM) and _stands(team, "Priya Nair")


def has_differed(team: PanelTeam) -> bool:
    return any(WORDS in str(m.blocks) for m in _shown(team))


def _asked(team: PanelTeam, who: str) -> list[Message]:
    """The messages in which they can begin."""
    return [m for m in Ballot(team, who).messages() if offered_by([m], Do.BALLOT)]


def _asks_first(team: PanelTeam, who: str) -> bool:
    card = Ballot(team, who).card()
    return card is not None and question_of(card) == team.framework.questions[0].id


def _stands(team: PanelTeam, words: str) -> bool:
    return bool(team.thread) and any(words in str(m.blocks) for m in team.bots())


def _shown(team: PanelTeam) -> list[Message]:
    return [m for m in team.bots() if "How the panel answered" in m.text] if team.thread else []


# --- what must hold


async def check_begun(team: KilledTeam, bot: KillableBot) -> None:
    assert bot.rows(_BALLOTS)[0][0] == 1, "one ballot"
    assert _logged(bot, "begin_ballot") == 1
    ballot = Ballot(team, TOM)
    heads = [m for m in ballot.messages() if m.text.startswith("You answer alone: ")]
    assert len(heads) == 1
    await ballot.click("4")
    await ballot.question(2)


async def check_done(team: KilledTeam, bot: KillableBot) -> None:
    assert bot.rows("SELECT count(*) FROM panellists WHERE done_at IS NOT NULL")[0][0] == 1
    assert _logged(bot, "ballot_done") == 1
    assert not _shown(team), "nothing is revealed"
    ballot = Ballot(team, TOM)
    await use(ballot.person, await ballot.offers(Do.BALLOT_BACK), Do.BALLOT_BACK)
    await ballot.offers(Do.BALLOT_DONE)


async def check_revealed(team: KilledTeam, bot: KillableBot) -> None:
    revealed = f"SELECT count(*) FROM panel_rounds WHERE revealed_at IS NOT NULL AND {_OF_THE_TEAM}"
    assert bot.rows(revealed)[0][0] == 1  # the ballot of the last one says so too
    assert _logged(bot, "reveal") == 1
    assert len(_shown(team)) == len(team.framework.principles)
    assert len(team.cards()) == 1
    await take_medians(team)
    await team.slack.until(lambda: has_taken(team))


async def check_taken(team: KilledTeam, bot: KillableBot) -> None:
    assert bot.rows(f"SELECT count(*) FROM answers WHERE {_OF_THE_TEAM}")[0][0] == 4
    assert _logged(bot, "answer") == 4
    await team.click(Do.SUBMIT)
    await team.summary()


async def check_rated_again(team: KilledTeam, bot: KillableBot) -> None:
    # Each ballot has the first round as well, which is in sight there.
    assert bot.rows(f"SELECT count(*) FROM panel_rounds WHERE {_OF_THE_TEAM}")[0][0] == 2
    assert _logged(bot, "rate_again") == 1
    for who in (AMINA, TOM):
        ballot = Ballot(team, who)
        await ballot.click("4")
        await ballot.offers(Do.BALLOT_DONE)


async def check_open_again(team: KilledTeam, bot: KillableBot) -> None:
    assert bot.rows("SELECT count(*) FROM panellists WHERE done_at IS NOT NULL")[0][0] == 0
    assert _logged(bot, "ballot_reopened") == 1
    await Ballot(team, TOM).done()
    assert _logged(bot, "ballot_done") == 2


async def check_revealed_again(team: KilledTeam, bot: KillableBot) -> None:
    done = f"SELECT count(*) FROM panel_rounds WHERE revealed_at IS NOT NULL AND {_OF_THE_TEAM}"
    assert bot.rows(done)[0][0] == 2
    assert _logged(bot, "reveal") == 2
    assert len(_shown(team)) == len(team.framework.principles)
    assert len(team.cards()) == 1
    await take_medians(team)
    await team.slack.until(lambda: has_taken(team))


async def check_convened(team: KilledTeam, bot: KillableBot) -> None:
    assert _logged(bot, "convene") == 1
    assert len(team.cards()) == 1
    for who in (AMINA, TOM):
        await _can_begin(team, who)


async def check_seated(team: KilledTeam, bot: KillableBot) -> None:
    seated = bot.rows("SELECT user_id, number FROM panellists ORDER BY number")
    assert {row[0] for row in seated} == {AMINA, PRIYA}
    assert [row[1] for row in seated] == [1, 2]
    assert _logged(bot, "described") == 1
    for who in (AMINA, PRIYA):
        await _can_begin(team, who)


async def check_differed(team: KilledTeam, bot: KillableBot) -> None:
    assert [row[0] for row in bot.rows("SELECT words FROM dissents")] == [WORDS]
    assert _logged(bot, "dissent") == 1
    await team.click(Do.SUBMIT)
    assert WORDS in str((await team.summary()).blocks)


async def _can_begin(team: KilledTeam, who: str) -> None:
    """A direct message in doubt is not posted twice, so it may have got lost: then it can be had again."""
    asked = _asked(team, who)
    assert len(asked) <= 1, "asked twice"
    if not asked:
        await team.click_alone(Do.BALLOT, who)
    await team.begins(who)


def _logged(bot: KillableBot, what: str) -> int:
    """How often the assessment itself says so; what is done in a ballot stands in that."""
    found = bot.rows(f"SELECT count(*) FROM activity WHERE what = '{what}' AND {_OF_THE_TEAM}")
    return int(found[0][0])
