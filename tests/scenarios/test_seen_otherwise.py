"""Who sees it otherwise than the team is shown with what they said it to, and a decision knows of it."""

from bot.cards import all_reasons, settling
from bot.cards.callbacks import Do
from bot.cards.refusals import why_words
from bot.demo.cards import CardKind, use
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, GRACE, PRIYA, TOM
from flows.decision import Verdict
from flows.refusals import Why
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.test_panel_messages import FIRST, settle, split


async def otherwise(team: PanelTeam, words: str, person: str = TOM) -> None:
    who = team.person(person)
    await use(who, await team.offers(Do.DISSENT), Do.DISSENT)
    await team.slack.until(lambda: who.modal.views)
    assert await who.modal.submit({settling.QUESTION: FIRST.id, settling.WORDS: words}) is None
    await team.slack.until(lambda: words in shown(team))
    await team.slack.settled()


def shown(team: PanelTeam) -> str:
    return str([message.blocks for message in team.bots()])


async def changes(team: PanelTeam, rating: str) -> None:
    """What the team answers to the first question."""
    card = await team.sees(CardKind.REVIEW)
    menus = (part for block in card.blocks if block["type"] == "actions" for part in block["elements"])
    menu = next(part for part in menus if part["type"] == "static_select")
    await team.person(AMINA).clicks.choose(team.channel, card.ts, Do.GO_TO, menu["options"][0]["value"])
    await team.question(1)
    await team.click(rating)
    await team.sees(CardKind.REVIEW)


async def handed_in(team: PanelTeam) -> str:
    await team.click(Do.SUBMIT, confirm=True)
    return (await team.summary()).text


async def opened(team: PanelTeam, do: Do, on: CardKind | None = None) -> str:
    amina = team.person(AMINA)
    await use(amina, team.bots()[0] if on is None else await team.offers(do), do)
    await team.slack.until(lambda: amina.modal.views)
    return str(amina.modal.view.spec["blocks"])


async def rate_again(team: PanelTeam, *people: str) -> None:
    """The first question, which these answer with a 2 now."""
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    for person in people:
        ballot = Ballot(team, person)
        await team.slack.until(ballot.card)
        await ballot.question(1)
        await ballot.click("2")
        await ballot.done()


async def test_words_do_not_stand_beside_a_rating_of_later(slack: Sandbox, bot: Bot) -> None:
    team = await split(slack)
    await settle(team)
    await otherwise(team, "It is clearly a 5.")
    await rate_again(team, AMINA, TOM)
    await slack.until(lambda: "First round:" in shown(team))
    await slack.until(lambda: "clearly a 5" not in shown(team))
    reasons = await opened(team, Do.ALL_REASONS, CardKind.REVEALED)
    earlier = reasons.index(all_reasons.OTHERWISE_EARLIER)
    assert earlier < reasons.index("Rated 5") < reasons.index("clearly a 5")
    assert "clearly a 5" not in await handed_in(team)


async def test_who_did_not_rate_it_again_is_still_heard(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for person, first in ((AMINA, 1), (TOM, 5), (PRIYA, 2)):
        await team.answers(person, [first, *[4] * 17])
    await team.offers(Do.RATE_AGAIN)
    await settle(team)
    await otherwise(team, "This breaks the law.")
    await rate_again(team, AMINA, PRIYA)
    await team.click_alone(Do.REVEAL, AMINA)
    await slack.until(lambda: "First round:" in shown(team))
    assert "This breaks the law." in shown(team)
    assert "This breaks the law." in await handed_in(team)
    assert not slack.log.errors


async def test_nobody_sees_it_otherwise_where_the_team_has_come_round_to_them(
    slack: Sandbox, bot: Bot
) -> None:
    team = await split(slack)
    await settle(team)
    await otherwise(team, "2 is far too low.")
    await changes(team, "3")
    await slack.until(lambda: "where the team said 2" in shown(team))
    await changes(team, "5")
    await slack.until(lambda: "far too low" not in shown(team))
    assert "far too low" not in await handed_in(team)
    assert "far too low" in await opened(team, Do.HISTORY)


async def test_the_first_words_of_who_says_it_again_are_kept(slack: Sandbox, bot: Bot) -> None:
    team = await split(slack)
    await settle(team)
    await otherwise(team, "This would break the law.")
    await otherwise(team, "Fine by me, nearly.")
    history = await opened(team, Do.HISTORY)
    assert "Fine by me, nearly." in history
    assert "This would break the law." in history
    assert "This would break the law." not in await handed_in(team)


async def test_who_decides_reads_first_what_was_said_meanwhile(slack: Sandbox, bot: Bot) -> None:
    slack.limits.enforced = False
    team = PanelTeam(slack)
    await team.convene((AMINA, TOM), decides=(GRACE,))
    for person, first in ((AMINA, 3), (TOM, 5)):
        await team.answers(person, [first, *[4] * 17])
    await settle(team, "4")
    await handed_in(team)
    grace = await team.opens_window(Verdict.APPROVE, GRACE)
    await otherwise(team, "This breaks the law.")
    await grace.modal.submit({})
    await slack.until(lambda: "said so while you had it open" in str(grace.modal.view.spec["blocks"]))
    assert "This breaks the law." in str(grace.modal.view.spec["blocks"])
    assert "Approved by" not in (await team.summary()).text
    assert await grace.modal.submit({"Before you decide": ["I have seen what changed"]}) is None
    await slack.until(lambda: "Approved by" in team.summaries()[0].text)
    assert "This breaks the law." in team.summaries()[0].text


async def test_what_the_team_changed_meanwhile_is_read_first(slack: Sandbox, bot: Bot) -> None:
    team = await split(slack)
    await settle(team)
    tom = team.person(TOM)
    await use(tom, await team.offers(Do.DISSENT), Do.DISSENT)
    await slack.until(lambda: tom.modal.views)
    await changes(team, "4")
    await tom.modal.submit({settling.QUESTION: FIRST.id, settling.WORDS: "2 is far too low."})
    assert why_words(Why.ANSWERED_ANEW_MEANWHILE) in str(tom.modal.view.spec["blocks"])
    assert "far too low" not in shown(team)
    assert await tom.modal.submit({settling.WORDS: "4 is nearly it."}) is None
    await slack.until(lambda: "4 is nearly it." in shown(team))
    assert not slack.log.errors
