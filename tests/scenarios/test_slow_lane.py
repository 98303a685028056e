"""An app that Slack lets look into channels and threads once in a while: what was promised holds, later.

A minute is a second here, and fifteen messages are three.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.sandbox import AppManifest, Sandbox
from bot.sandbox.world import ChannelKind
from bot.sandbox.world.riverside import AMINA, HOUSING, PRIYA, SOCIAL_CARE, TOM
from tests.scenarios.conftest import ROOT, Bot
from tests.scenarios.team import Team, headlines

PATIENCE = 60.0


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Sandbox]:
    """A Slack that sends an event once: the others came to nothing while the bot was away."""
    async with Sandbox(
        manifest=AppManifest.read(ROOT / "manifest.yml"), retry_delays=(), ack_seconds=10, trigger_seconds=60
    ) as sandbox:
        sandbox.faults.calls.slow_lane(every=1, most=3)
        yield sandbox


def refused(slack: Sandbox) -> int:
    """How many looks came too soon."""
    return sum(one.fault == "slow_lane" for one in slack.log.injected)


async def test_what_was_typed_meanwhile_is_found_and_taken_once(slack: Sandbox, bot: Bot) -> None:
    """Two threads, and more in each than one look shows."""
    teams = [Team(slack), Team(slack)]
    for number, team in enumerate(teams):
        await team.start(f"Decision {number}")
    await bot.stop()
    typed = []
    for team in teams:
        for number in range(7):
            team.type(f"I will ask them about this, as I did the last time, number {number}", PRIYA)
        typed.append(team.type("4 because it is on the first page", TOM))
    await bot.start()
    for team, ts in zip(teams, typed, strict=True):
        await slack.until(lambda: "white_check_mark" in team._message(ts).reactions, PATIENCE)  # noqa: B023
        assert "it is on the first page" in (await team.question(2)).text
    assert refused(slack), "at one look a second, most come too soon"


def looked_further(slack: Sandbox, method: str) -> bool:
    """Whether a post was looked for beyond the first answer."""
    return any(
        call.args.get("cursor") and call.args.get("include_all_metadata") for call in slack.log.of(method)
    )


async def test_a_headline_whose_answer_got_lost_is_found_and_not_posted_twice(
    slack: Sandbox, bot: Bot
) -> None:
    """Others have written in the channel since, more than one look shows."""
    slack.faults.calls.drop("chat.postMessage", after=True, times=1)
    team, amina, tom = Team(slack), slack.person(AMINA), slack.person(TOM)
    await amina.types.command(HOUSING, "/balance", "Falls data")
    await slack.until(lambda: amina.modal.views)
    submitting = asyncio.create_task(amina.modal.submit({}))
    await slack.until(lambda: headlines(amina.sees.messages(HOUSING)))
    for number in range(8):
        tom.types.post(HOUSING, f"something else, number {number}")
    await submitting
    team.thread = headlines(amina.sees.messages(HOUSING))[0].ts
    await slack.until(lambda: team.stands_at(1), PATIENCE)
    assert len(headlines(amina.sees.messages(HOUSING))) == 1
    assert looked_further(slack, "conversations.history")
    assert not slack.log.errors


async def test_a_card_whose_answer_got_lost_is_found_and_not_posted_twice(slack: Sandbox, bot: Bot) -> None:
    """In a thread, the first answer always has what the thread hangs on."""
    slack.faults.calls.slow_lane(every=1, most=1)
    slack.faults.calls.drop("chat.postMessage", after=True, times=2)
    team = Team(slack)
    await team.start()
    await slack.until(lambda: looked_further(slack, "conversations.replies"), PATIENCE)
    await slack.settled()
    await team.click("4")
    await slack.until(lambda: team.stands_at(2), PATIENCE)
    assert len(headlines(team.person().sees.messages(HOUSING))) == 1
    assert len(team.cards()) == 1
    assert not slack.log.errors


async def test_answers_in_two_channels_with_other_ids_are_both_taken(slack: Sandbox, bot: Bot) -> None:
    """Slack says once a minute whose a thread is: who typed in the other one is told, and theirs is taken."""
    teams = [Team(slack), Team(slack, SOCIAL_CARE)]
    for number, team in enumerate(teams):
        slack.world.channels[team.channel].kind = ChannelKind.PRIVATE
        await team.start(f"Decision {number}")
        team.channel = slack.neighbours.change_id(team.channel, told=False)
    typed = [team.type("4 because it is on the first page", PRIYA) for team in teams]
    for team, ts in zip(teams, typed, strict=True):
        await slack.until(lambda: "white_check_mark" in team._message(ts).reactions, PATIENCE)  # noqa: B023
        assert "it is on the first page" in (await team.question(2)).text
    assert refused(slack), "at one look a second, the second one comes too soon"
