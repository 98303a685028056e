"""The owner changes who answers alone before the reveal: who is new is asked, and what somebody answered who
is out is closed unseen."""

from collections.abc import Sequence

from bot.cards.ballot import CLOSED
from bot.cards.callbacks import Do
from bot.demo.cards import CardKind
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA, TOM
from storage.database import Database
from storage.tables import PANELLISTS
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam
from tests.scenarios.team import TITLE
from tests.scenarios.test_describing import choose

FOURS = [4] * 18


async def seat(team: PanelTeam, people: Sequence[str], **also: str) -> dict[str, str] | None:
    """What is wrong with it, if anything is."""
    amina = await choose(team, Do.DESCRIBE, AMINA)
    await team.slack.until(lambda: amina.modal.views)
    return await amina.modal.submit({"assessors": list(people), **also})


def seated(bot: Bot) -> dict[str, int]:
    """Who is asked, by their number."""
    database = Database(bot.settings.database_url)
    rows = database.read_now(lambda t: t.execute(PANELLISTS.select()).all())
    database.close()
    return {row.user_id: row.number for row in rows}


async def history(team: PanelTeam) -> str:
    amina = await choose(team, Do.HISTORY, AMINA)
    await team.slack.until(lambda: amina.modal.views)
    return str(amina.modal.view.spec["blocks"])


async def test_somebody_new_is_asked_and_somebody_out_is_closed_unseen(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    out = await team.begins(TOM)
    await out.answers([1])
    await out.question(2)
    assert await seat(team, (AMINA, PRIYA, GRACE)) is None
    await team.asked(GRACE)
    await slack.until(lambda: any(CLOSED in m.text for m in out.messages()))
    await slack.until(lambda: "Tom Fletcher" not in str(team.bots()[-1].blocks))
    assert sorted(seated(bot).values()) == [1, 2, 3]
    for who in (AMINA, PRIYA, GRACE):
        await team.answers(who, FOURS)
    await team.sees(CardKind.REVIEW)
    shown = "\n".join(str(m.blocks) for m in team.bots())
    assert "1 ●" not in shown
    assert f"<@{GRACE}> was the last to be done, and what everybody" in await history(team)
    assert not slack.log.errors


async def test_whoever_is_out_cannot_begin_and_is_told_so(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    asked = await team.asked(TOM)
    assert await seat(team, (AMINA, PRIYA)) is None
    tom = team.person(TOM)
    await slack.until(lambda: "You are no longer asked." in tom.sees.message(tom.dm, asked.ts).text)
    await team.click_alone(Do.BALLOT, TOM)
    await team.told("You were not asked to answer alone.", TOM)


async def test_where_only_those_are_left_who_are_done_it_is_revealed(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for who in (AMINA, TOM):
        await team.answers(who, FOURS)
    assert await seat(team, (AMINA, TOM)) is None
    await team.sees(CardKind.REVIEW)
    assert f"<@{AMINA}> took out who was not done yet, and what everybody" in await history(team)
    assert not slack.log.errors


async def test_too_few_are_refused_and_nothing_is_changed(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for people in ((), (TOM,)):
        errors = await seat(team, people)
        assert errors
        assert "2 to 30" in str(errors)
        await team.person(AMINA).modal.close()
    assert set(seated(bot)) == {AMINA, TOM, PRIYA}


async def test_another_title_stands_on_the_ballots_too(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    ballot = await team.begins(TOM)
    assert await seat(team, (AMINA, TOM, PRIYA), title="Another title") is None
    await slack.until(lambda: any("You answer alone: Another title." in m.text for m in ballot.messages()))
    await slack.until(lambda: TITLE not in "".join(m.text for m in ballot.messages()))


async def test_after_the_reveal_the_panel_stays_as_it_was(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for who in (AMINA, TOM, PRIYA):
        await team.answers(who, FOURS)
    await team.sees(CardKind.REVIEW)
    before = seated(bot)
    assert await seat(team, (AMINA, GRACE)) is None
    await slack.until(lambda: any("who answers" in m.text for m in team.bots()))
    assert seated(bot) == before
