"""A second round that somebody tries to use for what it is not for: a removed member who would read it, a
forged click on one's own ballot, and a button of an earlier round."""

import asyncio
import copy

import pytest

from bot.cards.callbacks import Do, Ref
from bot.cards.dots import DOT
from bot.demo.cards import use
from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PANEL, Ballot, PanelTeam
from tests.scenarios.test_forged import send
from tests.scenarios.test_panel_hard_cases import FOURS
from tests.scenarios.test_removed import forged

WHY = "the tenants asked us"


async def answers_with_why(team: PanelTeam, who: str, rating: int) -> Ballot:
    ballot = await team.begins(who)
    await ballot.type(f"{rating} because {WHY}")
    await ballot.question(2)
    await ballot.answers(FOURS[1:], start=2)
    return ballot


async def rates_again(team: PanelTeam) -> None:
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)


async def in_second_round(slack: Sandbox) -> PanelTeam:
    """All have answered, and the first question is being rated again."""
    team = PanelTeam(slack)
    await team.convene()
    for who, rating in ((AMINA, 1), (TOM, 5), (PRIYA, 5)):
        await team.answers(who, [rating, *FOURS[1:]])
    await rates_again(team)
    return team


async def forges_own(ballot: Ballot, message: Message, action: str) -> None:
    """Click on this message of one's own with another action than the one it offers."""
    block, element = next(iter(interactive(message.blocks)))
    forged = {**element, "action_id": action}
    await ballot.person.clicks.element(message, {**block, "elements": [forged]}, forged)


async def second_round_ends(team: PanelTeam, people: tuple[str, ...]) -> None:
    """These rate it again, and the owner reveals."""
    for who in people:
        ballot = Ballot(team, who)
        await ballot.question(1)
        await ballot.click("3")
        await ballot.done()
    if set(people) != set(PANEL):
        await team.click_alone(Do.REVEAL, AMINA)
    await team.slack.until(lambda: any("Both rounds stand above" in m.text for m in team.bots()))


@pytest.mark.parametrize("is_silent", [False, True], ids=["Slack says so", "Slack does not say"])
async def test_who_left_the_private_channel_is_not_shown_how_the_panel_answered(
    slack: Sandbox, bot: Bot, is_silent: bool
) -> None:
    slack.person(AMINA).channels.make_private(HOUSING)
    team = PanelTeam(slack)
    await team.convene()
    gone = await team.begins(TOM)
    await gone.answers([5, *FOURS[1:]])
    await gone.done()
    for who, rating in ((AMINA, 1), (PRIYA, 2)):
        await (await answers_with_why(team, who, rating)).done()
    await team.offers(Do.RATE_AGAIN)
    silence = slack.faults.calls.refuse("users.conversations", error="internal_error") if is_silent else None
    slack.person(TOM).channels.leave(HOUSING)
    await slack.settled()
    await rates_again(team)
    await second_round_ends(team, (AMINA, PRIYA))
    if silence:
        silence.end()
    sent = str([call.args for call in slack.log if call.args.get("channel") in (TOM, gone.person.dm)])
    assert gone.person.dm in sent
    assert WHY not in sent
    assert DOT not in sent


@pytest.mark.parametrize("action", [Do.ABANDON_NOW, Do.RATE_AGAIN, Do.REVEAL, Do.TAKE_MEDIANS])
async def test_a_forged_click_on_ones_own_ballot_does_nothing_to_a_second_round(
    slack: Sandbox, bot: Bot, action: str
) -> None:
    team = await in_second_round(slack)
    ballot = Ballot(team, TOM)
    await forges_own(ballot, await ballot.question(1), action)
    await slack.settled()
    await second_round_ends(team, PANEL)


async def test_a_ballot_is_not_described_anew_by_whose_it_is(slack: Sandbox, bot: Bot) -> None:
    team = await in_second_round(slack)
    ballot = Ballot(team, TOM)
    await forges_own(ballot, await ballot.question(1), Do.DESCRIBE)
    if tom := ballot.person.modal.views and ballot.person:
        await tom.modal.submit({"title": "Mine"})
    await slack.settled()
    assert "Mine" not in str(ballot.messages())
    await second_round_ends(team, PANEL)


async def test_reveal_now_of_an_earlier_round_reveals_no_later_one(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    for who, rating in ((AMINA, 1), (PRIYA, 5)):
        await team.answers(who, [rating, *FOURS[1:]])
    slow = await team.begins(TOM)
    await slow.answers([5, *FOURS[1:]])
    stale = copy.deepcopy(await team.offers(Do.REVEAL))
    await slow.done()
    await rates_again(team)
    for who in (AMINA, PRIYA):
        ballot = Ballot(team, who)
        await ballot.question(1)
        await ballot.click("3")
        await ballot.done()
    await use(team.person(AMINA), stale, Do.REVEAL, confirm=True)
    await team.told("")
    assert not any("Both rounds stand above" in m.text for m in team.bots())
    await slow.question(1)
    await slow.click("3")
    await slow.done()
    await slack.until(lambda: any("Both rounds stand above" in m.text for m in team.bots()))


async def test_who_was_removed_reads_no_reasons_of_others_while_slack_does_not_say_where_they_are(
    slack: Sandbox, bot: Bot
) -> None:
    slack.person(AMINA).channels.make_private(HOUSING)
    team = PanelTeam(slack)
    await team.convene()
    gone = await team.begins(TOM)
    own = await gone.question(1)
    ref = next(Ref.decode(e["value"]) for _, e in interactive(own.blocks) if "|" in e.get("value", ""))
    await gone.answers([5, *FOURS[1:]])
    await gone.done()
    for who, rating in ((AMINA, 1), (PRIYA, 2)):
        await (await answers_with_why(team, who, rating)).done()
    await team.offers(Do.RATE_AGAIN)
    await rates_again(team)
    tom, question = slack.person(TOM), team.framework.questions[0].id
    value = Ref(ref.assessment, question=question).encode()
    await send(slack, forged(slack, own, TOM, Do.ALL_REASONS, value))
    await slack.until(lambda: WHY in str([view.spec for view in tom.modal.views]))
    await tom.modal.close()
    silence = slack.faults.calls.refuse("users.conversations", error="internal_error")
    tom.channels.leave(HOUSING)
    await slack.settled()
    await send(slack, forged(slack, own, TOM, Do.ALL_REASONS, value))
    await slack.settled()
    for _ in range(40):  # a window would come by then
        await asyncio.sleep(0.02)
    assert not tom.modal.views
    silence.end()
