"""What is heard over the wire does not hang on how it was typed, marked up or addressed."""

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.people.typed import rich_text
from bot.sandbox.wire.core import Core
from bot.sandbox.world import BOT_USER, Message
from bot.sandbox.world.riverside import AMINA, HOUSING, TOM
from bot.slack.client import SLACKBOT
from tests.scenarios.conftest import Bot
from tests.scenarios.team import Team
from tests.scenarios.test_offers import TAKE, choose, offers


def sent(
    slack: Sandbox, text: str, thread: str | None = None, by: str = AMINA, channel: str = HOUSING
) -> str:
    """A message whose text Slack sends exactly like this."""
    core: Core = slack.person(AMINA).client.core
    where = core.world.channels[channel]
    return core.posts.person_posts(where, by, text, rich_text(text, "b1"), thread, broadcast=False).ts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@Balance 4 because we asked", "we asked"),
        (f"<@{BOT_USER}>: 4 because we asked", "we asked"),
        ("*4 because it is published*", "it is published"),
        ("4 because <!subteam^S0123|@legal-team> signed", "@legal-team signed"),
        ("4 because <!subteam^S0123> signed in <#C0123>", "a group signed in a channel"),
        (
            "4 because they signed on <!date^1392734382^{date_short} at {time}|18 Feb>",
            "they signed on 18 Feb",
        ),
    ],
)
async def test_an_answer_is_taken_with_its_reason(slack: Sandbox, bot: Bot, text: str, reason: str) -> None:
    team = Team(slack)
    await team.start()
    await team.ticked(sent(slack, text, team.thread))
    assert f"“{reason}”" in (await team.question(2)).text


async def test_a_name_as_plain_text_speaks_to_the_bot_too(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    sent(slack, "@Balance what about the weather", team.thread, by=TOM)
    await slack.until(lambda: team.person(TOM).sees.ephemerals(HOUSING))


async def test_a_slip_is_offered_again_when_it_is_edited(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    ts = team.type("4 becuase we asked")
    await slack.until(lambda: offers(team))
    team.person(AMINA).types.edit(team.channel, ts, "4 becuse we asked")
    await slack.until(lambda: len(offers(team)) == 2)
    team.person(AMINA).types.edit(team.channel, ts, "4 because we asked")
    await slack.until(lambda: len(offers(team)) == 3)
    await choose(team, offers(team)[-1], TAKE)
    assert "“we asked”" in (await team.question(2)).text


async def test_what_is_edited_into_an_answer_to_the_bot_is_offered(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack)
    await team.start()
    ts = team.type("@Balance hmm")
    await slack.until(lambda: team.person(AMINA).sees.ephemerals(HOUSING))
    team.person(AMINA).types.edit(team.channel, ts, "@Balance: 4 because we asked")
    await slack.until(lambda: offers(team))


async def test_slackbot_is_never_answered(slack: Sandbox, bot: Bot) -> None:
    amina = slack.person(AMINA)

    def said() -> list[Message]:
        return [message for message in amina.sees.messages(amina.dm) if message.user == BOT_USER]

    for text in ("hello", "start Falls", "4", f"<@{BOT_USER}> list", "Reminder: look at the list."):
        sent(slack, text, by=SLACKBOT, channel=amina.dm)
        sent(slack, f"<@{BOT_USER}>: {text}", by=SLACKBOT)
    amina.types.post(amina.dm, "help")
    await slack.until(said)
    await slack.settled()
    assert len(said()) == 1, "that is the answer to her"
    assert not [message for message in amina.sees.messages(HOUSING) if message.user == BOT_USER]
