"""The one message of a panel in the channel, for a room that looks at it together: who is done, and then how
they answered."""

import asyncio
from typing import Any

import pytest

from bot.cards.callbacks import Do
from bot.cards.dots import DOT
from bot.demo.cards import CardKind, use
from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, TOM
from bot.slack.client import Slack
from tests.scenarios.conftest import Bot
from tests.scenarios.panels import Ballot, PanelTeam
from tests.scenarios.test_panel import FIRST, FOURS, revealed, settled


async def says(team: PanelTeam, *words: str) -> Message:
    """Wait until the message in the channel says all of this; it is looked at as one of the blocks."""

    def there() -> Message | None:
        message = team.person(AMINA).sees.message(HOUSING, team.thread)
        return message if all(one in str(message.blocks) for one in words) else None

    return await team.slack.until(there)


async def test_it_says_how_many_are_done_and_who_is_not(slack: Sandbox, bot: Bot) -> None:
    team = PanelTeam(slack)
    await team.convene()
    await says(team, "0 of 3 are done", "*Not begun* (3): Amina Yusuf, Priya Nair and Tom Fletcher")
    tom = await team.begins(TOM)
    await says(team, "*Begun* (1): Tom Fletcher", "*Not begun* (2): Amina Yusuf and Priya Nair")
    await tom.answers(FOURS)
    await tom.done()
    message = await says(team, "1 of 3 is done")
    assert "Tom Fletcher" not in str(message.blocks)
    await slack.until(lambda: "*Done* (1): Tom Fletcher" in str(team.bots()[-1].blocks))
    assert not slack.log.errors


async def test_after_the_reveal_it_says_what_is_split_until_a_summary_does(slack: Sandbox, bot: Bot) -> None:
    team = await revealed(slack)
    split = f"*1. {FIRST.label}*\\n1 {DOT}  2 {DOT}  3 ·  4 ·  5 {DOT}"
    message = await says(team, "18 questions: 1 split, 17 agreed", split)
    assert str(message.blocks).count(DOT) == 3, "nothing else has its dots there"
    assert not [who for who in ("Tom", "Priya") if who in str(message.blocks)]
    await use(team.person(AMINA), await team.offers(Do.RATE_AGAIN), Do.RATE_AGAIN)
    await says(team, "Being rated again, alone", "0 of 3 done")
    for person in (AMINA, TOM, PRIYA):
        ballot = Ballot(team, person)
        await ballot.question(1)
        await ballot.click("2")
        await ballot.done()
    message = await says(team, "18 questions: 18 agreed")
    assert DOT not in str(message.blocks)
    await settled(team)
    await team.sees(CardKind.REVIEW)
    await team.click(Do.SUBMIT, PRIYA, confirm=True)
    await team.summary()
    message = await says(team, "Submitted by")
    assert "agreed" not in str(message.blocks), "the summary says it"
    assert not slack.log.errors


async def test_many_who_are_done_at_once_are_told_of_in_one_update(
    slack: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is on its way, whatever changes is drawn by the next."""
    team, update = PanelTeam(slack), Slack.update
    await team.convene()
    await slack.pass_time(60.0)
    await says(team, "Open the thread")
    on_its_way, sent = asyncio.Event(), list[str]()

    async def held(self: Slack, channel: str, ts: str, card: Any, **more: Any) -> None:
        if ts == team.thread:
            sent.append(card.text)
            await on_its_way.wait()
        await update(self, channel, ts, card, **more)

    monkeypatch.setattr(Slack, "update", held)
    for person in (AMINA, TOM, PRIYA):
        await team.begins(person)
    for person in (AMINA, TOM):
        ballot = Ballot(team, person)
        await ballot.answers(FOURS)
        await ballot.done()
    on_its_way.set()
    await says(team, "2 of 3 are done", "*Begun* (1): Priya Nair")
    assert len(sent) == 2, "that somebody had begun, and all since"
