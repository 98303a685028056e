"""Somebody is to decide who cannot see the assessment: whoever chose them is told, once and in private."""

from bot.sandbox import Sandbox
from bot.sandbox.world import Message
from bot.sandbox.world.riverside import AMINA, GOVERNANCE, GRACE, HOUSING, PRIYA, TOM
from tests.scenarios.conftest import Bot
from tests.scenarios.team import TITLE, Team

NOT_IN = f"not in <#{GOVERNANCE}>, which is private, and cannot see this assessment."


def told(slack: Sandbox) -> list[Message]:
    """What Amina was told of it, wherever."""
    amina = slack.person(AMINA)
    seen = [
        *amina.sees.messages(amina.dm),
        *amina.sees.ephemerals(GOVERNANCE),
        *amina.sees.ephemerals(HOUSING),
    ]
    return [message for message in seen if "cannot see this assessment" in message.text]


async def choose(slack: Sandbox, team: Team, *reviewers: str) -> None:
    amina = slack.person(AMINA)
    await amina.clicks.choose(team.channel, team.thread, "more", "Choose who decides")
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Who decides?": list(reviewers)}) is None
    await slack.until(lambda: f"chose who decides: <@{reviewers[0]}>" in team.bots()[-1].text)


async def test_chosen_at_the_start(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack, GOVERNANCE)
    await team.start(fields={"Who decides?": [TOM, GRACE]})
    message = await team.direct_message("cannot see this assessment")
    assert message.text == (
        f"{TITLE}: <@{TOM}> is {NOT_IN} To let this person decide, type /invite and the name in that channel."
    )
    assert f"Who decides: <@{GRACE}> and <@{TOM}>." in team.messages()[0].text, "chosen they stay"
    assert len(told(slack)) == 1
    assert not [m for who in (TOM, GRACE) for m in slack.person(who).sees.messages(slack.person(who).dm)]


async def test_chosen_later_and_told_once_of_each(slack: Sandbox, bot: Bot) -> None:
    team = Team(slack, GOVERNANCE)
    await team.start()
    await choose(slack, team, TOM)
    await team.told(f"<@{TOM}> is {NOT_IN}")
    await choose(slack, team, PRIYA, TOM)
    await team.told(f"<@{PRIYA}> is {NOT_IN}")
    assert len(told(slack)) == 2
    assert not slack.log.errors


async def test_in_a_public_channel_nothing_is_told_and_slack_is_not_asked_who_is_there(
    slack: Sandbox, bot: Bot
) -> None:
    team = Team(slack)
    await team.start(fields={"Who decides?": [GRACE]})
    await choose(slack, team, TOM)
    # In a private one it is another matter: what would have been told before would have come first.
    amina = slack.person(AMINA)
    await amina.clicks.choose(HOUSING, team.thread, "more", "Move to another channel")
    await slack.until(lambda: amina.modal.views)
    assert await amina.modal.submit({"Channel": GOVERNANCE}) is None
    await slack.until(lambda: told(slack))
    assert [message.text.partition(": ")[2].partition(" To let")[0] for message in told(slack)] == [
        f"<@{TOM}> is {NOT_IN}"
    ]


async def test_in_a_direct_message_nobody_else_can_see_it(slack: Sandbox, bot: Bot) -> None:
    amina = slack.person(AMINA)
    team = Team(slack, amina.dm)
    await team.start(fields={"Who decides?": [GRACE]})
    message = await team.direct_message("cannot see this assessment")
    assert (
        f"<@{GRACE}> cannot see this assessment: it is in your own conversation with Balance." in message.text
    )
