"""Which messages a panel changes, and when: Slack promises 50 changes a minute to a whole workspace."""

import logging

import pytest

from bot.cards import settling
from bot.cards.callbacks import Do
from bot.demo.cards import CardKind, offered_by, use
from bot.sandbox import Sandbox
from bot.sandbox.world.riverside import AMINA, PRIYA, TOM
from flows.framework import default_framework
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import PanelTeam

FIRST = default_framework().questions[0]


async def split(slack: Sandbox) -> PanelTeam:
    """Two people who are split on the first question and agree on all others."""
    team = PanelTeam(slack)
    await team.convene((AMINA, TOM))
    for person, first in ((AMINA, 1), (TOM, 5)):
        await team.answers(person, [first, *[4] * 17])
    await team.offers(Do.RATE_AGAIN)
    return team


async def settle(team: PanelTeam, first: str = "2") -> None:
    await use(team.person(AMINA), await team.sees(CardKind.REVIEW), Do.TAKE_MEDIANS)
    await team.slack.until(lambda: not offered_by(team.bots(), Do.TAKE_MEDIANS))
    await use(team.person(AMINA), await team.sees(CardKind.REVIEW), Do.CHANGE)
    await team.question(1)
    await team.click(first)
    await team.sees(CardKind.REVIEW)


async def test_who_begins_has_nobody_elses_invitation_changed(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    before = {person: await team.asked(person) for person in (TOM, PRIYA)}
    ballot = await team.begins(AMINA)
    await slack.until(lambda: not offered_by(ballot.messages(), Do.BALLOT))
    await slack.until(lambda: "*Begun* (1)" in str(team.bots()[0].blocks))
    assert {person: await team.asked(person) for person in before} == before
    changed = {call.args["ts"] for call in slack.log.of("chat.update")}
    assert not changed & {message.ts for message in before.values()}
    assert not slack.log.errors


async def test_a_sentence_before_the_summary_stands_under_the_dots(
    slack: Sandbox, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    team = await split(slack)
    await settle(team)
    tom = team.person(TOM)
    await use(tom, await team.offers(Do.DISSENT), Do.DISSENT)
    await slack.until(lambda: tom.modal.views)
    words = "It says on the website what it is for."
    assert await tom.modal.submit({settling.QUESTION: FIRST.id, settling.WORDS: words}) is None
    await slack.until(lambda: words in str([message.blocks for message in team.bots()]))
    await slack.settled()
    assert not team.summaries()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert not slack.log.errors


async def test_what_is_handed_in_is_not_rated_again(slack: Sandbox, bot: Bot) -> None:
    team = await split(slack)
    await settle(team)
    assert offered_by(team.bots(), Do.RATE_AGAIN)
    await team.click(Do.SUBMIT, confirm=True)
    await slack.until(lambda: not offered_by(team.bots(), Do.RATE_AGAIN))
    assert offered_by(team.bots(), Do.DISSENT)
    assert not slack.log.errors
